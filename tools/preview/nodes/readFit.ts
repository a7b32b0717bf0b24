import type { Fit, PoolFit } from "fairlead";
import type { Properties } from "../recording";

const COUNTS = ["minNodes", "maxNodes", "fewest", "atRest", "rolloutOfOne", "rollout", "peak"] as const;

/**
 * The nodes that a program says it needs, in its output `nodes`, as `planFit` of the library decides them. There is no second
 * place where they are worked out. `undefined` when the output is something else, or there is none.
 */
export function readFit({ nodes }: Properties): Fit | undefined {
  if (!isRecord(nodes)) return undefined;
  const pools = Object.values(nodes);
  return pools.length > 0 && pools.every(isPoolFit) ? (nodes as unknown as Fit) : undefined;
}

function isPoolFit(pool: unknown): pool is PoolFit {
  if (!isRecord(pool) || !isRecord(pool.node) || typeof pool.market !== "string") return false;
  const { memoryMiB, cpuUnits } = pool.node;
  const { afterLossOf = {}, keptWithout: kept = {} } = pool;
  return (
    [...COUNTS.map((key) => pool[key]), memoryMiB, cpuUnits].every(isCount) &&
    (pool.afterLoss === undefined || isCount(pool.afterLoss)) &&
    isRecord(afterLossOf) &&
    Object.values(afterLossOf).every(isCount) &&
    isRecord(kept) &&
    Object.values(kept).every((each) => isRecord(each) && isCount(each.tasks) && isCount(each.kept))
  );
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
