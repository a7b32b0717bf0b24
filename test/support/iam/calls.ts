import { lastOf } from "../../../tools/aws";
import { alsoNeeded } from "./also";
import type { AccessRequest } from "./evaluate";

/** A call as the emulator's journal has it. */
export interface Call {
  readonly time: number;
  readonly service: string;
  readonly action: string;
  readonly region: string;
  // biome-ignore lint/suspicious/noExplicitAny: parameters of any call
  readonly params: any;
  readonly status: number;
  readonly error: string | null;
}

/** What AWS knows of things besides what a call says of them. */
export interface World {
  readonly accountId: string;
  readonly region: string;
  /** Tags by ARN. */
  readonly tags: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** ARN and boundary of roles by name. */
  readonly roles: ReadonlyMap<string, { readonly arn: string; readonly boundary?: string | undefined }>;
  /** ARNs of what is scaled, by what a call names it with, like `service/CLUSTER/NAME`. */
  readonly scalable: ReadonlyMap<string, string>;
}

type Tags = Readonly<Record<string, string>>;
type Context = Record<string, string | readonly string[]>;
// biome-ignore lint/suspicious/noExplicitAny: parameters of any call
type Authorize = (params: any, world: World) => readonly AccessRequest[];

/**
 * What a call must be allowed, as AWS asks. A call with tags asks for the right to tag too, one that hands a role over for
 * the right to pass it.
 * @throws for a call that is not known here, so that none is let through unseen
 */
export function requestsOf({ service, action, params }: Call, world: World): readonly AccessRequest[] {
  const authorize = CALLS[service]?.[action];
  if (authorize === undefined)
    throw new Error(`nobody has said what ${service} ${action} needs: ${JSON.stringify(params)}`);
  return authorize(params, world);
}

/** Calls that AWS has no resource for. */
const everything =
  (action: string): Authorize =>
  () => [{ action, resource: "*", context: {} }];

/** Calls that need no permission, or are made before the role is taken on. */
const free: Authorize = () => [];

const ecsService = (world: World, params: { cluster: string }, name: string) => {
  const cluster = lastOf(params.cluster);
  return {
    resource: arn(world, "ecs", `service/${cluster}/${lastOf(name)}`),
    cluster: arn(world, "ecs", `cluster/${cluster}`),
  };
};

const own =
  (action: string, key: string): Authorize =>
  (params, world) => [{ action, resource: params[key], context: resourceTags(world, params[key]) }];

/** Scaling of a service. AWS asks for more than the action: `also.ts` says what. */
const scaling =
  (operation: string): Authorize =>
  (params, world) => {
    const tags: Tags = params.Tags ?? {};
    const making = Object.keys(tags).length > 0; // AWS takes no tags for a target that there is already
    const known = world.scalable.get(params.ResourceId);
    if (known === undefined && !making) throw new Error(`nobody has seen what scales ${params.ResourceId}`);
    const resource = making ? arn(world, "application-autoscaling", "scalable-target/new") : (known ?? "");
    const service = "application-autoscaling";
    const also = alsoNeeded({ stack: "", service, operation, region: world.region, params });
    return [
      {
        action: `${service}:${operation}`,
        resource,
        context: making ? requestTags(tags) : resourceTags(world, resource),
      },
      ...tagging(`${service}:TagResource`, resource, tags, {}),
      ...(making ? [scalingRole(world)] : []),
      ...also.flatMap(({ action, resources, context }) =>
        resources.map((on) => ({ action, resource: on, context: { ...context, ...resourceTags(world, on) } })),
      ),
    ];
  };

