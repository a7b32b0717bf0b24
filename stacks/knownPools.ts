import { type KnownPool, planPool } from "fairlead";
import type { EnvironmentSettings } from "./settings";

/** Plan of a pool. */
type PoolPlan = ReturnType<typeof planPool>["plan"];

/** Plans of pools by name. Of those that are wrong themselves nothing is known. */
export function soundPools(pools: EnvironmentSettings["pools"]): Record<string, PoolPlan> {
  return Object.fromEntries(
    Object.entries(pools).flatMap(([name, pool]) => {
      const { plan, problems } = planPool(pool);
      return problems.length > 0 ? [] : [[name, plan]];
    }),
  );
}

/** Pools as services will know them, of those that are sound. */
export function knownPools(pools: EnvironmentSettings["pools"]): Record<string, KnownPool> {
  return Object.fromEntries(
    Object.entries(soundPools(pools)).map(([name, { market, schedulable }]) => {
      const { memoryMiB: nodeMemoryMiB, cpuUnits: nodeCpuUnits } = schedulable;
      return [name, { capacityProvider: name, market, nodeMemoryMiB, nodeCpuUnits }];
    }),
  );
}
