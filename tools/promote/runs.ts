import type * as ecs from "@aws-sdk/client-ecs";
import { releaseOf } from "../../components/verdict/deploymentVerdict";
import type { Schedule } from "../stack/running";
import { SKIP } from "./plan";

/** What of an environment has a revision: a service, or a schedule that starts tasks. */
export interface Runner {
  /** Like "service web-1a2b". */
  readonly name: string;
  /** What it has, `family:revision`. */
  readonly release: string;
  /** Whether all of it runs it. A schedule has only one revision, and starts that. */
  readonly state: "complete" | "in progress" | "failed";
  /** What ECS gave up and remembers, `family:revision`. */
  readonly gaveUp: readonly string[];
  /** Whether it is a schedule that is switched off: it must have the revision, and does not run it. */
  readonly isOff?: boolean;
}

/**
 * What a service runs: its primary deployment or task set. Where ECS keeps no state of it, all tasks that are desired must run.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Deployment.html
 */
export function serviceRunner(service: ecs.Service): Runner[] {
  const { serviceName, deployments = [], taskSets = [], desiredCount = 0 } = service;
  const primary = [...deployments, ...taskSets].find(({ status }) => status === "PRIMARY") ?? service;
  const release = releaseOf(primary.taskDefinition ?? "");
  if (release === undefined) return [];
  const states: Readonly<Record<string, Runner["state"]>> = { COMPLETED: "complete", FAILED: "failed" };
  const rollout = "rolloutState" in primary ? primary.rolloutState : undefined;
  const counted = (primary.runningCount ?? 0) >= desiredCount ? "complete" : "in progress";
  const failed = deployments.filter(({ rolloutState }) => rolloutState === "FAILED");
  return [
    {
      name: `service ${serviceName}`,
      release,
      state: rollout === undefined ? counted : (states[rollout] ?? "in progress"),
      gaveUp: failed.flatMap(({ taskDefinition = "" }) => releaseOf(taskDefinition) ?? []),
    },
  ];
}

/** What a schedule starts; nothing when it names no revision. */
export function scheduleRunner({ name, target, isOff }: Schedule): Runner[] {
  const release = releaseOf(target.EcsParameters?.TaskDefinitionArn ?? "");
  return release === undefined ? [] : [{ name: `schedule ${name}`, release, state: "complete", gaveUp: [], isOff }];
}

/** Where a revision is to have run: a stack, and its cluster with all that has a revision there; none without a cluster. */
export interface Runs {
  readonly stack: string;
  readonly cluster: string;
  readonly runners: readonly Runner[] | undefined;
}

/** Why an environment does not run the revision that it pins, all of it, in one line with what to do; nothing when it does. */
export function unrunProblem({ stack, cluster, runners }: Runs, family: string, revision: number): string | undefined {
  const pinned = `${family}:${revision}`;
  const own = (runners ?? []).filter(({ release }) => release.split(":")[0] === family);
  const wrong = own.filter(({ release, state }) => release !== pinned || state !== "complete");
  if (wrong.length === 0 && own.some(({ isOff }) => !isOff)) return undefined;
  if (own.length > 0 && wrong.length === 0) {
    const names = own.map(({ name }) => name).join(", ");
    return `${stack} pins ${pinned}, and all that has it is switched off: ${names}. Switch it on, or name the other releases, ${SKIP}.`;
  }
  const isUnderWay = wrong.length > 0 && wrong.every(({ release, state }) => release === pinned && state !== "failed");
  const found =
    runners === undefined
      ? `there is no cluster ${cluster}`
      : own.length === 0
        ? `no service and no schedule of ${cluster} has ${family}`
        : wrong.map((runner) => wrongText(runner, pinned)).join(", ");
  const first = isUnderWay ? "Wait for it" : `Have it run there first: \`pulumi up --stack ${stack}\``;
  return `${stack} pins ${pinned}, and ${found}. ${first}, ${SKIP}.`;
}

function wrongText({ name, release, state, gaveUp }: Runner, pinned: string): string {
  if (release === pinned) {
    return state === "failed" ? `its deployment to ${name} has failed` : `its deployment to ${name} is in progress`;
  }
  const back = gaveUp.includes(pinned) ? `, to which ECS rolls it back` : "";
  return `${name} has ${release}${back}`;
}
