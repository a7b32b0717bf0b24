import type * as pulumi from "@pulumi/pulumi";
import type { EnvironmentReference } from "../environment/environmentReference";
import type { ScalingArgs } from "./scalingArgs";
import type { CapacityShare } from "./serviceCapacity";

/** What a web service and a worker have in common. */
export interface ServiceArgs {
  /** The environment it runs in: `EcsEnvironment`'s `reference`. */
  environment: EnvironmentReference;
  /** The release it runs, `family:revision`. A pin is a promise: a revision that does not exist is an error. */
  release: pulumi.Input<string>;
  /** What it has of which pool, by the pool's name. A base keeps that many tasks on one pool whatever happens to others. */
  capacity: Record<string, CapacityShare>;
  /**
   * Tasks that ECS keeps running, 0 to 5,000. One alone on spot may be cut off with its node: run two. With `scaling` it
   * is only where the service begins; what it has later is ignored. @default 1, with `scaling` its `minTasks`
   */
  desiredCount?: pulumi.Input<number>;
  /** Lets the number of tasks follow what they have to do. What is above the base goes where the weights say. @default - it stays */
  scaling?: ScalingArgs;
  /**
   * Share of the desired count, in percent, that keeps running while tasks are replaced, 0 to 100.
   * @default - 50 when tasks may be on spot, else 100. @throws at 100 on spot, where a notice is too short for it.
   */
  minimumHealthyPercent?: pulumi.Input<number>;
  /** Share of the desired count, in percent, that may run during a deployment, 101 to 200. @default 200 */
  maximumPercent?: pulumi.Input<number>;
  /** Minutes that an update waits for a steady state before it fails, 1 to 60. @default 15 */
  steadyStateTimeoutMinutes?: number;
  /**
   * The team that it belongs to: its block of listener priorities is used, and what is made is tagged as the team's.
   * @default - none; it is the environment's own
   */
  team?: string;
  /** Tags of the service and its tasks. */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}
