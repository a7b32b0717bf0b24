import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../account";
import { policyDocument, type Statement, trustOf } from "../iam";
import type { PinnedRelease } from "./pinnedRelease";

/** What a schedule starts and where. */
interface Start {
  readonly clusterArn: pulumi.Input<string>;
  readonly clusterName: pulumi.Input<string>;
  readonly scheduleGroup: pulumi.Input<string>;
  readonly queueArn: pulumi.Input<string>;
  readonly release: pulumi.Output<PinnedRelease>;
  /** Where a team's role is, and what bounds it. */
  readonly role?: Pick<aws.iam.RoleArgs, "path" | "permissionsBoundary">;
}

/** Makes the role of a schedule: it may start this family in this cluster, give it its own roles, and nothing else. */
export function declareSchedulerRole(parent: pulumi.ComponentResource, name: string, account: Account, start: Start) {
  const child = { parent };
  const arn = (service: string, resource: pulumi.Input<string>) =>
    pulumi.interpolate`arn:${account.partition}:${service}:${account.region}:${account.id}:${resource}`;
  const role = new aws.iam.Role(
    `${name}-schedule`,
    {
      ...start.role,
      assumeRolePolicy: trustOf(
        "scheduler.amazonaws.com",
        account,
        arn("scheduler", pulumi.interpolate`schedule-group/${start.scheduleGroup}`),
      ),
    },
    child,
  );
  const inCluster = { ArnEquals: { "ecs:cluster": start.clusterArn } };
  const passed = start.release.apply(({ executionRoleArn, taskRoleArn }) =>
    [...new Set([executionRoleArn, taskRoleArn])].filter((arn) => arn !== "").sort(),
  );
  const policy = passed.apply((roles) => {
    const statements: Statement[] = [
      {
        Effect: "Allow",
        Action: "ecs:RunTask",
        Resource: arn(
          "ecs",
          start.release.apply((release) => `task-definition/${release.family}:*`),
        ),
        Condition: inCluster,
      },
      {
        Effect: "Allow",
        Action: "ecs:TagResource", // for the tags that the task gets from its definition
        Resource: arn("ecs", pulumi.interpolate`task/${start.clusterName}/*`),
        Condition: { StringEquals: { "ecs:CreateAction": "RunTask" } }, // AWS knows no ecs:cluster for this action
      },
      { Effect: "Allow", Action: "sqs:SendMessage", Resource: start.queueArn },
    ];
    if (roles.length > 0) {
      statements.push({
        Effect: "Allow",
        Action: "iam:PassRole",
        Resource: roles,
        Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
      });
    }
    return policyDocument(statements);
  });
  const permissions = [new aws.iam.RolePolicy(`${name}-schedule`, { role: role.name, policy }, child)];
  return { arn: role.arn, permissions };
}
