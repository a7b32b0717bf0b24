import type { Look } from "../preview/terminal";
import type { Running, RunningNode, RunningService } from "./inspect";

/** A sandbox, as its listing shows it. */
export interface Shown {
  readonly running: Running;
  /** Newest revision of each release, `family:revision`. */
  readonly releases: readonly string[];
  readonly loadBalancer: string;
  readonly cluster: string;
  /** What the emulator is called, and where it is. */
  readonly emulator: string;
  /** Whether it only counts tasks: none starts, and nodes do not join the cluster. */
  readonly onlyCounts: boolean;
}

/** What runs where, and how to look further. */
export function listing(
  { running, releases, loadBalancer, cluster, emulator, onlyCounts }: Shown,
  look: Look,
): string[] {
  const { services, nodes, jobs, routes } = running;
  const title = (text: string) => look.tone("strong", text);
  return [
    ...table(["Service", "Release", "Tasks", "On"], services.map(serviceRow), look),
    ...table(["Node", "Type", "Group", "Zone", "Tasks"], nodes.map(nodeRow), look),
    ...table(
      ["Job", "Release", "When"],
      jobs.map(({ name, release, schedule }) => [name, release, schedule]),
      look,
    ),
    ...table(
      ["Host", "Path", "Goes to"],
      routes.map(({ host, path, service }) => [host, path || "all", service]),
      look,
    ),
    `${title("Load balancer")}  ${loadBalancer}`,
    `${title("Releases")}       ${releases.join(", ")}`,
    `${title("Emulator")}       ${emulator}`,
    ...(onlyCounts ? ["               It only counts tasks: none starts, and nodes join no cluster."] : []),
    "               It runs no containers: nothing answers at the hosts.",
    "",
    title("Look further"),
    "  . .sandbox/env                               aws and pulumi of this shell work on the sandbox",
    "  pulumi -C .sandbox stack output -s dev       what dev tells other programs",
    "  pulumi -C .sandbox stack -s dev              every resource of dev",
    ...(services[0] ? [`  aws ecs describe-services --cluster ${cluster} --services ${services[0].serviceName}`] : []),
    "  npm run sandbox                              after a change, of Pulumi.dev.yaml or of stacks/ for example",
    "  npm run sandbox -- --down                    removes all of it",
  ];
}

function serviceRow({ name, release, running, desired, nodes }: RunningService): string[] {
  return [name, release, `${running} of ${desired}`, [...new Set(nodes)].sort().join(" ") || "-"];
}

function nodeRow({ id, type, group, zone, spot, tasks }: RunningNode): string[] {
  return [
    id,
    [type, spot && "spot"].filter(Boolean).join(", ") || "-",
    group || "-",
    zone,
    tasks === undefined ? "-" : String(tasks),
  ];
}

/** Rows below their titles, each column as wide as its widest cell, and an empty line. No rows, no table. */
function table(titles: readonly string[], rows: readonly (readonly string[])[], look: Look): string[] {
  if (rows.length === 0) return [];
  const widths = titles.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] ?? "").length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd();
  return [look.tone("strong", line(titles)), ...rows.map(line), ""];
}
