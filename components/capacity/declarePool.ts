import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type ArgumentNames, otherArguments } from "../argumentNames";
import { argsOf, CheckedArguments, type Judged, listOf, optional, type Problem, text } from "../check";
import { environmentName, poolName } from "../names";
import { declareNodeRole } from "../nodes/nodeRole";
import type { CapacityArgs } from "./capacityArgs";
import { image, nodeImage, POOL_SETTINGS, type PoolPlan, planPool } from "./capacityPlan";
import { configuresItself, declareLaunchTemplate, type Nodes, nodeTags } from "./launchTemplate";
import { Market } from "./market";

/** A declared pool. */
export interface DeclaredPool {
  readonly plan: PoolPlan;
  readonly capacityProviderName: pulumi.Output<string>;
  readonly autoScalingGroupName: pulumi.Output<string>;
}

const DAY_SECONDS = 86_400;

/** Checks the arguments of a pool, decides and declares it: launch template, Auto Scaling group, capacity provider. */
export function declarePool(
  component: pulumi.ComponentResource,
  kind: string,
  name: string,
  market: Market,
  given: CapacityArgs,
): DeclaredPool {
  const { plan, problems, warnings } = planPool({ ...given, market });
  const check = new CheckedArguments(component, `${kind} "${name}"`, {
    judged: judgedOf(name, given),
    problems: [...otherArguments(given, CAPACITY), ...imageProblems(given), ...problems],
  });
  const args = check.all(given);
  const environment = check.value("environment", args.environment);
  for (const warning of warnings) pulumi.log.warn(`${kind} "${name}": ${warning}`, component);

  const configuration = configuresItself(args) ? { environment } : undefined;
  const instanceProfileArn =
    args.instanceProfileArn ?? declareNodeRole(component, name, args.clusterName, configuration);
  const template = declareLaunchTemplate(component, name, plan, check, { ...args, environment, instanceProfileArn });
  const group = declareGroup(component, name, plan, template, { ...args, environment });
  const provider = new aws.ecs.CapacityProvider(
    name,
    {
      autoScalingGroupProvider: {
        autoScalingGroupArn: group.arn,
        managedDraining: "ENABLED",
        // Off: it leaves nodes with only daemons protected for ever and makes destroying hang.
        managedTerminationProtection: "DISABLED",
        managedScaling: {
          status: "ENABLED",
          targetCapacity: plan.targetCapacityPercent,
          instanceWarmupPeriod: plan.instanceWarmupSeconds,
          minimumScalingStepSize: 1,
          maximumScalingStepSize: Math.min(plan.maxNodes, 10_000),
        },
      },
    },
    { parent: component },
  );
  return { plan, capacityProviderName: provider.name, autoScalingGroupName: group.name };
}

function judgedOf(name: string, asked: CapacityArgs): Judged[] {
  const args = argsOf(asked);
  const ids = (prefix: string) =>
    listOf(text(new RegExp(`^${prefix}-`), `it is no ${prefix}`, `Pass ids like "${prefix}-0123".`));
  return [
    { argument: "name", value: name, rule: poolName },
    { argument: "environment", value: args.environment, rule: environmentName },
    { argument: "clusterName", value: args.clusterName, rule: clusterName },
    { argument: "subnetIds", value: args.subnetIds, rule: ids("subnet") },
    { argument: "securityGroupIds", value: args.securityGroupIds, rule: ids("sg") },
    { argument: "imageId", value: args.imageId, rule: optional(image) },
    { argument: "nodeImageId", value: args.nodeImageId, rule: optional(nodeImage) },
    { argument: "instanceProfileArn", value: args.instanceProfileArn, rule: optional(instanceProfile) },
  ];
}

const CAPACITY: ArgumentNames<CapacityArgs> = {
  ...POOL_SETTINGS,
  clusterName: true,
  environment: true,
  subnetIds: true,
  securityGroupIds: true,
  nodeImageId: true,
  instanceProfileArn: true,
};

/** A pool runs one image. */
function imageProblems(asked: CapacityArgs): Problem[] {
  const { imageId, nodeImageId } = argsOf(asked);
  if (imageId === undefined || nodeImageId === undefined) return [];
  const rule = "it is given together with imageId, and a pool runs one image";
  return [{ argument: "nodeImageId", value: nodeImageId, rule, remedy: "Leave one of both out." }];
}

const instanceProfile = text(/^arn:[^:]+:iam::/, "it is no ARN of an instance profile", "Pass the profile's ARN.");

const clusterName = text(
  /^[A-Za-z0-9_-]{1,255}$/,
  "it is no name of a cluster",
  "Pass the cluster's name, not its ARN.",
);

function declareGroup(
  parent: pulumi.ComponentResource,
  name: string,
  plan: PoolPlan,
  template: aws.ec2.LaunchTemplate,
  args: Nodes,
): aws.autoscaling.Group {
  const spot = plan.market === Market.Spot;
  // What managed scaling counts as its own; the provider would add it, and the next update would take it away again.
  const tags = { ...nodeTags(name, plan, args), AmazonECSManaged: "true" };
  return new aws.autoscaling.Group(
    `${name}-nodes`,
    {
      minSize: plan.minNodes,
      maxSize: plan.maxNodes,
      vpcZoneIdentifiers: args.subnetIds,
      mixedInstancesPolicy: {
        instancesDistribution: {
          onDemandBaseCapacity: 0,
          onDemandPercentageAboveBaseCapacity: spot ? 0 : 100,
          onDemandAllocationStrategy: "lowest-price",
          spotAllocationStrategy: "price-capacity-optimized",
        },
        launchTemplate: {
          // The number, not $Latest: with that no change of the template would roll the nodes.
          launchTemplateSpecification: {
            launchTemplateId: template.id,
            version: template.latestVersion.apply(String),
          },
          overrides: plan.instanceTypes.map((instanceType) => ({ instanceType })),
        },
      },
      capacityRebalance: spot, // safe because managed draining is on
      forceDelete: true, // or destroying waits for hooks that nobody completes any more
      waitForCapacityTimeout: "0", // ECS decides how many nodes there are
      healthCheckType: "EC2",
      maxInstanceLifetime: plan.maxNodeAgeDays * DAY_SECONDS,
      instanceMaintenancePolicy: { minHealthyPercentage: 100, maxHealthyPercentage: 110 },
      instanceRefresh: {
        strategy: "Rolling",
        preferences: {
          minHealthyPercentage: 100,
          maxHealthyPercentage: 110,
          instanceWarmup: String(plan.instanceWarmupSeconds),
          scaleInProtectedInstances: "Refresh",
          standbyInstances: "Ignore",
          skipMatching: true,
          // AWS cannot roll back to an image that is named by a parameter.
          autoRollback: pulumi
            .output(args.nodeImageId ?? args.imageId)
            .apply((id) => id !== undefined && !id.startsWith("resolve:")),
        },
      },
      tags: Object.entries(tags).map(([key, value]) => ({ key, value, propagateAtLaunch: true })),
    },
    { parent },
  );
}
