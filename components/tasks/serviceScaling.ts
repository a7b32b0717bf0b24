import type { WebScalingArgs } from "./scalingArgs";

/** A metric that the number of tasks follows. */
export interface TrackedMetric {
  /** Part of the policy's name. */
  readonly key: "cpu" | "memory" | "requests";
  /** As Application Auto Scaling calls it. */
  readonly metric: string;
  /** What it is kept to. */
  readonly target: number;
}

/** The minimum that begins at a time. */
export interface PlannedMinimum {
  readonly key: string;
  readonly schedule: string;
  readonly timeZone: string;
  readonly minTasks: number;
}

/** A service's scaling as it will be declared. */
export interface ScalingPlan {
  readonly minTasks: number;
  readonly maxTasks: number;
  readonly metrics: readonly TrackedMetric[];
  readonly minimums: readonly PlannedMinimum[];
  readonly scaleOutCooldownSeconds: number;
  readonly scaleInCooldownSeconds: number;
}

/**
 * What to wait after tasks were added: a task may need a node first, which takes about two minutes, and until it answers
 * the metric says nothing about it.
 */
const SCALE_OUT_COOLDOWN_SECONDS = 120;

/** What to wait after tasks were taken away: load that has only paused must not find half of them. */
const SCALE_IN_COOLDOWN_SECONDS = 300;

/** Decides a service's scaling from arguments that were judged. */
export function planScaling(args: WebScalingArgs): ScalingPlan {
  const metrics: [TrackedMetric["key"], string, number | undefined][] = [
    ["cpu", "ECSServiceAverageCPUUtilization", args.cpuPercent],
    ["memory", "ECSServiceAverageMemoryUtilization", args.memoryPercent],
    ["requests", "ALBRequestCountPerTarget", args.requestsPerTaskPerMinute],
  ];
  return {
    minTasks: args.minTasks,
    maxTasks: args.maxTasks,
    metrics: metrics.flatMap(([key, metric, target]) => (target === undefined ? [] : [{ key, metric, target }])),
    minimums: Object.entries(args.scheduledMinimums ?? {})
      .map(([key, { schedule, timeZone, minTasks }]) => ({ key, schedule, timeZone, minTasks }))
      .sort((a, b) => (a.key < b.key ? -1 : 1)),
    scaleOutCooldownSeconds: args.scaleOutCooldownSeconds ?? SCALE_OUT_COOLDOWN_SECONDS,
    scaleInCooldownSeconds: args.scaleInCooldownSeconds ?? SCALE_IN_COOLDOWN_SECONDS,
  };
}

/** Every number of tasks that a service may come to have: what holds for it must hold for each. */
export function taskCounts(desiredCount: number, scaling: WebScalingArgs | undefined): number[] {
  if (scaling === undefined) return [desiredCount];
  return Array.from({ length: scaling.maxTasks - scaling.minTasks + 1 }, (_, i) => scaling.minTasks + i);
}

/** What is wrong at any of some numbers of tasks; of each argument the first. */
export function problemsAtAny<Found extends { readonly argument: string }>(
  counts: readonly number[],
  judge: (tasks: number) => readonly Found[],
): Found[] {
  const found = new Map<string, Found>();
  for (const problem of counts.flatMap(judge)) {
    if (!found.has(problem.argument)) found.set(problem.argument, problem);
  }
  return [...found.values()];
}
