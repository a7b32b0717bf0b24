import type { EnvironmentStack } from "./environmentStack";
import type { Guest } from "./guests";

/** What a person reads before an environment goes, or instead of it. */
export function report({ stack, environments }: EnvironmentStack, guests: readonly Guest[]): string[] {
  const names = environments.map(({ name }) => name).join(", ");
  const [subject, is, uses] =
    environments.length > 1
      ? [`Environments ${names}`, "are", "environments"]
      : [`Environment ${names}`, "is", "environment"];
  if (guests.length === 0) return [`Nobody else uses ${uses} ${names}.`];
  const rows = guests.map(({ kind, team = "no team", name, detail }) => [kind, team, name, detail]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return [
    `${subject} ${is} used by others than stack ${stack}, so nothing was touched:`,
    "",
    ...rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd()),
    "",
    "Have each team destroy its own stack, and remove by hand what no stack has made. Then run this again.",
    "`pulumi destroy` knows nothing of them: it takes their rules and schedules along, and stops half way when one of their",
    "services keeps the cluster's capacity.",
  ];
}
