import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../account";
import type { CheckedArguments } from "../check";
import type { EnvironmentReference } from "../environment/environmentReference";
import { unknownTeam } from "../environment/referenceChecks";
import { type TeamNames, teamNames, teamTags } from "./teamNames";

/** What makes something in an environment a team's. */
export interface Membership {
  /** Block of listener priorities. */
  readonly block: pulumi.Output<number>;
  /** Tags of services, target groups and rules. */
  readonly tags: pulumi.Output<Record<string, string>>;
  /** Names of what AWS knows by name. */
  readonly names: pulumi.Output<TeamNames>;
}

/** Looks a team up. All of it resolves when the environment has what the team's things need, its boundary above all. */
export function membershipOf(
  component: pulumi.ComponentResource,
  check: CheckedArguments,
  environment: Pick<EnvironmentReference, "environment" | "teams">,
  team: string,
): Membership {
  const account = accountOf(component);
  const known = pulumi.output(environment.teams).apply((teams) => {
    const problems = unknownTeam(team, teams);
    if (problems.length > 0) check.raise(problems);
    return { priorityBlock: teams[team]?.priorityBlock ?? 0 };
  });
  const place = pulumi
    .all([account.partition, account.id, account.region, environment.environment, known])
    .apply(([partition, accountId, region, environment]) => ({ partition, accountId, region, environment, team }));
  return { block: known.priorityBlock, tags: place.apply(teamTags), names: place.apply(teamNames) };
}
