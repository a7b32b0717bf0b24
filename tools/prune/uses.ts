import * as ecs from "@aws-sdk/client-ecs";
import type { SchedulerClient } from "@aws-sdk/client-scheduler";
import { all, inParts, lastOf } from "../aws";
import type { StackClients } from "../stack/clients";
import { schedulesOf, servicesIn } from "../stack/running";
import { type Need, readName } from "./decide";

/**
 * All that an account runs or will run by itself, in one region: services with their deployments and task sets, tasks, and
 * schedules of EventBridge Scheduler, of every cluster and every group, whoever has made them.
 * @throws StackError when AWS does not let one of them be listed: then nobody knows what is unused
 */
export async function usesIn(clients: StackClients): Promise<Need[]> {
  const { ecs: client, ask } = clients;
  const listed = all(ecs.paginateListClusters({ client }, {}), (page) => page.clusterArns);
  const clusters = await ask("which clusters there are", listed);
  await clients.inMeantAccount(clusters);
  const needs: Need[] = [];
  for (const cluster of clusters) {
    needs.push(...(await ask(`which services ${lastOf(cluster)} has`, usesOfServices(client, cluster))));
    needs.push(...(await ask(`which tasks ${lastOf(cluster)} runs`, usesOfTasks(client, cluster))));
  }
  needs.push(...(await ask("which schedules there are", usesOfSchedules(clients.scheduler))));
  return needs;
}

async function usesOfServices(client: ecs.ECSClient, cluster: string): Promise<Need[]> {
  const services = await servicesIn(client, cluster);
  return services.flatMap(({ serviceName, taskDefinition, deployments = [], taskSets = [] }) =>
    [taskDefinition, ...[...deployments, ...taskSets].map((part) => part.taskDefinition)].flatMap((name) =>
      need(name, `run by service ${serviceName} of ${lastOf(cluster)}`),
    ),
  );
}

async function usesOfTasks(client: ecs.ECSClient, cluster: string): Promise<Need[]> {
  const arns = await all(ecs.paginateListTasks({ client }, { cluster }), (page) => page.taskArns);
  const tasks = await inParts(arns, 100, async (part) => {
    // A task that has ended meanwhile is missing, and needs nothing any more.
    return (await client.send(new ecs.DescribeTasksCommand({ cluster, tasks: part }))).tasks ?? [];
  });
  return tasks.flatMap(({ taskDefinitionArn, group = "" }) =>
    group.startsWith("service:")
      ? need(taskDefinitionArn, `run by ${group.replace(":", " ")} of ${lastOf(cluster)}`)
      : need(taskDefinitionArn, `run as a task in ${lastOf(cluster)}`),
  );
}

async function usesOfSchedules(client: SchedulerClient): Promise<Need[]> {
  const ofEcs = (arn: string) => /:ecs:/.test(arn); // a cluster, or the API of ECS itself
  return (await schedulesOf(client, ofEcs)).flatMap(({ name, target }) => {
    const by = `started by schedule ${name}`;
    return [...need(target.EcsParameters?.TaskDefinitionArn, by), ...needsOfInput(target.Input, by)];
  });
}

/** What a schedule that calls the API of ECS names in its input, wherever it stands there. */
function needsOfInput(input: string | undefined, by: string): Need[] {
  return textsIn(input ?? "").flatMap((text) => need(text, by));
}

/** All texts of a document; of one that is no JSON, as with keywords of the Scheduler in it, what stands in quotes. */
function textsIn(input: string): string[] {
  const texts: string[] = [];
  try {
    JSON.parse(input, (_key, value) => {
      if (typeof value === "string") texts.push(value);
    });
    return texts;
  } catch {
    return [...input.matchAll(/"(?:[^"\\]|\\.)*"/g)].map(([quoted]) => unquoted(quoted));
  }
}

function unquoted(text: string): string {
  try {
    return JSON.parse(text);
  } catch {
    return text.slice(1, -1);
  }
}

function need(name: string | undefined, by: string): Need[] {
  const read = readName(name);
  return read === undefined ? [] : [{ ...read, by }];
}
