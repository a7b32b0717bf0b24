import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { CapacityArgs } from "../capacity/capacityArgs";
import { planPool } from "../capacity/capacityPlan";
import { Market } from "../capacity/market";
import { OnDemandCapacity } from "../capacity/onDemandCapacity";
import { SpotCapacity } from "../capacity/spotCapacity";
import type { PoolArgs } from "./environmentArgs";
import type { PoolReference } from "./environmentReference";
import type { NodeConfiguration } from "./nodeConfiguration";
import { poolsDeclaredHere } from "./shownArgs";

/**
 * Declares the pools of an environment and associates them with the cluster, which ECS wants in one piece.
 * @returns the pools by name, resolved by the association: a name that is not associated yet cannot be used.
 */
export function declarePools(
  parent: pulumi.ComponentResource,
  name: string,
  args: Record<string, PoolArgs>,
  { imageOf }: NodeConfiguration,
  common: Omit<CapacityArgs, keyof PoolArgs | "nodeImageId">,
): pulumi.Output<Record<string, PoolReference>> {
  const child = { parent };
  const pools = Object.entries(args)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { market, ...settings }]) => {
      const Capacity = market === Market.Spot ? SpotCapacity : OnDemandCapacity;
      const { architecture } = planPool({ ...settings, market }).plan;
      const own = imageOf[key] === undefined ? {} : { nodeImageId: imageOf[key] };
      return {
        key,
        market,
        architecture,
        capacity: new Capacity(`${name}-${key}`, { ...settings, ...own, ...common }, child),
      };
    });
  const names = pools.map(({ capacity }) => capacity.capacityProviderName);
  const safest = pools.some(({ market }) => market === Market.OnDemand) ? Market.OnDemand : Market.Spot;
  const association = new aws.ecs.ClusterCapacityProviders(
    name,
    {
      clusterName: common.clusterName,
      capacityProviders: names,
      // For tasks started by hand; what Fairlead declares always names its own.
      defaultCapacityProviderStrategies: pools
        .filter(({ market }) => market === safest)
        .map(({ capacity }) => ({ capacityProvider: capacity.capacityProviderName, weight: 1 })),
    },
    child,
  );
  const usable = pools.map(({ key, market, architecture, capacity }) =>
    pulumi
      .all([capacity.capacityProviderName, capacity.nodeMemoryMiB, capacity.nodeCpuUnits])
      .apply(([capacityProvider, nodeMemoryMiB, nodeCpuUnits]): [string, PoolReference] => [
        key,
        { capacityProvider, market, nodeMemoryMiB, nodeCpuUnits, architecture },
      ]),
  );
  return poolsDeclaredHere(
    pulumi.all([association.capacityProviders, pulumi.all(usable)]).apply(([, entries]) => Object.fromEntries(entries)),
  );
}
