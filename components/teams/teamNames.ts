import { TAGS } from "../constants";

/** Where a team is: one environment, in one account and region. */
export interface TeamPlace {
  readonly partition: string;
  readonly accountId: string;
  readonly region: string;
  readonly environment: string;
  readonly team: string;
}

/**
 * What a team's things are called, so that a policy can tell them from everybody else's. It is a contract: policies of
 * environments and programs of teams are deployed at different times. Environment and team have letters, digits and
 * single dashes; the signs between them here have neither, so no name is the beginning of another's.
 */
export interface TeamNames {
  /** Role that the team deploys with. IAM knows no regions, so the region is part of the name. */
  readonly deployRole: string;
  /** Policy that bounds what the team's own roles can do. */
  readonly boundaryPolicy: string;
  readonly boundaryArn: string;
  /** Path of all roles that the team makes. */
  readonly rolePath: string;
  /** Group of the team's schedules. */
  readonly scheduleGroup: string;
  /** What the names of its queues begin with. */
  readonly queuePrefix: string;
}

/** Names of what belongs to a team. */
export function teamNames({ partition, accountId, region, environment, team }: TeamPlace): TeamNames {
  const deployRole = `fairlead.${environment}.${team}.${region}`;
  const boundaryPolicy = `${deployRole}.boundary`;
  return {
    deployRole,
    boundaryPolicy,
    boundaryArn: `arn:${partition}:iam::${accountId}:policy/${boundaryPolicy}`,
    rolePath: `/fairlead/${region}/${environment}/${team}/`,
    scheduleGroup: `fairlead.${environment}.${team}`,
    queuePrefix: `${environment}_${team}_`,
  };
}

/** Tags of what AWS lets a policy know by its tags: services, target groups and rules. */
export function teamTags({ environment, team }: Pick<TeamPlace, "environment" | "team">): Record<string, string> {
  return { [TAGS.environment]: environment, [TAGS.team]: team };
}
