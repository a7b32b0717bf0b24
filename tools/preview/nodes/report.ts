import { type Fit, nodesAfterLoss, type PoolFit } from "fairlead";
import { count } from "../terminal";

/** "4 nodes at rest, 5 in a rollout of all, 6 at the peak, 21 at most". */
export function nodesSummary(fit: Fit): string {
  const sum = (of: (pool: PoolFit) => number) => Object.values(fit).reduce((total, pool) => total + of(pool), 0);
  const [atRest, rollout] = [sum((pool) => pool.atRest), sum((pool) => pool.rollout)];
  const [peak, most] = [sum((pool) => pool.peak), sum((pool) => pool.maxNodes)];
  return `${count(atRest, "node")} at rest, ${rollout} in a rollout of all, ${peak} at the peak, ${most} at most`;
}

/** What tasks can have of a node: "7526 MiB, 2 vCPU". */
export function nodeText({ node: { memoryMiB, cpuUnits } }: PoolFit): string {
  return `${memoryMiB} MiB, ${Number((cpuUnits / 1_024).toFixed(2))} vCPU`;
}

/** Nodes after a loss; "-" for the only spot pool, which cannot take over from itself. */
export function lossText({ afterLoss }: PoolFit): string {
  return afterLoss === undefined ? "-" : String(afterLoss);
}

/** "3..9". */
export function boundsText({ minNodes, maxNodes }: PoolFit): string {
  return `${minNodes}..${maxNodes}`;
}

/** The pools of a stack as a table, a line for each. */
export function nodesTable(fit: Fit): string[] {
  const rows = [
    ["pool", "node", "at rest", "rollout", "peak", "loss", "bounds"],
    ...Object.entries(fit).map(([name, pool]) => [
      name,
      nodeText(pool),
      ...[pool.atRest, pool.rollout, pool.peak].map(String),
      lossText(pool),
      boundsText(pool),
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const text = (column: number) => column < 2 || column === 6;
  return rows.map((row) =>
    row
      .map((cell, column) => (text(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}

/** "4 nodes after losing spot-a, 3 after spot-b"; nothing where no pool is spot, or there is no other to move to. */
export function afterLossText(fit: Fit): string | undefined {
  if (Object.keys(fit).length === 1) return undefined;
  const losses = Object.entries(nodesAfterLoss(fit)).map(([pool, nodes], first) =>
    first === 0 ? `${count(nodes, "node")} after losing ${pool}` : `${nodes} after ${pool}`,
  );
  return losses.length === 0 ? undefined : losses.join(", ");
}

/** By spot pool what goes on without it: "storefront 3 of 6". Pools that nothing runs on are not there. */
export function keptWithout(fit: Fit): { readonly pool: string; readonly kept: readonly string[] }[] {
  return Object.entries(fit).flatMap(([pool, { keptWithout = {} }]) => {
    const kept = Object.entries(keptWithout).map(([service, { tasks, kept }]) => `${service} ${kept} of ${tasks}`);
    return kept.length === 0 ? [] : [{ pool, kept }];
  });
}
