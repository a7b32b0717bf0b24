import {
  overlappingRules,
  type Problem,
  planRules,
  priorityClashes,
  problemsIn,
  type RulePlan,
  shadowedRules,
  webServiceFindings,
} from "fairlead";
import { TARGET_GROUPS_PER_LOAD_BALANCER as TARGET_GROUPS } from "fairlead/rules";
import type { EnvironmentPlan } from "./environmentPlan";

type Services = EnvironmentPlan["services"];

/** Arguments that say where requests go. */
const ROUTES = ["hosts", "paths", "listenerPriority"];

/** What is wrong with where requests go. */
export function routeProblems(services: Services, ruleQuota: number): Problem[] {
  // Of services whose routes are wrong themselves nothing is planned: they may be anything.
  const routed = Object.fromEntries(
    Object.entries(services).filter(([name, args]) =>
      problemsIn(webServiceFindings(name, args)).every(({ argument }) => !ROUTES.includes(argument)),
    ),
  );
  const rules = Object.entries(routed).flatMap(([service, { hosts, paths, listenerPriority }]) =>
    planRules({
      service,
      hosts,
      ...(paths && { paths }),
      ...(listenerPriority !== undefined && { listenerPriority }),
    }),
  );
  const twice = claimedTwice(services);
  return [
    ...priorityProblems(rules),
    ...twice,
    ...(twice.length > 0 ? [] : [...shadowProblems(rules), ...overlapProblems(rules, routed)]),
    ...quotaProblems(Object.keys(services).length, rules.length, ruleQuota),
  ];
}

function priorityProblems(rules: readonly RulePlan[]): Problem[] {
  return priorityClashes(rules).map(({ rule, other, free }) => ({
    argument: `services.${rule.service}.listenerPriority`,
    value: rule.priority,
    rule: `rule ${other.name} has it already`,
    remedy:
      free === undefined
        ? "Give one of both a listenerPriority."
        : `Write down listenerPriority: ${free}, which is free.`,
  }));
}

function shadowProblems(rules: readonly RulePlan[]): Problem[] {
  return shadowedRules(rules).map(({ rule, other, free }) => ({
    argument: `services.${rule.service}.listenerPriority`,
    value: rule.priority,
    rule: `rule ${other.name} is asked before it and takes requests that are meant for it`,
    remedy:
      free === undefined
        ? `No number before it is free: give ${other.service} a larger listenerPriority.`
        : `Write down listenerPriority: ${free}, which is free and asked first.`,
  }));
}

function overlapProblems(rules: readonly RulePlan[], services: Services): Problem[] {
  const chosen = (service: string) => services[service]?.listenerPriority !== undefined;
  return overlappingRules(rules, chosen).map(({ rule, other }) => ({
    argument: `services.${rule.service}.paths`,
    value: services[rule.service]?.paths,
    rule: `some requests match these and those of ${other.service} at one host, and neither has more of a claim`,
    remedy: `Narrow one, or write down a listenerPriority for one: that of ${other.name} is ${other.priority}, and the smaller is asked first.`,
  }));
}

function claimedTwice(services: Services): Problem[] {
  const claims = new Map<string, string>();
  // Whatever else is wrong with a service, a host that another one has is wrong too.
  return Object.entries(services).flatMap(([service, { hosts, paths }]) =>
    textsIn(hosts).flatMap((host) =>
      (paths === undefined ? ["*"] : textsIn(paths)).flatMap((path) => {
        const claimed = claims.get(`${host} ${path}`);
        claims.set(`${host} ${path}`, service);
        if (claimed === undefined || claimed === service) return [];
        const rule = `${claimed} answers to it already`;
        return [{ argument: `services.${service}.hosts`, value: host, rule, remedy: "Give it to one of them." }];
      }),
    ),
  );
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : [];
}

/** More than one load balancer holds would come up half, and fail then. Other programs' services come on top, unseen. */
function quotaProblems(services: number, rules: number, ruleQuota: number): Problem[] {
  const problems: Problem[] = [];
  if (services > TARGET_GROUPS) {
    problems.push({
      argument: "services",
      value: services,
      shown: `${services} long`,
      rule: `each has a target group, and a load balancer uses ${TARGET_GROUPS}, which AWS raises for nobody`,
      remedy: "Make a second environment, which has a load balancer of its own, and move some there.",
    });
  }
  if (rules > ruleQuota) {
    problems.push({
      argument: "services",
      value: rules,
      shown: `answering by ${rules} listener rules`,
      rule: `a load balancer has ${ruleQuota}`,
      remedy:
        "Use wildcards or fewer hosts, or make a second environment; or ask AWS for more and write the number down as listenerRuleQuota.",
    });
  }
  return problems;
}