const CALLS: Readonly<Record<string, Readonly<Record<string, Authorize>>>> = {
  sts: { AssumeRole: free, GetCallerIdentity: free },
  ssm: {
    GetParameter: ({ Name }, world) => [
      { action: "ssm:GetParameter", resource: arn(world, "ssm", `parameter${Name}`), context: {} },
    ],
  },
  ecs: {
    CreateService: (params, world) => {
      const { resource, cluster } = ecsService(world, params, params.serviceName);
      const tags = tagsIn(params.tags, "key", "value");
      const context = { "ecs:cluster": cluster, ...definition(world, params), ...requestTags(tags) };
      return [
        { action: "ecs:CreateService", resource, context },
        ...tagging("ecs:TagResource", resource, tags, { "ecs:CreateAction": "CreateService" }),
      ];
    },
    UpdateService: (params, world) => {
      const { resource, cluster } = ecsService(world, params, params.service);
      const context = { "ecs:cluster": cluster, ...definition(world, params), ...resourceTags(world, resource) };
      return [{ action: "ecs:UpdateService", resource, context }];
    },
    DeleteService: (params, world) => {
      const { resource, cluster } = ecsService(world, params, params.service);
      return [
        {
          action: "ecs:DeleteService",
          resource,
          context: { "ecs:cluster": cluster, ...resourceTags(world, resource) },
        },
      ];
    },
    DescribeServices: (params, world) =>
      params.services.map((name: string) => {
        const { resource, cluster } = ecsService(world, params, name);
        return { action: "ecs:DescribeServices", resource, context: { "ecs:cluster": cluster } };
      }),
    ListServiceDeployments: (params, world) => {
      const { resource, cluster } = ecsService(world, params, params.service);
      return [{ action: "ecs:ListServiceDeployments", resource, context: { "ecs:cluster": cluster } }];
    },
    DescribeServiceDeployments: ({ serviceDeploymentArns }) =>
      serviceDeploymentArns.map((resource: string) => ({
        action: "ecs:DescribeServiceDeployments",
        resource,
        context: {},
      })),
    ListTasks: (params, world) => [
      {
        action: "ecs:ListTasks",
        resource: "*",
        context: { "ecs:cluster": arn(world, "ecs", `cluster/${lastOf(params.cluster)}`) },
      },
    ],
    DescribeTasks: (params, world) =>
      params.tasks.map((task: string) => ({
        action: "ecs:DescribeTasks",
        resource: arn(world, "ecs", `task/${lastOf(params.cluster)}/${lastOf(task)}`),
        context: {},
      })),
    ListTagsForResource: own("ecs:ListTagsForResource", "resourceArn"),
    TagResource: ({ resourceArn, tags }, world) =>
      retagging("ecs:TagResource", resourceArn, tagsIn(tags, "key", "value"), world),
    DescribeTaskDefinition: everything("ecs:DescribeTaskDefinition"),
    RegisterTaskDefinition: (params, world) => {
      const resource = arn(world, "ecs", `task-definition/${params.family}:*`);
      const tags = tagsIn(params.tags, "key", "value");
      const privileged = params.containerDefinitions.some(
        (container: { privileged?: boolean }) => container.privileged,
      );
      const roles = [params.executionRoleArn, params.taskRoleArn].filter((role) => role);
      return [
        {
          action: "ecs:RegisterTaskDefinition",
          resource,
          context: { "ecs:privileged": String(privileged), ...requestTags(tags) },
        },
        ...tagging("ecs:TagResource", resource, tags, { "ecs:CreateAction": "RegisterTaskDefinition" }),
        ...roles.map((role) => passing(role, "ecs-tasks.amazonaws.com")),
      ];
    },
  },
  elbv2: {
    CreateTargetGroup: ({ Name, Tags }, world) => {
      const resource = arn(world, "elasticloadbalancing", `targetgroup/${Name}/*`);
      return balancing("CreateTargetGroup", resource, resource, tagsIn(Tags, "Key", "Value"));
    },
    CreateRule: ({ ListenerArn, Tags }) =>
      balancing(
        "CreateRule",
        ListenerArn,
        `${ListenerArn.replace(":listener/", ":listener-rule/")}/*`,
        tagsIn(Tags, "Key", "Value"),
      ),
    ModifyRule: own("elasticloadbalancing:ModifyRule", "RuleArn"),
    DeleteRule: own("elasticloadbalancing:DeleteRule", "RuleArn"),
    ModifyTargetGroup: own("elasticloadbalancing:ModifyTargetGroup", "TargetGroupArn"),
    ModifyTargetGroupAttributes: own("elasticloadbalancing:ModifyTargetGroupAttributes", "TargetGroupArn"),
    DeleteTargetGroup: own("elasticloadbalancing:DeleteTargetGroup", "TargetGroupArn"),
    AddTags: ({ ResourceArns, Tags }, world) =>
      ResourceArns.flatMap((resource: string) =>
        retagging("elasticloadbalancing:AddTags", resource, tagsIn(Tags, "Key", "Value"), world),
      ),
    DescribeRules: everything("elasticloadbalancing:DescribeRules"),
    DescribeTags: everything("elasticloadbalancing:DescribeTags"),
    DescribeTargetGroups: everything("elasticloadbalancing:DescribeTargetGroups"),
    DescribeTargetGroupAttributes: everything("elasticloadbalancing:DescribeTargetGroupAttributes"),
    DescribeTargetHealth: everything("elasticloadbalancing:DescribeTargetHealth"),
  },
  "application-autoscaling": {
    ...Object.fromEntries(
      [
        ...["RegisterScalableTarget", "DeregisterScalableTarget", "PutScalingPolicy", "DeleteScalingPolicy"],
        ...["PutScheduledAction", "DeleteScheduledAction"],
      ].map((action) => [action, scaling(action)]),
    ),
    DescribeScalableTargets: everything("application-autoscaling:DescribeScalableTargets"),
    DescribeScalingPolicies: everything("application-autoscaling:DescribeScalingPolicies"),
    DescribeScheduledActions: everything("application-autoscaling:DescribeScheduledActions"),
    ListTagsForResource: own("application-autoscaling:ListTagsForResource", "ResourceARN"),
    TagResource: ({ ResourceARN, Tags }, world) =>
      retagging("application-autoscaling:TagResource", ResourceARN, Tags, world),
    UntagResource: ({ ResourceARN, TagKeys }, world) => [
      {
        action: "application-autoscaling:UntagResource",
        resource: ResourceARN,
        context: { "aws:TagKeys": TagKeys, ...resourceTags(world, ResourceARN) },
      },
    ],
  },
  scheduler: {
    ...Object.fromEntries(
      ["CreateScheduleGroup", "DeleteScheduleGroup", "GetScheduleGroup"].map((action): [string, Authorize] => [
        action,
        ({ Name }, world) => [
          { action: `scheduler:${action}`, resource: arn(world, "scheduler", `schedule-group/${Name}`), context: {} },
        ],
      ]),
    ),
    ListTagsForResource: ({ ResourceArn }) => [
      { action: "scheduler:ListTagsForResource", resource: ResourceArn, context: {} },
    ],
    ...Object.fromEntries(
      ["CreateSchedule", "UpdateSchedule", "DeleteSchedule", "GetSchedule"].map((action): [string, Authorize] => [
        action,
        ({ GroupName = "default", Name, Target }, world) => [
          {
            action: `scheduler:${action}`,
            resource: arn(world, "scheduler", `schedule/${GroupName}/${Name}`),
            context: {},
          },
          ...(Target === undefined ? [] : [passing(Target.RoleArn, "scheduler.amazonaws.com")]),
        ],
      ]),
    ),
  },
  sqs: Object.fromEntries(
    ["CreateQueue", "DeleteQueue", "GetQueueAttributes", "GetQueueUrl", "ListQueueTags", "SetQueueAttributes"].map(
      (action): [string, Authorize] => [
        action,
        ({ QueueName, QueueUrl, tags = {} }, world) => {
          const resource = arn(world, "sqs", QueueName ?? lastOf(QueueUrl));
          return [{ action: `sqs:${action}`, resource, context: {} }, ...tagging("sqs:TagQueue", resource, tags, {})];
        },
      ],
    ),
  ),
  iam: {
    CreateRole: (params, world) => {
      const resource = `arn:aws:iam::${world.accountId}:role${params.Path ?? "/"}${params.RoleName}`;
      const context = boundary(params.PermissionsBoundary);
      const keys = Object.keys(params).filter((key) => /^Tags\.member\.\d+\.Key$/.test(key));
      const tags = Object.fromEntries(keys.map((key) => [params[key], params[key.replace(/Key$/, "Value")]]));
      return [{ action: "iam:CreateRole", resource, context }, ...tagging("iam:TagRole", resource, tags, {})];
    },
    ...Object.fromEntries(
      [
        ...["DeleteRole", "DeleteRolePolicy", "GetRole", "GetRolePolicy", "ListAttachedRolePolicies"],
        ...["ListInstanceProfilesForRole", "ListRolePolicies", "PutRolePolicy", "UpdateAssumeRolePolicy"],
      ].map((action): [string, Authorize] => [
        action,
        ({ RoleName }, { roles }) => {
          const role = roles.get(RoleName);
          if (role === undefined) throw new Error(`nobody has seen role ${RoleName}`);
          return [{ action: `iam:${action}`, resource: role.arn, context: boundary(role.boundary) }];
        },
      ]),
    ),
    CreatePolicy: ({ PolicyName }, world) => [
      { action: "iam:CreatePolicy", resource: `arn:aws:iam::${world.accountId}:policy/${PolicyName}`, context: {} },
    ],
    ...Object.fromEntries(
      ["DeletePolicy", "GetPolicy", "GetPolicyVersion", "ListPolicyVersions"].map((action): [string, Authorize] => [
        action,
        ({ PolicyArn }) => [{ action: `iam:${action}`, resource: PolicyArn, context: {} }],
      ]),
    ),
    ...Object.fromEntries(
      ["AttachRolePolicy", "DetachRolePolicy"].map((action): [string, Authorize] => [
        action,
        ({ RoleName, PolicyArn }, world) => [
          {
            action: `iam:${action}`,
            resource: `arn:aws:iam::${world.accountId}:role/${RoleName}`,
            context: { "iam:PolicyARN": PolicyArn },
          },
        ],
      ]),
    ),
  },
  logs: {
    ...Object.fromEntries(
      ["CreateLogGroup", "DeleteLogGroup", "PutRetentionPolicy"].map((action): [string, Authorize] => [
        action,
        ({ logGroupName, tags = {} }, world) => {
          const resource = arn(world, "logs", `log-group:${logGroupName}`);
          return [
            { action: `logs:${action}`, resource, context: {} },
            ...tagging("logs:TagResource", resource, tags, {}),
          ];
        },
      ]),
    ),
    DescribeLogGroups: everything("logs:DescribeLogGroups"),
    ListTagsForResource: ({ resourceArn }) => [
      { action: "logs:ListTagsForResource", resource: resourceArn, context: {} },
    ],
  },
};

