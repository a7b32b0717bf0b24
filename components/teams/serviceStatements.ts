import { TAGS } from "../constants";
import type { Statement } from "../iam";
import { arnsIn, definitions, prefixed, type TeamGrounds } from "./grounds";
import { teamTags } from "./teamNames";

/** Whose a thing is stays as it is, whatever other tags it gets and loses. */
const KEEPS_OWNER = { "ForAllValues:StringNotEquals": { "aws:TagKeys": [TAGS.environment, TAGS.team] } };

/** Finding the environment, and looking at what is in it. */
export function readingStatements(grounds: TeamGrounds): Statement[] {
  const arn = arnsIn(grounds);
  return [
    {
      Sid: "Environment",
      Effect: "Allow",
      Action: "ssm:GetParameter",
      Resource: arn("ssm", `parameter/fairlead/${grounds.environment}/reference`),
    },
    {
      // AWS has no finer resource for any of these; none shows what is in a container or a log.
      Sid: "Look",
      Effect: "Allow",
      Action: [
        "application-autoscaling:DescribeScalableTargets",
        "application-autoscaling:DescribeScalingPolicies",
        "application-autoscaling:DescribeScheduledActions",
        "ecs:DescribeTaskDefinition",
        "elasticloadbalancing:DescribeRules",
        "elasticloadbalancing:DescribeTags",
        "elasticloadbalancing:DescribeTargetGroupAttributes",
        "elasticloadbalancing:DescribeTargetGroups",
        "elasticloadbalancing:DescribeTargetHealth",
        "logs:DescribeLogGroups",
      ],
      Resource: "*",
    },
    {
      // By the cluster and not by tags: a service that is gone has none, and whoever waits for that must be told.
      Sid: "LookInCluster",
      Effect: "Allow",
      Action: [
        "ecs:DescribeServiceDeployments",
        "ecs:DescribeServiceRevisions",
        "ecs:DescribeServices",
        "ecs:DescribeTasks",
        "ecs:ListServiceDeployments",
        "ecs:ListTagsForResource",
      ],
      Resource: arn("ecs", `*/${grounds.clusterName}/*`),
    },
    {
      // Its resource is a container instance, which the question need not name: then AWS looks at the cluster alone.
      Sid: "ListTasks",
      Effect: "Allow",
      Action: "ecs:ListTasks",
      Resource: "*",
      Condition: { ArnEquals: { "ecs:cluster": arn("ecs", `cluster/${grounds.clusterName}`) } },
    },
  ];
}

/** Services and their way to the load balancer. */
export function serviceStatements(grounds: TeamGrounds): Statement[] {
  const arn = arnsIn(grounds);
  const ours = teamTags(grounds);
  const inCluster = arn("ecs", `service/${grounds.clusterName}/*`);
  const targetGroups = arn("elasticloadbalancing", "targetgroup/*");
  const rules = `${grounds.listenerArn.replace(":listener/", ":listener-rule/")}/*`;
  // A service that runs what it ran before names no definition.
  const ourDefinitions = { ArnLikeIfExists: { "ecs:task-definition": definitions(grounds) } };
  return [
    {
      Sid: "MakeService",
      Effect: "Allow",
      Action: "ecs:CreateService",
      Resource: inCluster,
      Condition: { StringEquals: prefixed("aws:RequestTag/", ours), ...ourDefinitions },
    },
    {
      Sid: "MakeRoute",
      Effect: "Allow",
      Action: ["elasticloadbalancing:CreateRule", "elasticloadbalancing:CreateTargetGroup"],
      Resource: [grounds.listenerArn, targetGroups],
      Condition: { StringEquals: prefixed("aws:RequestTag/", ours) },
    },
    {
      Sid: "TagService",
      Effect: "Allow",
      Action: "ecs:TagResource",
      Resource: inCluster,
      Condition: { StringEquals: { "ecs:CreateAction": "CreateService", ...prefixed("aws:RequestTag/", ours) } },
    },
    {
      Sid: "TagRoute",
      Effect: "Allow",
      Action: "elasticloadbalancing:AddTags",
      Resource: [targetGroups, rules],
      Condition: {
        StringEquals: {
          "elasticloadbalancing:CreateAction": ["CreateRule", "CreateTargetGroup"],
          ...prefixed("aws:RequestTag/", ours),
        },
      },
    },
    {
      Sid: "OwnService",
      Effect: "Allow",
      Action: ["ecs:DeleteService", "ecs:UpdateService"],
      Resource: inCluster,
      Condition: { StringEquals: prefixed("aws:ResourceTag/", ours), ...ourDefinitions },
    },
    {
      Sid: "OwnRoute",
      Effect: "Allow",
      Action: [
        "elasticloadbalancing:DeleteRule",
        "elasticloadbalancing:DeleteTargetGroup",
        "elasticloadbalancing:ModifyRule",
        "elasticloadbalancing:ModifyTargetGroup",
        "elasticloadbalancing:ModifyTargetGroupAttributes",
      ],
      Resource: [targetGroups, rules],
      Condition: { StringEquals: prefixed("aws:ResourceTag/", ours) },
    },
    {
      Sid: "Retag",
      Effect: "Allow",
      Action: [
        "ecs:TagResource",
        "ecs:UntagResource",
        "elasticloadbalancing:AddTags",
        "elasticloadbalancing:RemoveTags",
      ],
      Resource: [inCluster, targetGroups, rules],
      Condition: { StringEquals: prefixed("aws:ResourceTag/", ours), ...KEEPS_OWNER },
    },
  ];
}

