import type * as pulumi from "@pulumi/pulumi";
import type { WebScalingArgs } from "./scalingArgs";
import type { ServiceArgs } from "./serviceArgs";

/** How the load balancer finds out whether a task is well. */
export interface TargetHealthCheck {
  /** Path that is asked for. @default "/" */
  path?: pulumi.Input<string>;
  /** HTTP codes of a healthy task, like `200` or `200-399`. @default "200-399" */
  matcher?: pulumi.Input<string>;
  /** Seconds between checks, 5 to 300. @default 15 */
  intervalSeconds?: pulumi.Input<number>;
  /** Seconds that an answer may take, 2 to 120, less than the interval. @default 5 */
  timeoutSeconds?: pulumi.Input<number>;
  /** Good answers in a row that make a task healthy, 2 to 10. @default 2 */
  healthyThreshold?: pulumi.Input<number>;
  /** Bad answers in a row that make it unhealthy, 2 to 10. @default 3 */
  unhealthyThreshold?: pulumi.Input<number>;
}

/** Arguments of `WebService`. */
export interface WebServiceArgs extends ServiceArgs {
  /** Hosts that it answers to, also with a wildcard (`*.example.com`). More than five become several listener rules. */
  hosts: string[];
  /** Lets the number of tasks follow what they have to do, requests too. @default - it stays */
  scaling?: WebScalingArgs;
  /** Paths that it answers to at these hosts, at most four, like `/api/*`. @default - all */
  paths?: string[];
  /** Container that takes the requests. @default - the only one with a port */
  container?: pulumi.Input<string>;
  /** Port inside the container. @default - the only one it has */
  port?: pulumi.Input<number>;
  /** How the load balancer checks a task. */
  healthCheck?: TargetHealthCheck;
  /** Seconds that the load balancer goes on sending to a stopping task, 0 to 3,600. On spot it shares 110 s with the stop timeout. @default 30 */
  deregistrationDelaySeconds?: pulumi.Input<number>;
  /** Seconds after a task's start in which failed checks do not count, 0 to 86,400. @default 60 */
  healthCheckGracePeriodSeconds?: pulumi.Input<number>;
  /** Priority of its first rule within the block of its team, 1 to 2,000. @default - a hash of its name, which never moves */
  listenerPriority?: number;
}
