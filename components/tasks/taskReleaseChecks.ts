import { type ArgumentNames, otherArguments } from "../argumentNames";
import { Architecture } from "../capacity/instanceTypes";
import {
  aMap,
  argsOf,
  type Findings,
  isRecord,
  knownAtOnce,
  listOf,
  oneOf,
  optional,
  type Problem,
  problemsOf,
  type Rule,
  text,
} from "../check";
import { referenceFindings } from "../environment/referenceChecks";
import { logRetention } from "../logs";
import { environmentName, releaseName, teamName } from "../names";
import { listed } from "../values";
import type { ContainerArgs } from "./containerArgs";
import { containerChecks, otherContainerArguments } from "./containerChecks";
import { permissionProblems } from "./permissions";
import { environmentsProblems, leakProblems, leaksIn, namesOf } from "./releaseLeaks";
import { RoleNames, roleNameProblems } from "./roleNames";
import type { ReleaseOwner, TaskReleaseArgs } from "./taskReleaseArgs";

const TASK_RELEASE: ArgumentNames<TaskReleaseArgs> = {
  containers: true,
  environments: true,
  accounts: true,
  allowedNames: true,
  family: true,
  permissions: true,
  logRetentionDays: true,
  owner: true,
  architecture: true,
  roleNames: true,
};

/** What can be said of a release's arguments beforehand. */
export function taskReleaseFindings(name: string, given: TaskReleaseArgs): Findings {
  const args = argsOf(given);
  const family = args.family ?? name;
  const familyIsFine = !familyName(family) && (family !== name || !releaseName(name));
  const containers = isRecord(args.containers) ? args.containers : {};
  const permissions = listed(args.permissions);
  const owner = args.owner === undefined ? NO_FINDINGS : ownerFindings(args.owner);
  return {
    judged: [
      { argument: "name", value: name, rule: releaseName },
      { argument: "family", value: family, rule: familyName, plain: true },
      { argument: "environments", value: args.environments, rule: listOf(environmentName), plain: true },
      { argument: "accounts", value: args.accounts, rule: optional(aMap), plain: true },
      { argument: "allowedNames", value: args.allowedNames, rule: optional(someList), plain: true },
      {
        argument: "architecture",
        value: args.architecture,
        rule: optional(oneOf(Object.values(Architecture))),
        plain: true,
      },
      { argument: "roleNames", value: args.roleNames, rule: optional(oneOf(Object.values(RoleNames))), plain: true },
      { argument: "logRetentionDays", value: args.logRetentionDays, rule: optional(logRetention) },
      ...owner.judged,
      ...containerChecks(containers),
    ],
    problems: [
      ...otherArguments(given, TASK_RELEASE),
      ...knownAtOnce("containers", args.containers),
      ...knownAtOnce("permissions", args.permissions),
      ...problemsOf([
        { argument: "containers", value: args.containers, rule: someContainers },
        { argument: "permissions", value: args.permissions, rule: optional(someList) },
      ]),
      ...otherContainerArguments(containers),
      ...essentialProblems(containers),
      ...permissionProblems(permissions, "permissions"),
      ...environmentsProblems(args),
      ...(familyIsFine ? roleNameProblems(family, args) : []),
      ...leakProblems(leaksIn({ ...namesOf(name, args.family), containers, permissions }, args)),
      ...owner.problems,
    ],
  };
}

const someList = listOf(() => undefined, { min: 0 });
const NO_FINDINGS: Findings = { judged: [], problems: [] };
const OWNER: ArgumentNames<ReleaseOwner> = { environment: true, team: true };

function ownerFindings(given: ReleaseOwner): Findings {
  const { environment, team } = argsOf(given);
  const found = referenceFindings("owner.environment", environment, { team });
  return {
    judged: [{ argument: "owner.team", value: team, rule: teamName, plain: true }, ...found.judged],
    problems: [...otherArguments(given, OWNER, "owner"), ...found.problems],
  };
}

const familyName = text(
  /^[A-Za-z0-9_-]{1,255}$/,
  "a family has 1 to 255 letters, digits, dashes and underscores",
  "Rename it.",
);

/** ECS refuses a task that nothing ends. */
function essentialProblems(containers: Record<string, ContainerArgs>): Problem[] {
  const given = Object.values(containers).filter(isRecord);
  if (given.length === 0 || given.some(({ essential }) => essential !== false)) return [];
  const rule = "a task ends with its essential containers, and none is";
  return [{ argument: "containers", value: Object.keys(containers).join(", "), rule, remedy: "Let one be essential." }];
}

const someContainers: Rule = (value) =>
  isRecord(value) && Object.keys(value).length >= 1 && Object.keys(value).length <= 10
    ? undefined
    : { rule: "a task has 1 to 10 containers", remedy: "Describe at least one, by name." };
