import { createHash } from "node:crypto";
import {
  DescribeAutoScalingGroupsCommand,
  DescribeInstanceRefreshesCommand,
  type InstanceRefresh,
  SetInstanceProtectionCommand,
} from "@aws-sdk/client-auto-scaling";
import { DescribeInstancesCommand, type Instance } from "@aws-sdk/client-ec2";
import { DescribeCapacityProvidersCommand } from "@aws-sdk/client-ecs";
import { GetObjectCommand, ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import { GetParameterCommand } from "@aws-sdk/client-ssm";
import type { Clients } from "./engineAws";

/** Which bundle the nodes of an environment are told to run. */
export interface NamedBundle {
  readonly format: number;
  readonly bucket: string;
  readonly key: string;
  readonly version: string;
  readonly sha256: string;
}

/** What the parameter of an environment says. */
export async function namedBundle(environment: string, { ssm }: Clients): Promise<NamedBundle> {
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: `/fairlead/${environment}/node-bundle` }));
  return JSON.parse(Parameter?.Value ?? "null");
}

/** SHA-256 of what a parameter names, as whoever fetches it finds it. */
export async function sha256Of({ bucket, key, version }: NamedBundle, { s3 }: Clients): Promise<string> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: version }));
  return createHash("sha256")
    .update((await Body?.transformToByteArray()) ?? "")
    .digest("hex");
}

/** Versions in a bucket, the newest first. */
export async function versionsIn(bucket: string, { s3 }: Clients): Promise<(string | undefined)[]> {
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket }));
  return Versions.map(({ VersionId }) => VersionId);
}

/** Running nodes of an environment. */
export async function nodesOf(environment: string, { ec2 }: Clients): Promise<Instance[]> {
  const Filters = [
    { Name: "tag:env", Values: [environment] },
    { Name: "instance-state-name", Values: ["running"] },
  ];
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters }));
  return Reservations.flatMap(({ Instances = [] }) => Instances);
}

/** Replacements of the nodes of an environment's pools that have been started so far. */
export async function refreshesOf(environment: string, { autoScaling }: Clients): Promise<InstanceRefresh[]> {
  const found = await groupsOf(environment, { autoScaling });
  const refreshes = found.map(async ({ AutoScalingGroupName }) => {
    const { InstanceRefreshes = [] } = await autoScaling.send(
      new DescribeInstanceRefreshesCommand({ AutoScalingGroupName }),
    );
    return InstanceRefreshes;
  });
  return (await Promise.all(refreshes)).flat();
}

/** Protects every node of an environment from being scaled in, as managed termination protection does. */
export async function protectNodes(environment: string, { autoScaling }: Clients): Promise<void> {
  for (const { AutoScalingGroupName, Instances = [] } of await groupsOf(environment, { autoScaling })) {
    const InstanceIds = Instances.map(({ InstanceId = "" }) => InstanceId);
    const protection = { AutoScalingGroupName, InstanceIds, ProtectedFromScaleIn: true };
    await autoScaling.send(new SetInstanceProtectionCommand(protection));
  }
}

/** Whether ECS drains a node that is to go, for each pool of an environment. */
export async function drainingOf(environment: string, { ecs }: Clients): Promise<(string | undefined)[]> {
  const { capacityProviders = [] } = await ecs.send(new DescribeCapacityProvidersCommand({}));
  return capacityProviders
    .filter(({ name = "", status }) => name.startsWith(`${environment}-`) && status === "ACTIVE")
    .map(({ autoScalingGroupProvider }) => autoScalingGroupProvider?.managedDraining);
}

async function groupsOf(environment: string, { autoScaling }: Pick<Clients, "autoScaling">) {
  const { AutoScalingGroups = [] } = await autoScaling.send(new DescribeAutoScalingGroupsCommand({}));
  return AutoScalingGroups.filter(({ AutoScalingGroupName = "" }) =>
    AutoScalingGroupName.startsWith(`${environment}-`),
  );
}
