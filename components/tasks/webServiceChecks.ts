import { type Findings, listOf, optional, type Rule, text, wholeNumber } from "../check";
import { LIMITS, PRIORITY_BLOCK } from "../constants";
import { capacityProblems } from "./serviceCapacity";
import { serviceChecks } from "./serviceChecks";
import type { WebServiceArgs } from "./webServiceArgs";

/** What can be said of a web service's arguments beforehand. */
export function webServiceFindings(name: string, args: Omit<WebServiceArgs, "environment">): Findings {
  const seconds = (max: number) => optional(wholeNumber(0, max, "seconds"));
  return {
    judged: [
      ...serviceChecks(name, args),
      { argument: "hosts", value: args.hosts, rule: hosts },
      { argument: "paths", value: args.paths, rule: optional(paths) },
      { argument: "listenerPriority", value: args.listenerPriority, rule: optional(wholeNumber(1, PRIORITY_BLOCK)) },
      { argument: "port", value: args.port, rule: optional(wholeNumber(1, 65_535)) },
      { argument: "deregistrationDelaySeconds", value: args.deregistrationDelaySeconds, rule: seconds(3_600) },
      { argument: "healthCheckGracePeriodSeconds", value: args.healthCheckGracePeriodSeconds, rule: seconds(86_400) },
    ],
    problems: capacityProblems(args.capacity),
  };
}

/** A host name as a listener's condition takes it. https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RuleCondition.html */
export const host: Rule = text(
  /^(?=.{1,128}$)(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
  "it is no host name in lower case",
  'Write it like "shop.example.com" or "*.example.com".',
);

const hosts: Rule = (value) => listOf(host)(value) ?? distinct(value);

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
