import type { Statement } from "../iam";
import { arnsIn, definitions, type TeamGrounds } from "./grounds";
import { teamNames } from "./teamNames";

/** Releases: their definitions, logs and roles. */
export function releaseStatements(grounds: TeamGrounds): Statement[] {
  const arn = arnsIn(grounds);
  const { boundaryArn, rolePath } = teamNames(grounds);
  const roles = `arn:${grounds.partition}:iam::${grounds.accountId}:role${rolePath}*`;
  return [
    {
      // Whatever the team writes into a role, the boundary holds; it can neither make one without it nor take it off.
      Sid: "BoundedRoles",
      Effect: "Allow",
      Action: ["iam:CreateRole", "iam:DeleteRolePolicy", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy"],
      Resource: roles,
      Condition: { StringEquals: { "iam:PermissionsBoundary": boundaryArn } },
    },
    {
      Sid: "OwnRoles",
      Effect: "Allow",
      Action: [
        "iam:DeleteRole",
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:ListAttachedRolePolicies",
        "iam:ListInstanceProfilesForRole",
        "iam:ListRolePolicies",
        "iam:TagRole", // default tags of a provider are on everything
        "iam:UntagRole",
      ],
      Resource: roles,
    },
    {
      Sid: "PassOwnRoles",
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: roles,
      Condition: {
        StringEquals: { "iam:PassedToService": ["ecs-tasks.amazonaws.com", "scheduler.amazonaws.com"] },
      },
    },
    {
      Sid: "OwnLogs",
      Effect: "Allow",
      Action: [
        "logs:CreateLogGroup",
        "logs:DeleteLogGroup",
        "logs:ListTagsForResource",
        "logs:PutRetentionPolicy",
        "logs:TagResource",
        "logs:UntagResource",
      ],
      // CloudWatch Logs writes the same group with and without `:*`.
      Resource: grounds.families.flatMap((family) => {
        const group = arn("logs", `log-group:/fairlead/${family}`);
        return family.endsWith("*") ? group : [group, `${group}:*`];
      }),
    },
    {
      Sid: "Register",
      Effect: "Allow",
      Action: "ecs:RegisterTaskDefinition",
      Resource: definitions(grounds),
      Condition: { BoolIfExists: { "ecs:privileged": "false" } }, // nodes are shared
    },
    {
      Sid: "TagDefinition",
      Effect: "Allow",
      Action: ["ecs:ListTagsForResource", "ecs:TagResource", "ecs:UntagResource"],
      Resource: definitions(grounds),
    },
  ];
}

/** Jobs: their schedules, and queues of failed starts. */
export function jobStatements(grounds: TeamGrounds): Statement[] {
  const arn = arnsIn(grounds);
  const names = teamNames(grounds);
  return [
    {
      Sid: "OwnSchedules",
      Effect: "Allow",
      Action: [
        "scheduler:CreateSchedule",
        "scheduler:DeleteSchedule",
        "scheduler:GetSchedule",
        "scheduler:UpdateSchedule",
      ],
      Resource: arn("scheduler", `schedule/${names.scheduleGroup}/*`),
    },
    {
      Sid: "OwnQueues",
      Effect: "Allow",
      Action: [
        "sqs:CreateQueue",
        "sqs:DeleteQueue",
        "sqs:GetQueueAttributes",
        "sqs:GetQueueUrl",
        "sqs:ListQueueTags",
        "sqs:SetQueueAttributes",
        "sqs:TagQueue",
        "sqs:UntagQueue",
      ],
      Resource: arn("sqs", `${names.queuePrefix}*`),
    },
  ];
}
