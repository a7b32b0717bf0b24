import { ACMClient } from "@aws-sdk/client-acm";
import * as scaling from "@aws-sdk/client-application-auto-scaling";
import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { EC2Client } from "@aws-sdk/client-ec2";
import * as ecs from "@aws-sdk/client-ecs";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { IAMClient } from "@aws-sdk/client-iam";
import { CreateKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { CreateHostedZoneCommand, Route53Client } from "@aws-sdk/client-route-53";
import { S3Client } from "@aws-sdk/client-s3";
import * as scheduler from "@aws-sdk/client-scheduler";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { all, lastOf } from "../../tools/aws";
import { withoutSuffix } from "../../tools/preview/urn";

/** Clients for an emulator. */
export type Clients = ReturnType<typeof clientsFor>;

/** Key of the tests themselves, by which their calls are told from those of stacks. */
export const TESTS_KEY = "tests";

/** Makes clients for an emulator; it takes any key. */
export function clientsFor(endpoint: string, region: string) {
  const settings = { endpoint, region, credentials: { accessKeyId: TESTS_KEY, secretAccessKey: "test" } };
  return {
    acm: new ACMClient(settings),
    appScaling: new scaling.ApplicationAutoScalingClient(settings),
    autoScaling: new AutoScalingClient(settings),
    ec2: new EC2Client(settings),
    ecs: new ecs.ECSClient(settings),
    elb: new ElasticLoadBalancingV2Client(settings),
    iam: new IAMClient(settings),
    kms: new KMSClient(settings),
    logs: new CloudWatchLogsClient(settings),
    route53: new Route53Client(settings),
    s3: new S3Client({ ...settings, forcePathStyle: true }),
    scheduler: new scheduler.SchedulerClient(settings),
    sqs: new SQSClient(settings),
    ssm: new SSMClient(settings),
  };
}

/** How a service runs, as ECS says. */
export interface RunningService {
  readonly name: string;
  /** One for each revision that it runs; more than one while it rolls. */
  readonly deployments: readonly { readonly id: string; readonly release: string; readonly state: string }[];
  readonly desired: number;
  readonly running: number;
  readonly strategy: Readonly<Record<string, { readonly base: number; readonly weight: number }>>;
}

/** Services of a cluster, by name. */
export async function servicesOf(cluster: string, { ecs: client }: Clients): Promise<RunningService[]> {
  const services = await all(ecs.paginateListServices({ client }, { cluster }), (page) => page.serviceArns);
  const described = await client.send(new ecs.DescribeServicesCommand({ cluster, services }));
  return (described.services ?? [])
    .map((service) => ({
      name: withoutSuffix(service.serviceName),
      deployments: (service.deployments ?? []).map(({ id = "", taskDefinition, rolloutState = "" }) => ({
        id,
        release: lastOf(taskDefinition),
        state: rolloutState,
      })),
      desired: service.desiredCount ?? 0,
      running: service.runningCount ?? 0,
      strategy: Object.fromEntries(
        (service.capacityProviderStrategy ?? []).map(({ capacityProvider, base = 0, weight = 0 }) => [
          withoutSuffix(capacityProvider),
          { base, weight },
        ]),
      ),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What the schedules run, `family:revision` by name. */
export async function scheduledReleases({ scheduler: client }: Clients): Promise<Record<string, string>> {
  const schedules = await all(scheduler.paginateListSchedules({ client }, {}), (page) => page.Schedules);
  const described = await Promise.all(
    schedules.map(({ Name, GroupName }) => client.send(new scheduler.GetScheduleCommand({ Name, GroupName }))),
  );
  const releases = described.map(({ Name, Target }): [string, string] => [
    withoutSuffix(Name),
    lastOf(Target?.EcsParameters?.TaskDefinitionArn),
  ]);
  return Object.fromEntries(releases.sort());
}

/** Limits of the services that scale, by name. */
export async function scalableServices({ appScaling: client }: Clients): Promise<Record<string, [number, number]>> {
  const pages = scaling.paginateDescribeScalableTargets({ client }, { ServiceNamespace: "ecs" });
  const found = (await all(pages, (page) => page.ScalableTargets)).map(
    ({ ResourceId, MinCapacity = -1, MaxCapacity = -1 }): [string, [number, number]] => [
      withoutSuffix(lastOf(ResourceId)),
      [MinCapacity, MaxCapacity],
    ],
  );
  return Object.fromEntries(found.sort());
}

/** Minimums that begin at times: schedule, zone and number of tasks, by name. */
export async function scheduledMinimums({ appScaling: client }: Clients): Promise<Record<string, string>> {
  const pages = scaling.paginateDescribeScheduledActions({ client }, { ServiceNamespace: "ecs" });
  const found = (await all(pages, (page) => page.ScheduledActions)).map((action): [string, string] => [
    withoutSuffix(action.ScheduledActionName),
    `${action.Schedule} ${action.Timezone} ${action.ScalableTargetAction?.MinCapacity}`,
  ]);
  return Object.fromEntries(found.sort());
}

/** Sets the number of a service's tasks, as scaling does. */
export async function scaleTo(cluster: string, name: string, desiredCount: number, { ecs: client }: Clients) {
  const services = await all(ecs.paginateListServices({ client }, { cluster }), (page) => page.serviceArns);
  const service = services.find((arn) => withoutSuffix(lastOf(arn)) === name);
  await client.send(new ecs.UpdateServiceCommand({ cluster, service, desiredCount }));
}

/** Running tasks of a service by the pool that they are on. */
export async function tasksByPool(
  cluster: string,
  name: string,
  { ecs: client }: Clients,
): Promise<Record<string, number>> {
  const serviceName = (await all(ecs.paginateListServices({ client }, { cluster }), (page) => page.serviceArns)).find(
    (arn) => withoutSuffix(lastOf(arn)) === name,
  );
  const tasks = await all(ecs.paginateListTasks({ client }, { cluster, serviceName }), (page) => page.taskArns);
  const described = await client.send(new ecs.DescribeTasksCommand({ cluster, tasks }));
  const counts: Record<string, number> = {};
  for (const { capacityProviderName, lastStatus } of described.tasks ?? []) {
    const pool = withoutSuffix(capacityProviderName);
    if (lastStatus === "RUNNING") counts[pool] = (counts[pool] ?? 0) + 1;
  }
  return Object.fromEntries(Object.entries(counts).sort());
}

/** Raises the minimum of everything that scales, as a scheduled action does. */
export async function raiseMinimums(MinCapacity: number, { appScaling: client }: Clients): Promise<void> {
  const pages = scaling.paginateDescribeScalableTargets({ client }, { ServiceNamespace: "ecs" });
  for (const { ServiceNamespace, ResourceId, ScalableDimension } of await all(pages, (page) => page.ScalableTargets)) {
    const target = { ServiceNamespace, ResourceId, ScalableDimension, MinCapacity };
    await client.send(new scaling.RegisterScalableTargetCommand(target));
  }
}

/** Revisions that can be deployed, `family:revision`. */
export async function activeRevisions({ ecs: client }: Clients): Promise<string[]> {
  const pages = ecs.paginateListTaskDefinitions({ client }, { status: "ACTIVE" });
  return (await all(pages, (page) => page.taskDefinitionArns)).map(lastOf).sort();
}

/** What the containers of a revision run. */
export async function imagesOf(taskDefinition: string, { ecs: client }: Clients): Promise<(string | undefined)[]> {
  const { taskDefinition: found } = await client.send(new ecs.DescribeTaskDefinitionCommand({ taskDefinition }));
  return (found?.containerDefinitions ?? []).map(({ image }) => image);
}

/** Makes a revision undeployable, as somebody who tidies up does. */
export async function deregister(taskDefinition: string, { ecs: client }: Clients): Promise<void> {
  await client.send(new ecs.DeregisterTaskDefinitionCommand({ taskDefinition }));
}

/** Registers the zone of a domain, as somebody has before there is a stack. @returns its id */
export async function createZone(domain: string, { route53 }: Clients): Promise<string> {
  const zone = { Name: domain, CallerReference: "engine tests" };
  const { HostedZone } = await route53.send(new CreateHostedZoneCommand(zone));
  return lastOf(HostedZone?.Id);
}

/** Makes a key for secrets. @returns its id */
export async function createKey({ kms }: Clients): Promise<string> {
  return (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.KeyId ?? "";
}
