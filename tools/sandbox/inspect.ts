import * as ec2 from "@aws-sdk/client-ec2";
import * as ecs from "@aws-sdk/client-ecs";
import * as elb from "@aws-sdk/client-elastic-load-balancing-v2";
import * as scheduler from "@aws-sdk/client-scheduler";
import { SSMClient } from "@aws-sdk/client-ssm";
import { all, inParts, lastOf } from "../aws";
import { withoutSuffix } from "../preview/urn";

/** What runs in an environment, as the emulator says. */
export interface Running {
  readonly services: readonly RunningService[];
  readonly jobs: readonly { readonly name: string; readonly release: string; readonly schedule: string }[];
  readonly nodes: readonly RunningNode[];
  /** Where the load balancer sends requests to. */
  readonly routes: readonly { readonly host: string; readonly path: string; readonly service: string }[];
}

export interface RunningService {
  /** Its name in the program. */
  readonly name: string;
  /** Its name in ECS. */
  readonly serviceName: string;
  readonly release: string;
  readonly desired: number;
  readonly running: number;
  /** Nodes that its tasks run on, one for each task. */
  readonly nodes: readonly string[];
}

export interface RunningNode {
  readonly id: string;
  readonly type: string;
  readonly zone: string;
  /** Its Auto Scaling group. */
  readonly group: string;
  readonly spot: boolean;
  /** Tasks on it, or nothing when it has not joined the cluster. */
  readonly tasks?: number;
}

/** Clients for an emulator, which takes any key. */
export function clientsFor(endpoint: string, region: string) {
  const settings = { endpoint, region, credentials: { accessKeyId: "test", secretAccessKey: "test" } };
  return {
    ec2: new ec2.EC2Client(settings),
    ecs: new ecs.ECSClient(settings),
    elb: new elb.ElasticLoadBalancingV2Client(settings),
    scheduler: new scheduler.SchedulerClient(settings),
    ssm: new SSMClient(settings),
  };
}
export type Clients = ReturnType<typeof clientsFor>;

/** The names that `dev` publishes and that lead to all the rest. */
export interface Names {
  readonly clusterName: string;
  readonly listenerArn: string;
  readonly scheduleGroup: string;
  readonly vpcId: string;
}

/** Looks at an environment. */
export async function inspect(names: Names, clients: Clients): Promise<Running> {
  const cluster = names.clusterName;
  const [described, tasks, members, instances, jobs, rules] = await Promise.all([
    servicesOf(cluster, clients),
    tasksOf(cluster, clients),
    membersOf(cluster, clients),
    instancesOf(names.vpcId, clients),
    jobsOf(names.scheduleGroup, clients),
    rulesOf(names.listenerArn, clients),
  ]);
  const nodeOf = (task: ecs.Task) => members.get(task.containerInstanceArn ?? "") ?? "";
  const services = described.map((service) => ({
    name: withoutSuffix(service.serviceName),
    serviceName: service.serviceName ?? "",
    release: lastOf(service.taskDefinition),
    desired: service.desiredCount ?? 0,
    running: service.runningCount ?? 0,
    nodes: tasks.filter(({ group }) => group === `service:${service.serviceName}`).map(nodeOf),
    targetGroups: (service.loadBalancers ?? []).map(({ targetGroupArn }) => targetGroupArn),
  }));
  const joined = new Set(members.values());
  const nodes = instances.map((instance) => {
    const id = instance.InstanceId ?? "";
    return {
      id,
      type: instance.InstanceType ?? "",
      zone: instance.Placement?.AvailabilityZone ?? "",
      group: instance.Tags?.find(({ Key }) => Key === "aws:autoscaling:groupName")?.Value ?? "",
      spot: instance.InstanceLifecycle === "spot",
      ...(joined.has(id) && { tasks: tasks.filter((task) => nodeOf(task) === id).length }),
    };
  });
  const routes = rules.flatMap(({ hosts, paths, targetGroup }) => {
    const service = services.find(({ targetGroups }) => targetGroups.includes(targetGroup))?.name ?? "";
    return hosts.flatMap((host) => (paths.length > 0 ? paths : [""]).map((path) => ({ host, path, service })));
  });
  return {
    services: services.map(({ targetGroups: _, ...service }) => service),
    jobs,
    nodes,
    routes: byName(routes, ({ host }) => host), // and those of a host in the order in which they are asked
  };
}

