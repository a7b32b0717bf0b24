import type { Problem } from "../check";
import { spotTimingProblems } from "../rules/spotTiming";
import type { PinnedRelease } from "./pinnedRelease";
import type { WebScalingArgs } from "./scalingArgs";
import { unscalableProblems } from "./scalingChecks";
import { type CapacityShare, fitProblems, type KnownPool, strategyOf } from "./serviceCapacity";
import { problemsAtAny, taskCounts } from "./serviceScaling";

/** What decides how a service is deployed, as far as its release has a say in it. Absent is what the component takes then. */
export interface ServiceDeployment {
  /** What it has of which pool. */
  readonly capacity: Record<string, CapacityShare>;
  /** Tasks that ECS keeps running. */
  readonly desiredCount?: number;
  /** How that number follows the load. */
  readonly scaling?: WebScalingArgs;
  /** Percent of the tasks that run on while others are replaced. */
  readonly minimumHealthyPercent?: number;
  /** Percent of the tasks that may run during a deployment. */
  readonly maximumPercent?: number;
  /** Seconds; 0 without a load balancer. */
  readonly deregistrationDelaySeconds?: number;
}

/** What was decided of a deployment. */
export interface DeploymentPlan {
  /** Percent of the tasks that run on while others are replaced. */
  readonly minimumHealthyPercent: number;
  /** What keeps it from being deployed so. */
  readonly problems: Problem[];
}

/** Decides how a service is deployed, and says what is wrong with it at any number of tasks that it may come to have. */
export function planDeployment(
  service: ServiceDeployment,
  release: PinnedRelease,
  pools: Readonly<Record<string, KnownPool>>,
): DeploymentPlan {
  const { capacity, scaling, deregistrationDelaySeconds = 0, maximumPercent = 200 } = service;
  const { spotShare } = strategyOf(capacity, pools);
  const minimumHealthyPercent = service.minimumHealthyPercent ?? (spotShare > 0 ? 50 : 100);
  const { stopTimeoutSeconds } = release;
  const timing = { spotShare, deregistrationDelaySeconds, stopTimeoutSeconds, minimumHealthyPercent };
  const counts = taskCounts(service.desiredCount ?? 1, scaling);
  const spot = problemsAtAny(counts, (desiredCount) => spotTimingProblems({ ...timing, desiredCount }));
  const problems = [
    ...spot.map((problem) => ({ ...problem, shown: problem.value })),
    ...problemsAtAny(counts, (tasks) => stuckProblems(tasks, minimumHealthyPercent, maximumPercent)),
    ...unscalableProblems(scaling, release),
    ...fitProblems(capacity, release, pools),
  ];
  return { minimumHealthyPercent, problems };
}

/** A deployment moves only when a task may stop first or one more may start. ECS rounds the minimum up, the maximum down. */
function stuckProblems(desiredCount: number, minimumPercent: number, maximumPercent: number): Problem[] {
  const mustRun = Math.ceil((desiredCount * minimumPercent) / 100);
  const mayRun = Math.floor((desiredCount * maximumPercent) / 100);
  if (desiredCount === 0 || mustRun < desiredCount || mayRun > desiredCount) return [];
  return [
    {
      argument: "maximumPercent",
      value: maximumPercent,
      rule: `of ${desiredCount} tasks ${mustRun} must run and ${mayRun} may, so no deployment can replace one`,
      remedy: "Raise it, or lower minimumHealthyPercent.",
    },
  ];
}
