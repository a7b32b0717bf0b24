import { count, type Look } from "../preview/terminal";
import type { Verdict } from "./decide";
import type { Pruning } from "./prune";

/** What people read of what goes and what stays, family by family. */
export function pruneReport(prunings: readonly Pruning[], look: Look): string[] {
  return prunings.flatMap(({ place, verdicts, inTheWay }) => [
    look.tone("strong", `Account ${place.name}`),
    ...Object.keys(place.active).flatMap((family) => familyLines(family, verdicts)),
    ...(inTheWay.length > 0 ? ["", "  Still in use:"] : []),
    ...[
      ...new Set(inTheWay.map(({ family, revision, by }) => `    ${family}${revision ? `:${revision}` : ""} ${by}`)),
    ].sort(),
    "",
  ]);
}

/** The sum of it, and what to say to have it done. */
export function sumOf(prunings: readonly Pruning[]): string {
  const all = prunings.flatMap(({ verdicts }) => verdicts);
  const goes = all.filter(({ stays }) => stays.length === 0).length;
  if (all.length === 0) return "None of the project's releases has an active revision.";
  if (goes === 0) return `Each of ${count(all.length, "active revision")} stays.`;
  return `${count(goes, "revision")} of ${all.length} would be deregistered. Nothing was touched: say --yes to have it done.`;
}

function familyLines(family: string, verdicts: readonly Verdict[]): string[] {
  const own = verdicts.filter((verdict) => verdict.family === family);
  const byFate = new Map<string, number[]>();
  for (const { revision, stays } of own) {
    const fate = stays.length === 0 ? "" : stays.join("; ");
    byFate.set(fate, [...(byFate.get(fate) ?? []), revision]);
  }
  const rows = [...byFate].map(([fate, numbers]) => ({ fate, numbers: ranges(numbers), first: numbers[0] ?? 0 }));
  const width = Math.max(...rows.map(({ numbers }) => numbers.length));
  return [
    `  ${family}`,
    ...rows
      .sort((a, b) => a.first - b.first)
      .map(({ fate, numbers }) => `    ${numbers.padEnd(width)}  ${fate === "" ? "goes" : `stays: ${fate}`}`),
  ];
}

/** "1-4, 6" of 1, 2, 3, 4, 6. */
export function ranges(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(", ");
}
