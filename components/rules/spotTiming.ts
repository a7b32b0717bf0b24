/** A spot node is gone this long after its notice. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html */
export const SPOT_NOTICE_SECONDS = 120;

/** What a task may use of the notice; the rest is for the agent to see it and for ECS to act. */
export const SPOT_BUDGET_SECONDS = 110;

/** What decides whether a service outlives the loss of a spot node. */
export interface SpotTiming {
  /** Share of the service's tasks that may run on spot, 0 to 1. */
  readonly spotShare: number;
  /** Seconds that the load balancer goes on sending to a task that is being stopped; 0 without a load balancer. */
  readonly deregistrationDelaySeconds: number;
  /** Seconds between SIGTERM and SIGKILL, the longest of the task's containers. */
  readonly stopTimeoutSeconds: number;
  /** Share of the desired count, in percent, that ECS keeps running while it replaces tasks. */
  readonly minimumHealthyPercent: number;
  /** Tasks that the service is to have. ECS rounds the share of them that must keep running up. @default - many */
  readonly desiredCount?: number;
}

/** A rule that a service on spot breaks. */
export interface SpotTimingProblem {
  /** What would have to change, as the components call it. */
  readonly argument: "deregistrationDelaySeconds" | "minimumHealthyPercent";
  /** What it is, in words. */
  readonly value: string;
  /** Continues "... is VALUE; ". */
  readonly rule: string;
  /** A sentence. */
  readonly remedy: string;
}

/**
 * Says what is wrong with a service's timing on spot; nothing when no task of it can be there. ECS deregisters a task
 * first, waits for the delay and only then sends SIGTERM, so both must fit into the notice together. With a minimum of
 * 100 % ECS stops no task before its replacement runs, which may take longer than the notice.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-draining.html
 */
export function spotTimingProblems(timing: SpotTiming): SpotTimingProblem[] {
  if (timing.spotShare <= 0 || timing.desiredCount === 0) return [];
  const problems: SpotTimingProblem[] = [];
  const { deregistrationDelaySeconds: delay, stopTimeoutSeconds: stop } = timing;
  if (delay + stop > SPOT_BUDGET_SECONDS) {
    problems.push({
      argument: "deregistrationDelaySeconds",
      value: `${delay} s, with a stop timeout of ${stop} s`,
      rule: `together they may take ${SPOT_BUDGET_SECONDS} of the ${SPOT_NOTICE_SECONDS} s between a spot notice and the end of the node`,
      remedy: "Lower one of them, or give the service capacity on an on-demand pool only.",
    });
  }
  // Of a single task any percentage but 0 keeps all. It is not asked here: 0 would mean an outage at each deployment.
  const { desiredCount = Number.POSITIVE_INFINITY, minimumHealthyPercent } = timing;
  const keepsAll = desiredCount > 1 && Math.ceil((desiredCount * minimumHealthyPercent) / 100) >= desiredCount;
  if (minimumHealthyPercent >= 100 || (Number.isFinite(desiredCount) && keepsAll)) {
    problems.push({
      argument: "minimumHealthyPercent",
      value: String(timing.minimumHealthyPercent),
      rule: "on spot it must leave a task that may stop first, or a draining node waits for replacements longer than its notice lasts",
      remedy: "Leave it out for 50, or give the service capacity on an on-demand pool only.",
    });
  }
  return problems;
}
