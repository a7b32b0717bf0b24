import type { Call } from "../engineCalls";
import type { Need } from "./policy";

const ACCOUNT = "123456789012";

/** What AWS asks of the caller besides the action itself, where its pages say so. */
export function alsoNeeded(call: Call): Need[] {
  return (ALSO[`${call.service}:${call.operation}`] ?? []).flatMap((also) => also(call));
}

type Also = (call: Call) => Need[];

/** The right to hand a role to a service. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html */
const pass =
  (service: string, rolesOf: (params: Call["params"]) => unknown[]): Also =>
  ({ params }) => {
    const roles = rolesOf(params).filter((role) => typeof role === "string" && role !== "") as string[];
    const arns = roles.map((role) => (role.startsWith("arn:") ? role : `arn:aws:iam::${ACCOUNT}:role/${role}`));
    return arns.length === 0
      ? []
      : [{ action: "iam:PassRole", resources: arns, context: { "iam:PassedToService": service } }];
  };

/** An action on whatever the statements say it is done to. */
const on =
  (action: string, resources: (call: Call) => string[], context: Record<string, string> = {}): Also =>
  (call) => [{ action, resources: resources(call), context }];

const anything = () => ["*"];

/** Tags in a request that makes something. */
const tagged = (call: Call) => Object.keys(call.params).some((key) => /^tags/i.test(key) && call.params[key]);
const onlyTagged =
  (also: Also): Also =>
  (call) =>
    tagged(call) ? also(call) : [];

const ec2 = (type: string) => (call: Call) => [`arn:aws:ec2:${call.region}:${ACCOUNT}:${type}/new`];

/** The tags of a launch template are those of nodes and their disks; these of a request are those of what it makes. */
const ec2Tags = (operation: string, type: string): Also =>
  onlyTagged(on("ec2:CreateTags", ec2(type), { "ec2:CreateAction": operation }));

/** A group of nodes: its template is tried on behalf of the caller. https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-api-permissions.html */
const group: Also[] = [
  (call) => {
    const types = ["instance", "network-interface", "volume", "security-group", "subnet", "launch-template"];
    const image = `arn:aws:ec2:${call.region}::image/new`;
    const resources = [...types.flatMap((type) => ec2(type)(call)), image];
    return [{ action: "ec2:RunInstances", resources, context: {} }];
  },
  on("ec2:CreateTags", (call) => ["instance", "network-interface", "volume"].flatMap((type) => ec2(type)(call)), {
    "ec2:CreateAction": "RunInstances",
  }),
  (call) => {
    const environment = /^(\w+)-/.exec(String(call.params.AutoScalingGroupName))?.[1];
    const role = `arn:aws:iam::${ACCOUNT}:role/${environment}-node-new`;
    return [{ action: "iam:PassRole", resources: [role], context: { "iam:PassedToService": "ec2.amazonaws.com" } }];
  },
  // Of the image that the template names by a parameter. https://docs.aws.amazon.com/autoscaling/ec2/userguide/using-systems-manager-parameters.html
  on("ssm:GetParameters", ({ region }) => [
    `arn:aws:ssm:${region}::parameter/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id`,
  ]),
];

/** Alarms of target tracking are made with the caller's rights. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/auto-scaling-IAM.html */
const alarms: Also[] = ["DeleteAlarms", "DescribeAlarms", "PutMetricAlarm"].map((name) =>
  on(`cloudwatch:${name}`, ({ region, params }) => [
    `arn:aws:cloudwatch:${region}:${ACCOUNT}:alarm:TargetTracking-${params.ResourceId}-new`,
  ]),
);

/** Who begins to scale a service must be allowed to see and to size it. https://docs.aws.amazon.com/autoscaling/application/userguide/security_iam_permission_validation.html */
const sizing: Also[] = ["DescribeServices", "UpdateService"].map((name) =>
  on(`ecs:${name}`, ({ region, params }) => [`arn:aws:ecs:${region}:${ACCOUNT}:${params.ResourceId}`]),
);

