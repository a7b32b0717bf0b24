import { type ArgumentNames, otherArguments } from "../argumentNames";
import {
  argsOf,
  type Judged,
  listOf,
  optional,
  type Problem,
  problemsOf,
  type Rule,
  text,
  wholeNumber,
} from "../check";
import { LIMITS, PRIORITY_BLOCK } from "../constants";
import { teamName } from "../names";
import { overlap } from "../tasks/patterns";
import { permissionProblems } from "../tasks/permissions";
import type { TeamArgs } from "./teamArgs";

const TEAM: ArgumentNames<TeamArgs> = { priorityBlock: true, families: true, deployers: true, permissions: true };

/** Families of a team, when it does not name any. */
export function familiesOf(team: string, { families }: TeamArgs): string[] {
  return families ?? [`${team}-*`];
}

/** What of a team's families means a task definition. */
export function familiesMeaning(definition: string, team: string, args: TeamArgs): string[] {
  return listed(familiesOf(team, argsOf(args))).filter((family) => overlap(family, definition));
}

/** What has to hold of the teams of an environment, each by itself. */
export function teamChecks(teams: Record<string, TeamArgs>): Judged[] {
  return Object.entries(teams).flatMap(([team, given]): Judged[] => {
    const { priorityBlock, families, deployers } = argsOf(given);
    const at = `teams.${team}`;
    return [
      { argument: "teams", value: team, rule: teamName },
      { argument: `${at}.priorityBlock`, value: priorityBlock, rule: block, plain: true },
      { argument: `${at}.families`, value: families, rule: optional(listOf(family)), plain: true },
      { argument: `${at}.deployers`, value: deployers, rule: optional(listOf(deployer)), plain: true },
    ];
  });
}

/** What is wrong between teams, or within what one may do. */
export function teamProblems(teams: Record<string, TeamArgs>): Problem[] {
  const entries = Object.entries(teams).map(([team, given]): [string, TeamArgs] => [team, argsOf(given)]);
  return [
    ...entries.flatMap(([team, of]) => [...otherArguments(of, TEAM, `teams.${team}`), ...wide(team, of)]),
    ...sharedBlocks(entries),
    ...sharedFamilies(entries),
  ];
}

const block = wholeNumber(1, LIMITS.rulePriority / PRIORITY_BLOCK - 1);

const family: Rule = text(
  /^[A-Za-z0-9_-]{1,255}\*?$/,
  "a family has letters, digits, dashes and underscores, and may end in a star",
  'Name it like "cart" or "cart-*".',
);

const deployer: Rule = text(
  /^arn:[\w-]+:iam::\d{12}:(role|user)\/[^*?\s]+$/,
  "a deployer is one role or user, not an account",
  'Pass an ARN like "arn:aws:iam::123456789012:role/ci".',
);

function sharedBlocks(teams: [string, TeamArgs][]): Problem[] {
  return teams.flatMap(([team, { priorityBlock }], i) => {
    const [earlier] = teams.slice(0, i).find(([, other]) => other.priorityBlock === priorityBlock) ?? [];
    if (earlier === undefined) return [];
    const rule = `team ${earlier} has that block already`;
    return [{ argument: `teams.${team}.priorityBlock`, value: priorityBlock, rule, remedy: "Give each team its own." }];
  });
}

/** A family of two teams would let each change what the other runs. */
function sharedFamilies(teams: [string, TeamArgs][]): Problem[] {
  return teams.flatMap(([team, of], i) =>
    listed(familiesOf(team, of)).flatMap((mine) =>
      teams.slice(0, i).flatMap(([other, others]) =>
        listed(familiesOf(other, others))
          .filter((theirs) => overlap(mine, theirs))
          .map((theirs) => ({
            argument: `teams.${team}.families`,
            value: mine,
            rule: `team ${other} has ${theirs}, and what both may register neither can trust`,
            remedy: "Give each team names of its own.",
          })),
      ),
    ),
  );
}

function wide(team: string, { permissions }: TeamArgs): Problem[] {
  const at = `teams.${team}.permissions`;
  return Array.isArray(permissions)
    ? permissionProblems(permissions, at)
    : problemsOf([
        { argument: at, value: permissions, rule: optional(listOf(() => undefined, { min: 0 })), plain: true },
      ]);
}

function listed(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : [];
}
