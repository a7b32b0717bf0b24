import { oneLine } from "./stopReason";

/** How a service runs, as ECS describes it. What a provider does not tell is left out. */
export interface SeenService {
  /** What its primary deployment runs: `family:revision` or an ARN. */
  readonly taskDefinition: string;
  /** `COMPLETED`, `IN_PROGRESS` or `FAILED`, of the primary deployment. */
  readonly rolloutState?: string;
  readonly desiredCount?: number;
  readonly runningCount?: number;
}

/** A service and where it is. */
export interface ServicePlace {
  /** Name or ARN. */
  readonly cluster: string;
  readonly service: string;
  readonly region?: string;
  /** Profile of the provider, if it has one. */
  readonly profile?: string;
}

/**
 * What is wrong with a deployment that is over, as the start of a sentence; undefined when ECS runs what was wanted.
 * @param wanted What was deployed: `family:revision` or an ARN.
 * @param steady Whether somebody has waited for a steady state, so that tasks which do not run are a failure.
 */
export function deploymentVerdict(wanted: string, seen: SeenService, steady: boolean): string | undefined {
  const release = releaseOf(wanted);
  const running = releaseOf(seen.taskDefinition);
  if (release === undefined || running === undefined) return undefined; // a family without a revision, say
  if (running !== release) return `ECS rolled the deployment of ${release} back to ${running}`;
  if (seen.rolloutState === "FAILED") return `ECS gave up the deployment of ${release}`;
  const { desiredCount, runningCount } = seen;
  if (steady && desiredCount !== undefined && runningCount !== undefined && runningCount < desiredCount) {
    return `ECS runs ${runningCount} of ${desiredCount} tasks of ${release}`;
  }
  return undefined;
}

/** `family:revision` of a task definition, if its revision is said. */
export function releaseOf(taskDefinition: string): string | undefined {
  return /(?:^|\/)([A-Za-z0-9_-]+:[1-9]\d*)$/.exec(taskDefinition)?.[1];
}

/** Why a deployment failed, or why that could not be found out. */
export type Reason = { readonly why: string | undefined } | { readonly unread: string };

/** The verdict on a service in one line: what happened, why, and where to see more. */
export function verdictLine(subject: string, verdict: string, reason: Reason, place: ServicePlace, hint = ""): string {
  const why =
    "unread" in reason
      ? `; the reason could not be read (${oneLine(reason.unread)})`
      : reason.why === undefined
        ? "; ECS remembers no reason"
        : `: ${reason.why}`;
  return `${subject}: ${verdict}${why}. ${hint}See: ${describeCommand(place)}`;
}

/** The command that shows what ECS has to say about a service. */
export function describeCommand({ cluster, service, region, profile }: ServicePlace): string {
  const options = [
    `--cluster ${lastOf(cluster)}`,
    `--services ${lastOf(service)}`,
    ...(region ? [`--region ${region}`] : []),
    ...(profile
      ? [`--profile ${/^[\w.@:/+-]+$/.test(profile) ? profile : `'${profile.replaceAll("'", `'\\''`)}'`}`]
      : []),
    "--query 'services[0].[deployments,events[:10]]'",
  ];
  return `aws ecs describe-services ${options.join(" ")}`;
}

/** Region of an ARN. */
export function regionOf(arn: string): string | undefined {
  return /^arn:[\w-]+:ecs:([\w-]+):/.exec(arn)?.[1];
}

function lastOf(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
