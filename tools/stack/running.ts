import * as ecs from "@aws-sdk/client-ecs";
import * as scheduler from "@aws-sdk/client-scheduler";
import { all, inParts } from "../aws";

/** A schedule of EventBridge Scheduler, and what it starts. */
export interface Schedule {
  readonly name: string;
  readonly target: scheduler.Target;
  /** Whether it is switched off, and starts nothing. */
  readonly isOff: boolean;
}

/** All services of a cluster, whoever has made them. @throws what the SDK throws, and when one cannot be described */
export async function servicesIn(client: ecs.ECSClient, cluster: string): Promise<ecs.Service[]> {
  const arns = await all(ecs.paginateListServices({ client }, { cluster }), (page) => page.serviceArns);
  return inParts(arns, 10, async (services) =>
    complete(await client.send(new ecs.DescribeServicesCommand({ cluster, services }))),
  );
}

/** What a description has, if it has all that was asked for: what is denied is a failure within an answer. */
function complete({ services = [], failures = [] }: ecs.DescribeServicesCommandOutput): ecs.Service[] {
  const denied = failures.find(({ reason }) => reason !== "MISSING");
  if (denied) throw new Error(`services: ${denied.arn} ${denied.reason}`);
  return services;
}

/** The schedules of every group whose target's ARN is one that is meant. @throws what the SDK throws */
export async function schedulesOf(
  client: scheduler.SchedulerClient,
  isMeant: (targetArn: string) => boolean,
): Promise<Schedule[]> {
  const listed = await all(scheduler.paginateListSchedules({ client }, {}), (page) => page.Schedules);
  const found: Schedule[] = [];
  for (const { Name = "", GroupName, Target } of listed) {
    if (!isMeant(Target?.Arn ?? "")) continue;
    const described = await client.send(new scheduler.GetScheduleCommand({ Name, GroupName }));
    if (described.Target) found.push({ name: Name, target: described.Target, isOff: described.State === "DISABLED" });
  }
  return found;
}
