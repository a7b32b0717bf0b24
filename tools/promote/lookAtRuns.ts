import { ClusterNotFoundException } from "@aws-sdk/client-ecs";
import { clusterNameOf } from "../../components/names";
import type { Project } from "../preview/settings";
import { awsOfStack } from "../stack/awsOfStack";
import { clientsOf, PATIENT, type StackClients } from "../stack/clients";
import type { EnvironmentFile } from "../stack/environments";
import { schedulesOf, servicesIn } from "../stack/running";
import type { Move } from "./plan";
import { type Runner, scheduleRunner, serviceRunner, unrunProblem } from "./runs";

/** Says why a move's source does not run what is to be taken from it; nothing when it does. */
export type LookAtRuns = (move: Move) => Promise<string | undefined>;

/**
 * Asks AWS, as an environment's stack does, what the environment runs: once for all moves, and only if there is one.
 * A pin says what is to run, and a deployment may not be made yet, or be rolled back.
 */
export function lookAtRuns(project: Project, { stack, environment }: EnvironmentFile): LookAtRuns {
  const cluster = clusterNameOf(environment);
  let asked: Promise<readonly Runner[] | undefined> | undefined;
  return async ({ release, fromRevision }) => {
    asked ??= awsOfStack(project, stack)
      .then((aws) => clientsOf(aws, PATIENT))
      .then((clients) => clients.ask(`what ${cluster} runs`, runnersIn(clients, cluster)));
    return unrunProblem({ stack, cluster, runners: await asked }, release, fromRevision);
  };
}

/** All that has a revision in a cluster, whoever has made it; nothing when there is no cluster. */
async function runnersIn({ ecs, scheduler }: StackClients, cluster: string): Promise<Runner[] | undefined> {
  try {
    const services = await servicesIn(ecs, cluster);
    const schedules = await schedulesOf(scheduler, (arn) => arn.endsWith(`:cluster/${cluster}`));
    return [...services.flatMap(serviceRunner), ...schedules.flatMap(scheduleRunner)];
  } catch (error) {
    if (error instanceof ClusterNotFoundException) return undefined;
    throw error;
  }
}