/**
 * Scaling of the team's services. Its resources have hashes for names, so the tags of the target tell whose it is.
 * @see https://docs.aws.amazon.com/autoscaling/application/userguide/resource-tagging-support.html
 * @see https://docs.aws.amazon.com/autoscaling/application/userguide/security_iam_permission_validation.html
 */
export function scalingStatements(grounds: TeamGrounds): Statement[] {
  const arn = arnsIn(grounds);
  const ours = teamTags(grounds);
  const targets = arn("application-autoscaling", "scalable-target/*");
  return [
    {
      Sid: "MakeScaling",
      Effect: "Allow",
      Action: ["application-autoscaling:RegisterScalableTarget", "application-autoscaling:TagResource"],
      Resource: targets,
      // Another team's is not to be taken over by tagging it.
      Condition: {
        StringEquals: prefixed("aws:RequestTag/", ours),
        StringEqualsIfExists: prefixed("aws:ResourceTag/", ours),
      },
    },
    {
      Sid: "OwnScaling",
      Effect: "Allow",
      Action: [
        "application-autoscaling:DeleteScalingPolicy",
        "application-autoscaling:DeleteScheduledAction",
        "application-autoscaling:DeregisterScalableTarget",
        "application-autoscaling:ListTagsForResource",
        "application-autoscaling:PutScalingPolicy",
        "application-autoscaling:PutScheduledAction",
        "application-autoscaling:RegisterScalableTarget",
      ],
      Resource: targets,
      Condition: { StringEquals: prefixed("aws:ResourceTag/", ours) },
    },
    {
      Sid: "RetagScaling",
      Effect: "Allow",
      Action: ["application-autoscaling:TagResource", "application-autoscaling:UntagResource"],
      Resource: targets,
      Condition: { StringEquals: prefixed("aws:ResourceTag/", ours), ...KEEPS_OWNER },
    },
    {
      // Target tracking is refused to whoever may not do this to its alarms. They have no tags, and are called after the
      // service, not after the team.
      Sid: "ScalingAlarms",
      Effect: "Allow",
      Action: ["cloudwatch:DeleteAlarms", "cloudwatch:DescribeAlarms", "cloudwatch:PutMetricAlarm"],
      Resource: arn("cloudwatch", `alarm:TargetTracking-service/${grounds.clusterName}/*`),
    },
    {
      Sid: "ScalingRole",
      Effect: "Allow",
      Action: "iam:CreateServiceLinkedRole",
      Resource: `arn:${grounds.partition}:iam::${grounds.accountId}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/*`,
    },
  ];
}