const ALSO: Readonly<Record<string, readonly Also[]>> = {
  "application-autoscaling:DeleteScalingPolicy": alarms,
  "application-autoscaling:PutScalingPolicy": alarms,
  "application-autoscaling:RegisterScalableTarget": sizing,
  "autoscaling:CreateAutoScalingGroup": [
    ...group,
    (call) => [
      {
        action: "autoscaling:CreateOrUpdateTags",
        resources: [
          `arn:aws:autoscaling:${call.region}:${ACCOUNT}:autoScalingGroup:new:autoScalingGroupName/${call.params.AutoScalingGroupName}`,
        ],
        context: {},
      },
    ],
  ],
  "autoscaling:UpdateAutoScalingGroup": group,
  "ec2:AllocateAddress": [ec2Tags("AllocateAddress", "elastic-ip")],
  "ec2:CreateFlowLogs": [
    pass("vpc-flow-logs.amazonaws.com", ({ DeliverLogsPermissionArn }) => [DeliverLogsPermissionArn]),
    // https://docs.aws.amazon.com/vpc/latest/userguide/controlling-use-of-flow-logs.html
    on("logs:CreateLogDelivery", anything),
    ec2Tags("CreateFlowLogs", "vpc-flow-log"),
  ],
  "ec2:DeleteFlowLogs": [on("logs:DeleteLogDelivery", anything)],
  "ec2:CreateInternetGateway": [ec2Tags("CreateInternetGateway", "internet-gateway")],
  "ec2:CreateNatGateway": [ec2Tags("CreateNatGateway", "natgateway")],
  "ec2:CreateRouteTable": [ec2Tags("CreateRouteTable", "route-table")],
  "ec2:CreateSecurityGroup": [ec2Tags("CreateSecurityGroup", "security-group")],
  "ec2:AuthorizeSecurityGroupEgress": [ec2Tags("AuthorizeSecurityGroupEgress", "security-group-rule")],
  "ec2:AuthorizeSecurityGroupIngress": [ec2Tags("AuthorizeSecurityGroupIngress", "security-group-rule")],
  "ec2:CreateSubnet": [ec2Tags("CreateSubnet", "subnet")],
  "ec2:CreateVpc": [ec2Tags("CreateVpc", "vpc")],
  // It marks the group as its own. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/asg-capacity-providers.html
  "ecs:CreateCapacityProvider": [
    ({ params }) => {
      const { autoScalingGroupArn } = params.autoScalingGroupProvider as { autoScalingGroupArn: string };
      return [{ action: "autoscaling:CreateOrUpdateTags", resources: [autoScalingGroupArn], context: {} }];
    },
  ],
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/supported-iam-actions-tagging.html
  "ecs:CreateService": [
    onlyTagged((call) => [
      {
        action: "ecs:TagResource",
        resources: [`arn:aws:ecs:${call.region}:${ACCOUNT}:service/${clusterOf(call)}/${call.params.serviceName}`],
        context: { "ecs:CreateAction": "CreateService" },
      },
    ]),
  ],
  "ecs:RegisterTaskDefinition": [
    pass("ecs-tasks.amazonaws.com", ({ executionRoleArn, taskRoleArn }) => [executionRoleArn, taskRoleArn]),
    onlyTagged((call) => [
      {
        action: "ecs:TagResource",
        resources: [`arn:aws:ecs:${call.region}:${ACCOUNT}:task-definition/${call.params.family}:1`],
        context: { "ecs:CreateAction": "RegisterTaskDefinition" },
      },
    ]),
  ],
  // In an account without load balancers it looks around first.
  "elasticloadbalancing:CreateLoadBalancer": [
    on("ec2:DescribeAccountAttributes", anything),
    on("ec2:DescribeInternetGateways", anything),
  ],
  "iam:AddRoleToInstanceProfile": [pass("ec2.amazonaws.com", ({ RoleName }) => [RoleName])],
  "scheduler:CreateSchedule": [
    pass("scheduler.amazonaws.com", ({ Target }) => [(Target as { RoleArn: string }).RoleArn]),
  ],
  "scheduler:UpdateSchedule": [
    pass("scheduler.amazonaws.com", ({ Target }) => [(Target as { RoleArn: string }).RoleArn]),
  ],
};

function clusterOf({ params }: Call): string {
  return String(params.cluster).split("/").at(-1) ?? "";
}
