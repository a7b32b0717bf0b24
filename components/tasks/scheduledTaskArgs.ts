import type * as pulumi from "@pulumi/pulumi";
import type { EnvironmentReference } from "../environment/environmentReference";
import type { CapacityShare } from "./serviceCapacity";

/** Arguments of `ScheduledTask`. */
export interface ScheduledTaskArgs {
  /** The environment it runs in: `EcsEnvironment`'s `reference`. */
  environment: EnvironmentReference;
  /** The release it runs, `family:revision`. */
  release: pulumi.Input<string>;
  /**
   * When: `cron(minute hour day month weekday year)` with six fields, of which day or weekday is `?`, or `rate(6 hours)`.
   * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
   */
  schedule: pulumi.Input<string>;
  /** Time zone that a cron schedule is meant in, like `Europe/Berlin`; daylight saving is followed. */
  timeZone: pulumi.Input<string>;
  /** Pools by name. @default - the on-demand pools; where there are none, the spot pools, with a warning */
  capacity?: Record<string, CapacityShare>;
  /** The team that it belongs to; the release must be the team's too. @default - none; it is the environment's own */
  team?: string;
  /** Whether it runs at its times. @default true */
  enabled?: pulumi.Input<boolean>;
  /** Container whose command is replaced by `command`. Needed with it. */
  container?: pulumi.Input<string>;
  /** Command of this job, when several share a release. @default - the release's */
  command?: pulumi.Input<pulumi.Input<string>[]>;
  /** Minutes after its time within which it may start, 1 to 1,440. @default - at once */
  flexibleWindowMinutes?: number;
  /** Times that a start which AWS refused is tried again, 0 to 185. @default 2 */
  maximumRetryAttempts?: pulumi.Input<number>;
  /** Seconds after its time when a start is given up, 60 to 86,400. @default 900 */
  maximumEventAgeSeconds?: pulumi.Input<number>;
}
