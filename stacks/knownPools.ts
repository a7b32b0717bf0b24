import { type KnownPool, planPool } from "fairlead";
import type { EnvironmentSettings } from "./settings";

/** Plans of pools by name. */
export type SoundPools = Readonly<Record<string, ReturnType<typeof planPool>["plan"]>>;

/** Plans pools. Of those that are wrong themselves nothing is known. */
export function soundPools(pools: EnvironmentSettings["pools"]): SoundPools {
  return Object.fromEntries(
    Object.entries(pools).flatMap(([name, pool]) => {
      const { plan, problems } = planPool(pool);
      return problems.length > 0 ? [] : [[name, plan]];
    }),
  );
}

/** Pools as services will know them. */
export function knownPools(pools: SoundPools): Record<string, KnownPool> {
  return Object.fromEntries(
    Object.entries(pools).map(([name, { market, schedulable }]) => {
      const { memoryMiB: nodeMemoryMiB, cpuUnits: nodeCpuUnits } = schedulable;
      return [name, { capacityProvider: name, market, nodeMemoryMiB, nodeCpuUnits }];
    }),
  );
}
