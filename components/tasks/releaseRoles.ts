import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../account";
import { policyDocument, trustOf } from "../iam";
import { executionStatements } from "./executionPolicy";
import type { Permission } from "./permissions";
import { fixedRoleName } from "./roleNames";
import type { ContainerSpec } from "./taskDocument";

/** What the roles of a release are made from. */
interface Needs {
  readonly logGroupArn: pulumi.Input<string>;
  readonly containers: pulumi.Output<Record<string, ContainerSpec>>;
  /** Undefined when the containers may do nothing: then no policy is made. */
  readonly permissions: pulumi.Output<Permission[]> | undefined;
  /** Where a team's roles are, and what bounds them. */
  readonly role?: Pick<aws.iam.RoleArgs, "path" | "permissionsBoundary">;
  /** What their names are made of; left out where Pulumi makes them. */
  readonly fixedFrom?: { readonly family: string; readonly team: string | undefined };
}

/** Makes two roles: one for ECS to start the task with, one for what runs in it. */
export function declareReleaseRoles(parent: pulumi.ComponentResource, name: string, account: Account, needs: Needs) {
  const child = { parent };
  const tasks = pulumi.interpolate`arn:${account.partition}:ecs:${account.region}:${account.id}:*`;
  const assumeRolePolicy = trustOf("ecs-tasks.amazonaws.com", account, tasks);
  const { fixedFrom } = needs;
  const role = (of: "execution" | "task") => {
    const named = fixedFrom && { name: account.region.apply((region) => fixedRoleName(of, { ...fixedFrom, region })) };
    return new aws.iam.Role(`${name}-${of}`, { ...needs.role, ...named, assumeRolePolicy }, child);
  };
  const execution = role("execution");
  const task = role("task");

  const { id, region, partition } = account;
  const starting = pulumi
    .all([id, region, partition, needs.logGroupArn, needs.containers])
    .apply(([id, region, partition, logGroupArn, containers]) =>
      policyDocument(
        executionStatements({
          account: { id, region, partition },
          logGroupArn,
          images: Object.values(containers).map((container) => container.image),
          secrets: Object.values(containers).flatMap((container) => Object.values(container.secrets ?? {})),
        }),
      ),
    );
  const permissions = [new aws.iam.RolePolicy(`${name}-execution`, { role: execution.name, policy: starting }, child)];
  if (needs.permissions) {
    const running = needs.permissions.apply((allowed) =>
      policyDocument(
        allowed.map(({ actions, resources }) => ({ Effect: "Allow", Action: actions, Resource: resources })),
      ),
    );
    permissions.push(new aws.iam.RolePolicy(`${name}-task`, { role: task.name, policy: running }, child));
  }
  return { execution, task, permissions };
}
