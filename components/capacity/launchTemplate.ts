import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { CheckedArguments } from "../check";
import { ENVIRONMENT_TAG, TAGS } from "../constants";
import { cloudConfig } from "../nodes/cloudConfig";
import { userData } from "../nodes/userData";
import type { CapacityArgs } from "./capacityArgs";
import type { PoolPlan } from "./capacityPlan";

/** Root disk of the ECS images of Amazon Linux 2023. */
const ROOT_DEVICE = "/dev/xvda";

/** Arguments of a pool whose environment has been judged. */
export type Nodes = Omit<CapacityArgs, "environment"> & { environment: pulumi.Output<string> };

/** Makes what nodes of a pool are launched from: image, disk, metadata, tags, and what they are told at their start. */
export function declareLaunchTemplate(
  parent: pulumi.ComponentResource,
  name: string,
  plan: PoolPlan,
  check: CheckedArguments,
  args: Nodes & { instanceProfileArn: pulumi.Input<string> },
): aws.ec2.LaunchTemplate {
  const tags = nodeTags(name, plan, args);
  const { market } = plan;
  const reservedMemoryMiB = plan.reservedMemoryMiB + plan.daemonsMemoryMiB;
  const script = pulumi
    .all([args.clusterName, args.environment])
    .apply(([clusterName, environment]) =>
      configuresItself(args)
        ? cloudConfig({ clusterName, environment })
        : userData({ clusterName, environment, pool: name, market, reservedMemoryMiB }),
    );
  return new aws.ec2.LaunchTemplate(
    `${name}-nodes`,
    {
      imageId: imageOf(plan, check, args),
      iamInstanceProfile: { arn: args.instanceProfileArn },
      userData: script.apply((text) => Buffer.from(text).toString("base64")),
      ebsOptimized: "true",
      // Hop limit 1: containers on a bridge network cannot reach the node's credentials.
      metadataOptions: {
        httpEndpoint: "enabled",
        httpTokens: "required",
        httpPutResponseHopLimit: 1,
        instanceMetadataTags: "enabled",
      },
      blockDeviceMappings: [
        {
          deviceName: ROOT_DEVICE,
          ebs: { volumeType: "gp3", volumeSize: plan.diskGiB, encrypted: "true", deleteOnTermination: "true" },
        },
      ],
      networkInterfaces: [
        { associatePublicIpAddress: "false", deleteOnTermination: "true", securityGroups: args.securityGroupIds },
      ],
      tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({ resourceType, tags })),
    },
    { parent },
  );
}

function imageOf(
  plan: PoolPlan,
  check: CheckedArguments,
  { imageId, nodeImageId }: Pick<CapacityArgs, "imageId" | "nodeImageId">,
): pulumi.Input<string> {
  if (nodeImageId !== undefined) return check.value("nodeImageId", nodeImageId);
  return imageId === undefined ? stockImage(plan) : check.value("imageId", imageId);
}

/** Amazon's current ECS image, looked up by Amazon at each launch, so that a preview never changes by itself. */
function stockImage(plan: PoolPlan): string {
  const architecture = plan.architecture === "arm64" ? "arm64/" : "";
  return `resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/${architecture}recommended/image_id`;
}

/**
 * Tags of a node. One that configures itself reads from them what user data tells the others. Its daemons are not in them: it
 * knows them from its bundle, and reserves their memory itself.
 */
export function nodeTags(name: string, plan: PoolPlan, args: Nodes): Record<string, pulumi.Input<string>> {
  return {
    Name: name,
    [ENVIRONMENT_TAG]: args.environment,
    [TAGS.pool]: name,
    ...(configuresItself(args) && { [TAGS.reservedMemory]: String(plan.reservedMemoryMiB) }),
  };
}

/** Whether nodes of a pool configure themselves; those of stock images are configured by their user data. */
export function configuresItself({ nodeImageId }: Pick<CapacityArgs, "nodeImageId">): boolean {
  return nodeImageId !== undefined;
}
