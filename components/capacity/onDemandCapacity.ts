import * as pulumi from "@pulumi/pulumi";
import { argsOf } from "../check";
import type { CapacityArgs } from "./capacityArgs";
import { declarePool } from "./declarePool";
import { Market } from "./market";

/**
 * Nodes at the full price, which stay until they are drained. For what must go on running when there is no spot
 * capacity to be had, and for scheduled tasks, which nobody repeats.
 *
 * Makes a launch template, an Auto Scaling group, a capacity provider and, unless one is given, the nodes' role. Whoever
 * uses it alone associates the provider with the cluster (`aws.ecs.ClusterCapacityProviders`); `EcsEnvironment` does it.
 *
 * The pool is keyed by its name and is never replaced: AWS does not let a provider in use go.
 *
 * ```ts
 * const pool = new fairlead.OnDemandCapacity("dev-on-demand", {
 *   clusterName: cluster.name,
 *   environment: "dev",
 *   subnetIds: vpc.privateSubnetIds,
 *   securityGroupIds: [nodes.id],
 *   instanceTypes: ["m7i.large", "m6i.large"],
 *   maxNodes: 10,
 * });
 * ```
 *
 * Children, for `transforms`: `aws:ec2/launchTemplate:LaunchTemplate` and `aws:autoscaling/group:Group` called
 * `NAME-nodes`, `aws:ecs/capacityProvider:CapacityProvider` called `NAME`; `NAME-node`: the role, its policy, its profile.
 */
export class OnDemandCapacity extends pulumi.ComponentResource {
  /** Name of the capacity provider, for a strategy. Usable only after it is associated with the cluster. */
  public readonly capacityProviderName: pulumi.Output<string>;
  /** Name of the Auto Scaling group. */
  public readonly autoScalingGroupName: pulumi.Output<string>;
  /** Memory in MiB that tasks can have on one node: a task above it is never placed. */
  public readonly nodeMemoryMiB: pulumi.Output<number>;
  /** CPU units that tasks can have on one node. */
  public readonly nodeCpuUnits: pulumi.Output<number>;

  constructor(name: string, args: CapacityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fairlead:index:OnDemandCapacity", name, argsOf(args), opts);
    const pool = declarePool(this, "OnDemandCapacity", name, Market.OnDemand, args);
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
