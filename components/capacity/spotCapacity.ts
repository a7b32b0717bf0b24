import * as pulumi from "@pulumi/pulumi";
import { argsOf } from "../check";
import type { CapacityArgs } from "./capacityArgs";
import { declarePool } from "./declarePool";
import { Market } from "./market";

/**
 * Nodes at spot prices: cheap, and gone two minutes after AWS says so. For work that can be repeated, and for what a
 * service needs above the base that it keeps on demand. Give it many instance types of one size: the more there are, the
 * seldomer the pool runs dry, and a task that waits for spot does not move to on-demand nodes by itself.
 *
 * Draining is on in both ways that AWS takes a node: on the notice (agent) and on rebalancing (managed draining).
 *
 * Makes a launch template, an Auto Scaling group, a capacity provider and, unless one is given, the nodes' role. Whoever
 * uses it alone associates the provider with the cluster (`aws.ecs.ClusterCapacityProviders`); `EcsEnvironment` does it.
 *
 * The pool is keyed by its name and is never replaced: AWS does not let a provider in use go.
 *
 * ```ts
 * const pool = new fairlead.SpotCapacity("dev-spot", {
 *   clusterName: cluster.name,
 *   environment: "dev",
 *   subnetIds: vpc.privateSubnetIds,
 *   securityGroupIds: [nodes.id],
 *   instanceTypes: ["m7i.large", "m7a.large", "m6i.large", "m6a.large"],
 *   maxNodes: 10,
 * });
 * ```
 *
 * Children, for `transforms`: `aws:ec2/launchTemplate:LaunchTemplate` and `aws:autoscaling/group:Group` called
 * `NAME-nodes`, `aws:ecs/capacityProvider:CapacityProvider` called `NAME`; `NAME-node`: the role, its policy, its profile.
 */
export class SpotCapacity extends pulumi.ComponentResource {
  /** Name of the capacity provider, for a strategy. Usable only after it is associated with the cluster. */
  public readonly capacityProviderName: pulumi.Output<string>;
  /** Name of the Auto Scaling group. */
  public readonly autoScalingGroupName: pulumi.Output<string>;
  /** Memory in MiB that tasks can have on one node: a task above it is never placed. */
  public readonly nodeMemoryMiB: pulumi.Output<number>;
  /** CPU units that tasks can have on one node. */
  public readonly nodeCpuUnits: pulumi.Output<number>;

  constructor(name: string, args: CapacityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fairlead:index:SpotCapacity", name, argsOf(args), opts);
    const pool = declarePool(this, "SpotCapacity", name, Market.Spot, args);
    this.capacityProviderName = pool.capacityProviderName;
    this.autoScalingGroupName = pool.autoScalingGroupName;
    this.nodeMemoryMiB = pulumi.output(pool.plan.schedulable.memoryMiB);
    this.nodeCpuUnits = pulumi.output(pool.plan.schedulable.cpuUnits);
    this.registerOutputs({
      capacityProviderName: this.capacityProviderName,
      autoScalingGroupName: this.autoScalingGroupName,
      nodeMemoryMiB: this.nodeMemoryMiB,
      nodeCpuUnits: this.nodeCpuUnits,
    });
  }
}
