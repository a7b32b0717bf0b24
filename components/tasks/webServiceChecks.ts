import { type ArgumentNames, otherArguments } from "../argumentNames";
import {
  anyText,
  argsOf,
  type Findings,
  isRecord,
  type Judged,
  listOf,
  optional,
  type Problem,
  type Rule,
  text,
  wholeNumber,
} from "../check";
import { LIMITS, PRIORITY_BLOCK } from "../constants";
import { planRules } from "./listenerRules";
import { scalingProblems } from "./scalingChecks";
import { capacityProblems } from "./serviceCapacity";
import { SERVICE_ARGUMENTS, serviceChecks } from "./serviceChecks";
import type { TargetHealthCheck, WebServiceArgs } from "./webServiceArgs";

const WEB_SERVICE: ArgumentNames<WebServiceArgs> = {
  ...SERVICE_ARGUMENTS,
  hosts: true,
  paths: true,
  container: true,
  port: true,
  healthCheck: true,
  deregistrationDelaySeconds: true,
  healthCheckGracePeriodSeconds: true,
  listenerPriority: true,
};

/** What can be said of a web service's arguments beforehand. */
export function webServiceFindings(name: string, given: Omit<WebServiceArgs, "environment">): Findings {
  const args = argsOf(given);
  const seconds = (max: number) => optional(wholeNumber(0, max, "seconds"));
  return {
    judged: [
      ...serviceChecks(name, args),
      { argument: "hosts", value: args.hosts, rule: hosts, plain: true },
      { argument: "paths", value: args.paths, rule: optional(paths), plain: true },
      {
        argument: "listenerPriority",
        value: args.listenerPriority,
        rule: optional(wholeNumber(1, PRIORITY_BLOCK)),
        plain: true,
      },
      { argument: "port", value: args.port, rule: optional(wholeNumber(1, 65_535)) },
      { argument: "container", value: args.container, rule: optional(anyText) },
      { argument: "deregistrationDelaySeconds", value: args.deregistrationDelaySeconds, rule: seconds(3_600) },
      { argument: "healthCheckGracePeriodSeconds", value: args.healthCheckGracePeriodSeconds, rule: seconds(86_400) },
      ...healthCheckJudged(args.healthCheck),
    ],
    problems: [
      ...otherArguments(given, WEB_SERVICE),
      ...capacityProblems(args.capacity),
      ...scalingProblems(args, true),
      ...healthCheckProblems(args.healthCheck),
      ...priorityProblems(args),
    ],
  };
}

/** A host name as a listener's condition takes it. https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RuleCondition.html */
export const host: Rule = text(
  /^(?=.{1,128}$)(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
  "it is no host name in lower case",
  'Write it like "shop.example.com" or "*.example.com".',
);

/** Ranges of a target group's health check. https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html */
const HEALTH_CHECK: Readonly<Record<keyof TargetHealthCheck, Rule>> = {
  path: text(/^\/\S{0,1023}$/, "it is no path", 'Write it like "/healthz".'),
  matcher: text(/^\d{3}([-,]\d{3})*$/, "it names no HTTP codes", 'Write them like "200" or "200-399".'),
  intervalSeconds: wholeNumber(5, 300, "seconds"),
  timeoutSeconds: wholeNumber(2, 120, "seconds"),
  healthyThreshold: wholeNumber(2, 10),
  unhealthyThreshold: wholeNumber(2, 10),
};

function healthCheckJudged(check: unknown): Judged[] {
  if (!isRecord(check)) return [];
  return Object.entries(HEALTH_CHECK).map(([key, rule]) => ({
    argument: `healthCheck.${key}`,
    value: check[key],
    rule: optional(rule),
  }));
}

function healthCheckProblems(check: TargetHealthCheck | undefined): Problem[] {
  if (check === undefined) return [];
  if (!isRecord(check)) {
    const rule = `it has ${Object.keys(HEALTH_CHECK).join(", ")}, each of which may be left out`;
    return [{ argument: "healthCheck", value: check, rule, remedy: "Pass a map of these." }];
  }
  const names = Object.fromEntries(Object.keys(HEALTH_CHECK).map((key) => [key, true as const]));
  const problems = otherArguments(check, names, "healthCheck");
  const { intervalSeconds = 15, timeoutSeconds = 5 } = check;
  if (typeof intervalSeconds !== "number" || typeof timeoutSeconds !== "number" || timeoutSeconds < intervalSeconds) {
    return problems;
  }
  const rule = `an answer must come before the next check, after ${intervalSeconds} s`;
  const remedy = "Lower it, or raise intervalSeconds.";
  return [...problems, { argument: "healthCheck.timeoutSeconds", value: timeoutSeconds, rule, remedy }];
}

/** Rules of a service follow each other, and none may leave its team's block. */
function priorityProblems({ hosts: names, paths, listenerPriority }: Partial<WebServiceArgs>): Problem[] {
  if (!Array.isArray(names) || !names.every((name) => typeof name === "string") || typeof listenerPriority !== "number")
    return [];
  const count = planRules({ service: "", hosts: names, ...(Array.isArray(paths) && { paths }) }).length;
  const last = PRIORITY_BLOCK - count + 1;
  if (count < 2 || listenerPriority <= last) return [];
  const rule = `it has ${count} rules, which follow each other within a block of ${PRIORITY_BLOCK}`;
  return [{ argument: "listenerPriority", value: listenerPriority, rule, remedy: `Pass ${last} at most.` }];
}

/** Hosts, each once. */
export const hosts: Rule = (value) => listOf(host)(value) ?? distinct(value);

const path = text(/^\/[A-Za-z0-9_\-.$/~"'@:+*?&]{0,127}$/, "it is no path pattern", 'Write it like "/api/*".');

const paths: Rule = (value) => {
  const broken = listOf(path)(value) ?? distinct(value);
  if (broken || (value as unknown[]).length < LIMITS.ruleValues) return broken;
  return {
    rule: `a rule has ${LIMITS.ruleValues} values, and a host must be one of them`,
    remedy: "Use a shorter list, or a pattern that covers several.",
  };
};

const distinct: Rule = (value) =>
  Array.isArray(value) && new Set(value).size === value.length
    ? undefined
    : { rule: "it names something twice", remedy: "Name each once." };
