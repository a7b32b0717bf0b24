import * as ecs from "@aws-sdk/client-ecs";
import * as elb from "@aws-sdk/client-elastic-load-balancing-v2";
import * as scheduler from "@aws-sdk/client-scheduler";
import { clientSettings } from "./clientSettings";
import type { EnvironmentStack } from "./pulumi";

/** Something in an environment that another stack made, or somebody by hand. */
export interface Guest {
  readonly kind: "service" | "schedule" | "rule";
  readonly name: string;
  /** The team in its tags or in the name of its group; nothing when it has none. */
  readonly team: string | undefined;
  /** What would be lost with it. */
  readonly detail: string;
}

/** The tag of what belongs to a team. */
const TEAM = "fairlead:team";

/** Asks AWS for everything in an environment that its own stack did not make. */
export async function guestsOf(stack: EnvironmentStack): Promise<Guest[]> {
  const settings = clientSettings(stack.aws);
  const found = await Promise.all([
    services(stack, new ecs.ECSClient(settings)),
    schedules(stack, new scheduler.SchedulerClient(settings)),
    rules(stack, new elb.ElasticLoadBalancingV2Client(settings)),
  ]);
  return found.flat();
}

async function services({ clusterName: cluster, own }: EnvironmentStack, client: ecs.ECSClient): Promise<Guest[]> {
  const arns: string[] = [];
  try {
    for await (const { serviceArns = [] } of ecs.paginateListServices({ client }, { cluster }))
      arns.push(...serviceArns);
  } catch (error) {
    if (error instanceof ecs.ClusterNotFoundException) return []; // half destroyed already
    throw error;
  }
  const foreign = arns.filter((arn) => !own.has(arn));
  const guests: Guest[] = [];
  // AWS describes ten at once.
  for (let i = 0; i < foreign.length; i += 10) {
    const asked = { cluster, services: foreign.slice(i, i + 10), include: [ecs.ServiceField.TAGS] };
    const { services = [] } = await client.send(new ecs.DescribeServicesCommand(asked));
    for (const { serviceName = "", runningCount = 0, taskDefinition = "", tags = [] } of services) {
      const release = taskDefinition.slice(taskDefinition.lastIndexOf("/") + 1);
      const detail = `${runningCount} ${runningCount === 1 ? "task" : "tasks"} of ${release}`;
      const team = tags.find(({ key }) => key === TEAM)?.value;
      guests.push({ kind: "service", name: serviceName, team, detail });
    }
  }
  return guests;
}

async function schedules(
  { scheduleGroups, own, environment }: EnvironmentStack,
  client: scheduler.SchedulerClient,
): Promise<Guest[]> {
  const guests: Guest[] = [];
  for (const GroupName of scheduleGroups) {
    for await (const { Schedules = [] } of scheduler.paginateListSchedules({ client }, { GroupName })) {
      for (const { Name = "", State = "" } of Schedules) {
        if (own.has(`${GroupName}/${Name}`)) continue;
        const prefix = `fairlead.${environment}.`;
        const team = GroupName.startsWith(prefix) ? GroupName.slice(prefix.length) : undefined;
        guests.push({ kind: "schedule", name: Name, team, detail: State.toLowerCase() });
      }
    }
  }
  return guests;
}

async function rules(
  { listenerArn: ListenerArn, own }: EnvironmentStack,
  client: elb.ElasticLoadBalancingV2Client,
): Promise<Guest[]> {
  const foreign: elb.Rule[] = [];
  try {
    for await (const { Rules = [] } of elb.paginateDescribeRules({ client }, { ListenerArn })) {
      foreign.push(...Rules.filter(({ IsDefault, RuleArn = "" }) => !IsDefault && !own.has(RuleArn)));
    }
  } catch (error) {
    if (error instanceof elb.ListenerNotFoundException) return [];
    throw error;
  }
  const guests: Guest[] = [];
  // AWS tells the tags of twenty at once.
  for (let i = 0; i < foreign.length; i += 20) {
    const part = foreign.slice(i, i + 20);
    const ResourceArns = part.flatMap(({ RuleArn }) => RuleArn ?? []);
    const { TagDescriptions = [] } = await client.send(new elb.DescribeTagsCommand({ ResourceArns }));
    for (const { RuleArn, Priority, Conditions = [] } of part) {
      const { Tags = [] } = TagDescriptions.find(({ ResourceArn }) => ResourceArn === RuleArn) ?? {};
      const hosts = Conditions.flatMap(({ HostHeaderConfig }) => HostHeaderConfig?.Values ?? []);
      const paths = Conditions.flatMap(({ PathPatternConfig }) => PathPatternConfig?.Values ?? []);
      const name = [...hosts, ...paths].join(" ") || "any request";
      const team = Tags.find(({ Key }) => Key === TEAM)?.Value;
      guests.push({ kind: "rule", name, team, detail: `priority ${Priority}` });
    }
  }
  return guests;
}
