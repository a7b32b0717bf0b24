import { Architecture } from "../capacity/instanceTypes";
import { type Findings, isPlain, listOf, oneOf, optional, type Problem, type Rule, text } from "../check";
import { logRetention } from "../logs";
import { environmentName } from "../names";
import { containerChecks } from "./containerChecks";
import { findLeaks } from "./environmentLeak";
import { permissionProblems } from "./permissions";
import type { TaskReleaseArgs } from "./taskReleaseArgs";

/** What can be said of a release's arguments beforehand. */
export function taskReleaseFindings(name: string, args: TaskReleaseArgs): Findings {
  const family = args.family ?? name;
  const containers = args.containers ?? {};
  const permissions = args.permissions ?? [];
  return {
    judged: [
      { argument: "family", value: family, rule: familyName },
      { argument: "environments", value: args.environments, rule: listOf(environmentName) },
      { argument: "architecture", value: args.architecture, rule: optional(oneOf(Object.values(Architecture))) },
      { argument: "logRetentionDays", value: args.logRetentionDays, rule: optional(logRetention) },
      { argument: "containers", value: Object.keys(containers).length, rule: someContainers },
      ...containerChecks(containers),
    ],
    problems: [
      ...permissions.flatMap((permission, i) => permissionProblems(permission, `permissions[${i}]`)),
      ...leakProblems({ family, containers, permissions }, args.environments),
    ],
  };
}

const familyName = text(
  /^[A-Za-z0-9_-]{1,255}$/,
  "a family has 1 to 255 letters, digits, dashes and underscores",
  "Rename it.",
);

const someContainers: Rule = (value) =>
  typeof value === "number" && value >= 1 && value <= 10
    ? undefined
    : { rule: "a task has 1 to 10 containers", remedy: "Describe at least one, by name." };

/** Environments' names in what is known of a definition. */
export function leakProblems(said: object, environments: unknown): Problem[] {
  const names = Array.isArray(environments)
    ? environments.filter((name) => typeof name === "string" && name !== "")
    : [];
  return findLeaks(plainParts(said), names).map(({ path, environment }) => ({
    argument: path,
    value: environment,
    shown: `naming "${environment}"`,
    rule: "one definition serves every environment, so none may be in it",
    remedy: `Let the entry point choose by MY_ENVIRONMENT, or read a parameter of the same name in each account.`,
  }));
}

/** What of the arguments is known without waiting. */
function plainParts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainParts);
  if (value === null || typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype) {
    return isPlain(value) ? value : undefined;
  }
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, plainParts(child)]));
}
