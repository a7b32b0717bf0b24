import type { ECSClient, Service, Task } from "@aws-sdk/client-ecs";
import { releaseOf, type SeenService } from "./deploymentVerdict";
import type { Evidence, StoppedTask } from "./stopReason";

/** A service as ECS itself describes it, and what it remembers of its past. Without a service there is none. */
export interface ReadService extends Evidence {
  readonly seen?: SeenService;
  /** Whether ECS has a deployment of the release, or remembers a task of it: that is, whether it was tried at all. */
  tried(release: string): boolean;
}

/** Tasks that one call lists and another describes. ECS forgets them after an hour. */
const TASKS = 100;

/**
 * Reads a service, its events and its stopped tasks.
 * @throws what the SDK throws
 */
export async function readEvidence(
  client: ECSClient,
  cluster: string,
  service: string,
  abortSignal: AbortSignal,
): Promise<ReadService> {
  const ecs = await import("@aws-sdk/client-ecs");
  const options = { abortSignal };
  const [described, listed] = await Promise.all([
    client.send(new ecs.DescribeServicesCommand({ cluster, services: [service] }), options),
    client.send(
      new ecs.ListTasksCommand({ cluster, serviceName: service, desiredStatus: "STOPPED", maxResults: TASKS }),
      options,
    ),
  ]);
  const found = described.services?.find(({ status }) => status !== "INACTIVE");
  const arns = listed.taskArns ?? [];
  const stopped =
    arns.length > 0 ? await client.send(new ecs.DescribeTasksCommand({ cluster, tasks: arns }), options) : undefined;
  const tasks = (stopped?.tasks ?? []).map(stoppedTask);
  const tried = new Set([
    ...tasks.map(({ release }) => release),
    ...(found?.deployments ?? []).map(({ taskDefinition = "" }) => releaseOf(taskDefinition)),
  ]);
  return {
    ...(found && { seen: seenService(found) }),
    events: (found?.events ?? []).map(({ createdAt, message = "" }) => ({ at: createdAt?.getTime() ?? 0, message })),
    tasks,
    tried: (release) => tried.has(release),
  };
}

function seenService(service: Service): SeenService {
  const primary = service.deployments?.find(({ status }) => status === "PRIMARY");
  return {
    taskDefinition: primary?.taskDefinition ?? service.taskDefinition ?? "",
    ...(primary?.rolloutState && { rolloutState: primary.rolloutState }),
    ...(service.desiredCount !== undefined && { desiredCount: service.desiredCount }),
    ...(service.runningCount !== undefined && { runningCount: service.runningCount }),
  };
}

function stoppedTask(task: Task): StoppedTask {
  return {
    release: releaseOf(task.taskDefinitionArn ?? "") ?? "",
    stopCode: task.stopCode ?? "",
    stoppedReason: task.stoppedReason ?? "",
    stoppedAt: task.stoppedAt?.getTime() ?? 0,
    containers: (task.containers ?? []).map(({ name = "", reason, exitCode }) => ({
      name,
      ...(reason && { reason }),
      ...(exitCode !== undefined && { exitCode }),
    })),
  };
}