function balancing(action: string, resource: string, made: string, tags: Tags): AccessRequest[] {
  return [
    { action: `elasticloadbalancing:${action}`, resource, context: requestTags(tags) },
    ...tagging("elasticloadbalancing:AddTags", made, tags, { "elasticloadbalancing:CreateAction": action }),
  ];
}

/** Tags that something gets when it is made. */
function tagging(action: string, resource: string, tags: Tags, context: Context): AccessRequest[] {
  return Object.keys(tags).length === 0 ? [] : [{ action, resource, context: { ...context, ...requestTags(tags) } }];
}

function retagging(action: string, resource: string, tags: Tags, world: World): AccessRequest[] {
  return [{ action, resource, context: { ...requestTags(tags), ...resourceTags(world, resource) } }];
}

function passing(role: string, to: string): AccessRequest {
  return { action: "iam:PassRole", resource: role, context: { "iam:PassedToService": to } };
}

/** It is made with an account's first target. https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-service-linked-roles.html */
function scalingRole({ accountId }: World): AccessRequest {
  const name = "ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService";
  const resource = `arn:aws:iam::${accountId}:role/aws-service-role/${name}`;
  return { action: "iam:CreateServiceLinkedRole", resource, context: {} };
}

function definition(world: World, { taskDefinition }: { taskDefinition?: string }): Context {
  if (!taskDefinition) return {};
  return { "ecs:task-definition": arn(world, "ecs", `task-definition/${lastOf(taskDefinition)}`) };
}

function requestTags(tags: Tags): Context {
  const context: Context = Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value]),
  );
  return Object.keys(tags).length === 0 ? {} : { ...context, "aws:TagKeys": Object.keys(tags) };
}

function resourceTags({ tags }: World, resource: string): Context {
  return Object.fromEntries(
    Object.entries(tags.get(resource) ?? {}).map(([key, value]) => [`aws:ResourceTag/${key}`, value]),
  );
}

function boundary(arn: string | undefined): Context {
  return arn === undefined ? {} : { "iam:PermissionsBoundary": arn };
}

function tagsIn(tags: readonly Record<string, string>[] | undefined, key: string, value: string): Tags {
  return Object.fromEntries((tags ?? []).map((tag) => [tag[key] ?? "", tag[value] ?? ""]));
}

function arn({ accountId, region }: World, service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`;
}
