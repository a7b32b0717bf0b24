import type { TeamPlace } from "./teamNames";

/** What a team's policies are made from. */
export interface TeamGrounds extends TeamPlace {
  readonly clusterName: string;
  readonly listenerArn: string;
  /** Families that are the team's, a star at the end for any ending. */
  readonly families: readonly string[];
}

/** Revisions of the team's task definitions. */
export function definitions(grounds: TeamGrounds): string[] {
  const arn = arnsIn(grounds);
  return grounds.families.map((family) => arn("ecs", `task-definition/${family}:*`));
}

/** Writes ARNs of an account and region. */
export function arnsIn({ partition, region, accountId }: TeamPlace): (service: string, resource: string) => string {
  return (service, resource) => `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

/** Tags as condition keys. */
export function prefixed(prefix: string, tags: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${prefix}${key}`, value]));
}
