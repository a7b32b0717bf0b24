import { isRecord, type Problem } from "../check";
import { LIMITS } from "../constants";
import { teamName } from "../names";

/** Where the two roles of a release have their names from. */
export const RoleNames = {
  /** Pulumi makes them, with letters of its own at the end. */
  Generated: "generated",
  /** They follow from family, team and region, and are the same in every account. */
  Fixed: "fixed",
} as const;
/** Where the two roles of a release have their names from. */
export type RoleNames = (typeof RoleNames)[keyof typeof RoleNames];

/**
 * Name of a role of a release. IAM knows a name once for each account, whatever its region and path. Where a role's path
 * becomes another, the new one is made before the old one goes only if the name is another, too: so region and team are
 * in it. The environment is in the path only, as it is what differs between accounts: where it changes, the old role goes
 * first. Neither families nor teams have a dot and no region has the name of a role in it, so no two releases have a name in
 * common.
 */
export function fixedRoleName(
  role: "execution" | "task",
  { family, team, region }: { family: string; team?: string | undefined; region: string },
): string {
  return `${family}${team === undefined ? "" : `.${team}`}-${role}-${region}`;
}

/** What is wrong with a family that names of roles are made of. It is judged by the longest region, to be fine in each. */
export function roleNameProblems(
  family: unknown,
  { roleNames, owner }: { roleNames?: unknown; owner?: unknown },
): Problem[] {
  if (roleNames !== RoleNames.Fixed || typeof family !== "string") return [];
  const team = isRecord(owner) && teamName(owner.team) === undefined ? String(owner.team) : undefined;
  const ending = fixedRoleName("execution", { family: "", team, region: "" });
  const room = LIMITS.roleName - LIMITS.regionName - ending.length;
  if (family.length <= room) return [];
  const why = `a role's name may have ${LIMITS.roleName} and goes on with "${ending}" and the region`;
  const rule = `with fixed names of roles it has at most ${room} characters, because ${why}`;
  return [{ argument: "family", value: family, rule, remedy: "Choose a shorter one, or leave roleNames out." }];
}
