import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../account";
import type { CheckedArguments } from "../check";
import { LIMITS } from "../constants";
import { policyDocument, policySize, type Statement, trustOfPrincipals } from "../iam";
import { permissionProblems } from "../tasks/permissions";
import { boundaryStatements } from "./boundaryPolicy";
import { DEPLOY_PARTS, deployStatements } from "./deployPolicy";
import type { TeamGrounds } from "./grounds";
import type { TeamArgs } from "./teamArgs";
import { familiesOf } from "./teamChecks";
import { teamNames } from "./teamNames";

/** The part of an environment that teams share. */
interface Shared {
  readonly account: Account;
  readonly environment: string;
  readonly clusterName: pulumi.Input<string>;
  readonly listenerArn: pulumi.Input<string>;
}

/**
 * Makes what a team needs to deploy by itself, and nothing else's: a policy of what it may do, a policy that bounds the
 * roles it makes, a schedule group, and a role where it is said who deploys.
 * @returns its name, resolved when the team can use all of it, and known in a preview.
 */
export function declareTeam(
  parent: pulumi.ComponentResource,
  name: string,
  team: string,
  args: TeamArgs,
  shared: Shared,
  check: CheckedArguments,
): pulumi.Output<string> {
  const child = { parent };
  const { account, environment } = shared;
  const place = pulumi
    .all([account.partition, account.id, account.region])
    .apply(([partition, accountId, region]) => ({ partition, accountId, region, environment, team }));
  const names = place.apply(teamNames);
  const families = familiesOf(team, args);
  const grounds = pulumi
    .all([place, shared.clusterName, shared.listenerArn])
    .apply(([place, clusterName, listenerArn]): TeamGrounds => ({ ...place, clusterName, listenerArn, families }));
  const permissions = pulumi.output(args.permissions ?? []).apply((known) => {
    const problems = permissionProblems(known, `teams.${team}.permissions`);
    return problems.length > 0 ? check.raise(problems) : known;
  });
  // The boundary needs no listener: roles must not wait for the load balancer.
  const bounds = pulumi
    .all([place, shared.clusterName, permissions])
    .apply(([place, clusterName, permissions]) =>
      boundaryStatements({ ...place, clusterName, listenerArn: "", families }, permissions),
    );
  const fitting = (argument: string, statements: pulumi.Output<Statement[]>) =>
    statements.apply(policyDocument).apply((json) => {
      const size = policySize(json);
      if (size <= LIMITS.managedPolicy) return json;
      const rule = `a policy has at most ${LIMITS.managedPolicy} characters, and this one would have ${size}`;
      return check.raise([
        { argument: `teams.${team}.${argument}`, value: undefined, shown: "too long", rule, remedy: "Name fewer." },
      ]);
    });

  const boundary = new aws.iam.Policy(
    `${name}-${team}-boundary`,
    {
      name: names.boundaryPolicy,
      description: `The most that roles of team ${team} can do in ${environment}`,
      policy: fitting("permissions", bounds),
    },
    child,
  );
  const statements = grounds.apply(deployStatements);
  const deploy = DEPLOY_PARTS.map((part) => ({
    part,
    policy: new aws.iam.Policy(
      `${name}-${team}-${part}`,
      {
        name: pulumi.interpolate`${names.deployRole}.${part}`,
        description: `What team ${team} may do to deploy ${part} in ${environment}`,
        policy: fitting("families", statements[part]),
      },
      child,
    ),
  }));
  const schedules = new aws.scheduler.ScheduleGroup(`${name}-${team}`, { name: names.scheduleGroup }, child);
  if (args.deployers !== undefined) {
    const role = new aws.iam.Role(
      `${name}-${team}`,
      { name: names.deployRole, assumeRolePolicy: trustOfPrincipals(args.deployers) },
      child,
    );
    for (const { part, policy } of deploy) {
      new aws.iam.RolePolicyAttachment(`${name}-${team}-${part}`, { role: role.name, policyArn: policy.arn }, child);
    }
  }
  return pulumi.all([boundary.name, schedules.name]).apply(() => team);
}
