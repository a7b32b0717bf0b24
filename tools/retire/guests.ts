import * as ecs from "@aws-sdk/client-ecs";
import * as elb from "@aws-sdk/client-elastic-load-balancing-v2";
import * as scheduler from "@aws-sdk/client-scheduler";
import { TAGS } from "../../components/constants";
import { all, inParts, lastOf } from "../aws";
import { askedAs, clientSettings, settingsOf } from "../stack/clientSettings";
import { StackError } from "../stack/stackError";
import type { EnvironmentStack } from "./environmentStack";

/** Something in an environment that another stack made, or somebody by hand. */
export interface Guest {
  readonly kind: "service" | "schedule" | "rule";
  readonly name: string;
  /** The team in its tags or in the name of its group; nothing when it has none. */
  readonly team: string | undefined;
  /** What would be lost with it. */
  readonly detail: string;
}

/**
 * Asks AWS for everything in a stack's environments that the stack itself did not make.
 * @throws StackError when AWS does not know what is in the state: then it was the wrong place to ask
 */
export async function guestsOf(stack: EnvironmentStack): Promise<Guest[]> {
  const settings = settingsOf(stack);
  const client = await clientSettings(settings);
  const { ecsEndpoint: endpoint } = settings;
  const clients = {
    ecs: new ecs.ECSClient({ ...client, ...(endpoint !== undefined && { endpoint }) }),
    elb: new elb.ElasticLoadBalancingV2Client(client),
    scheduler: new scheduler.SchedulerClient(client),
  };
  const elsewhere = async (what: string, arn: string) =>
    new StackError(madeElsewhere(stack.stack, what, arn, await askedAs(settings, clients.ecs)));
  const guests: Guest[] = [];
  // First the cluster: whether it is there says whether this is the place.
  for (const arn of stack.environments.flatMap(({ clusters }) => clusters))
    guests.push(...(await services(arn, stack.own, clients.ecs, elsewhere)));
  guests.push(...(await schedules(stack, clients.scheduler)));
  for (const arn of stack.environments.flatMap(({ listeners }) => listeners))
    guests.push(...(await rules(arn, stack.own, clients.elb, elsewhere)));
  return guests;
}

/** The error for something that the state has and AWS does not know. Nothing found there would mean nothing. */
type Elsewhere = (what: string, arn: string) => Promise<StackError>;

function madeElsewhere(stack: string, what: string, arn: string, asked: string): string {
  const [, , , region, account] = arn.split(":");
  return (
    `Stack ${stack} has ${what} in its state, and AWS, asked ${asked}, does not know it, so nothing was touched. ` +
    `It was made in ${region} of account ${account}: see that the configuration (aws:*) and the shell lead there, or run ` +
    `\`pulumi refresh --stack ${stack}\` if somebody has deleted it by hand.`
  );
}

async function services(
  clusterArn: string,
  own: ReadonlySet<string>,
  client: ecs.ECSClient,
  elsewhere: Elsewhere,
): Promise<Guest[]> {
  const cluster = lastOf(clusterArn); // by its name another region or account says that it has none
  let arns: string[];
  try {
    arns = await all(ecs.paginateListServices({ client }, { cluster }), (page) => page.serviceArns);
  } catch (error) {
    if (!(error instanceof ecs.ClusterNotFoundException)) throw error;
    throw await elsewhere(`cluster ${cluster}`, clusterArn);
  }
  const foreign = arns.filter((arn) => !own.has(arn));
  const described = await inParts(foreign, 10, async (services) => {
    const command = new ecs.DescribeServicesCommand({ cluster, services, include: [ecs.ServiceField.TAGS] });
    return (await client.send(command)).services ?? [];
  });
  return described.map(({ serviceName = "", runningCount = 0, taskDefinition, tags = [] }) => ({
    kind: "service",
    name: serviceName,
    team: tags.find(({ key }) => key === TAGS.team)?.value,
    detail: `${runningCount} ${runningCount === 1 ? "task" : "tasks"} of ${lastOf(taskDefinition)}`,
  }));
}

async function schedules(
  { scheduleGroups, own, environments }: EnvironmentStack,
  client: scheduler.SchedulerClient,
): Promise<Guest[]> {
  const guests: Guest[] = [];
  for (const GroupName of scheduleGroups) {
    const prefix = environments.map(({ name }) => `fairlead.${name}.`).find((it) => GroupName.startsWith(it));
    const team = prefix === undefined ? undefined : GroupName.slice(prefix.length);
    const pages = scheduler.paginateListSchedules({ client }, { GroupName });
    for (const { Name = "", State = "" } of await all(pages, (page) => page.Schedules)) {
      if (own.has(`${GroupName}/${Name}`)) continue;
      guests.push({ kind: "schedule", name: Name, team, detail: State.toLowerCase() });
    }
  }
  return guests;
}

async function rules(
  ListenerArn: string,
  own: ReadonlySet<string>,
  client: elb.ElasticLoadBalancingV2Client,
  elsewhere: Elsewhere,
): Promise<Guest[]> {
  let made: elb.Rule[];
  try {
    made = await all(elb.paginateDescribeRules({ client }, { ListenerArn }), (page) => page.Rules);
  } catch (error) {
    if (!(error instanceof elb.ListenerNotFoundException)) throw error;
    throw await elsewhere(`listener ${ListenerArn}`, ListenerArn);
  }
  const foreign = made.filter(({ IsDefault, RuleArn = "" }) => !IsDefault && !own.has(RuleArn));
  const arns = foreign.flatMap(({ RuleArn }) => RuleArn ?? []);
  const tagged = await inParts(arns, 20, async (ResourceArns) => {
    return (await client.send(new elb.DescribeTagsCommand({ ResourceArns }))).TagDescriptions ?? [];
  });
  return foreign.map(({ RuleArn, Priority, Conditions = [] }) => {
    const { Tags = [] } = tagged.find(({ ResourceArn }) => ResourceArn === RuleArn) ?? {};
    const hosts = Conditions.flatMap(({ HostHeaderConfig }) => HostHeaderConfig?.Values ?? []);
    const paths = Conditions.flatMap(({ PathPatternConfig }) => PathPatternConfig?.Values ?? []);
    return {
      kind: "rule",
      name: [...hosts, ...paths].join(" ") || "any request",
      team: Tags.find(({ Key }) => Key === TAGS.team)?.Value,
      detail: `priority ${Priority}`,
    };
  });
}
