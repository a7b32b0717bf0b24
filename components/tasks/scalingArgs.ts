/** A minimum that holds from a time on, until another one does. */
export interface ScheduledMinimum {
  /** When it begins: `cron(minute hour day month weekday year)` with six fields, of which day or weekday is `?`. */
  schedule: string;
  /** Time zone of the schedule, like `Europe/Berlin`; daylight saving is followed. */
  timeZone: string;
  /** Tasks at least from then on, between the service's own `minTasks` and `maxTasks`. */
  minTasks: number;
}

/**
 * How the number of a service's tasks follows what they have to do. AWS adds tasks when a metric is above its target for
 * three minutes, and takes tasks away when all metrics are well below theirs for fifteen. All values are plain: they are
 * judged against each other, and decide which resources there are.
 * @see https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
 */
export interface ScalingArgs {
  /**
   * Tasks at least, 1 to 5,000: never 0, because without tasks there is no metric that could start one.
   * @throws when a pool's `base` is larger, which it would then not keep.
   */
  minTasks: number;
  /** Tasks at most, up to 5,000, more than `minTasks`. The pools need room for them: `maxNodes` is the other limit. */
  maxTasks: number;
  /**
   * Use of CPU to keep to, in percent of the CPU units that the release reserves, 1 to 200. A reservation is no limit: on
   * a node with room a task may use more. @default - CPU adds no tasks. @throws when the release reserves none.
   */
  cpuPercent?: number;
  /**
   * Use of memory to keep to, in percent of the memory that the release reserves, 1 to 200. Only for programs that give
   * memory back; others never scale in. @default - memory adds no tasks
   */
  memoryPercent?: number;
  /**
   * Minimums by name, each from a time on, for load that can be foreseen. One of them must be `minTasks` again.
   * An update that changes `minTasks` or `maxTasks`, or the first one after a refresh, sets `minTasks` until the next begins.
   * @default - `minTasks`, always
   */
  scheduledMinimums?: Record<string, ScheduledMinimum>;
  /** Seconds after tasks were added until more are, unless much more is needed, 0 to 3,600. @default 120, for a new node */
  scaleOutCooldownSeconds?: number;
  /** Seconds after tasks were taken away until more are, 0 to 3,600. @default 300 */
  scaleInCooldownSeconds?: number;
}

/** The same for a service behind a load balancer. */
export interface WebScalingArgs extends ScalingArgs {
  /** Requests a minute and task to keep to, 1 to 1,000,000. @default - requests add no tasks */
  requestsPerTaskPerMinute?: number;
}