async function servicesOf(cluster: string, { ecs: client }: Clients): Promise<ecs.Service[]> {
  const arns = await all(ecs.paginateListServices({ client }, { cluster }), (page) => page.serviceArns);
  const found = await inParts(arns, 10, async (services) => {
    const { services: described = [] } = await client.send(new ecs.DescribeServicesCommand({ cluster, services }));
    return described;
  });
  return byName(
    found.filter(({ status }) => status === "ACTIVE"),
    ({ serviceName = "" }) => serviceName,
  );
}

async function tasksOf(cluster: string, { ecs: client }: Clients): Promise<ecs.Task[]> {
  const arns = await all(ecs.paginateListTasks({ client }, { cluster }), (page) => page.taskArns);
  const found = await inParts(arns, 100, async (tasks) => {
    const { tasks: described = [] } = await client.send(new ecs.DescribeTasksCommand({ cluster, tasks }));
    return described;
  });
  return found.filter(({ lastStatus }) => lastStatus === "RUNNING");
}

/** Instances that have joined a cluster: their id by the ARN that ECS gives them. */
async function membersOf(cluster: string, { ecs: client }: Clients): Promise<Map<string, string>> {
  const pages = ecs.paginateListContainerInstances({ client }, { cluster });
  const arns = await all(pages, (page) => page.containerInstanceArns);
  const found = await inParts(arns, 100, async (containerInstances) => {
    const command = new ecs.DescribeContainerInstancesCommand({ cluster, containerInstances });
    return (await client.send(command)).containerInstances ?? [];
  });
  return new Map(
    found.map(({ containerInstanceArn = "", ec2InstanceId = "" }) => [containerInstanceArn, ec2InstanceId]),
  );
}

async function instancesOf(vpc: string, { ec2: client }: Clients): Promise<ec2.Instance[]> {
  const Filters = [
    { Name: "vpc-id", Values: [vpc] },
    { Name: "instance-state-name", Values: ["running"] },
  ];
  const reservations = await all(ec2.paginateDescribeInstances({ client }, { Filters }), (page) => page.Reservations);
  return byName(
    reservations.flatMap(({ Instances = [] }) => Instances),
    ({ InstanceId = "" }) => InstanceId,
  );
}

async function jobsOf(group: string, { scheduler: client }: Clients): Promise<Running["jobs"]> {
  const pages = scheduler.paginateListSchedules({ client }, { GroupName: group });
  const schedules = await all(pages, (page) => page.Schedules);
  const described = await Promise.all(
    schedules.map(({ Name, GroupName }) => client.send(new scheduler.GetScheduleCommand({ Name, GroupName }))),
  );
  const jobs = described.map(({ Name, Target, ScheduleExpression, ScheduleExpressionTimezone }) => ({
    name: withoutSuffix(Name),
    release: lastOf(Target?.EcsParameters?.TaskDefinitionArn),
    schedule: [ScheduleExpression, ScheduleExpressionTimezone].filter(Boolean).join(" "),
  }));
  return byName(jobs, ({ name }) => name);
}

async function rulesOf(listener: string, { elb: client }: Clients) {
  const rules = await all(elb.paginateDescribeRules({ client }, { ListenerArn: listener }), (page) => page.Rules);
  return rules
    .filter(({ IsDefault }) => !IsDefault)
    .sort((a, b) => Number(a.Priority) - Number(b.Priority))
    .map(({ Conditions = [], Actions = [] }) => ({
      hosts: Conditions.flatMap(({ HostHeaderConfig }) => HostHeaderConfig?.Values ?? []),
      paths: Conditions.flatMap(({ PathPatternConfig }) => PathPatternConfig?.Values ?? []),
      targetGroup: Actions.flatMap(({ TargetGroupArn, ForwardConfig }) => [
        TargetGroupArn,
        ...(ForwardConfig?.TargetGroups ?? []).map((group) => group.TargetGroupArn),
      ]).find((arn) => arn !== undefined),
    }));
}

function byName<Item>(items: Item[], nameOf: (item: Item) => string): Item[] {
  return items.sort((a, b) => nameOf(a).localeCompare(nameOf(b), "en"));
}
