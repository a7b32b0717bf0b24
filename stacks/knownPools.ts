import { type KnownPool, planPool } from "fairlead";
import type { EnvironmentSettings } from "./settings";

/** Pools as services will know them. Of those that are wrong themselves nothing is known. */
export function knownPools(pools: EnvironmentSettings["pools"]): Record<string, KnownPool> {
  return Object.fromEntries(
    Object.entries(pools).flatMap(([name, pool]) => {
      const { plan, problems } = planPool(pool);
      if (problems.length > 0) return [];
      const { memoryMiB: nodeMemoryMiB, cpuUnits: nodeCpuUnits } = plan.schedulable;
      return [[name, { capacityProvider: name, market: plan.market, nodeMemoryMiB, nodeCpuUnits }]];
    }),
  );
}
