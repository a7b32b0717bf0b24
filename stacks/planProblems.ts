import {
  environmentFindings,
  type Problem,
  problemsIn,
  scheduledTaskFindings,
  webServiceFindings,
  workerFindings,
} from "fairlead";
import { type EnvironmentPlan, releasesOf } from "./environmentPlan";
import { isMap } from "./isMap";
import { existingNetwork, networkProblems } from "./planNetwork";
import { productionProblems } from "./planProduction";
import { routeProblems } from "./planRoutes";
import { familyProblems } from "./planTeams";
import type { EnvironmentSettings } from "./settings";
import { JOBS, RELEASES, SERVICES, WORKERS } from "./shop";

/** Everything that is wrong with an environment's plan, as far as the configuration alone can tell. */
export function problemsOfPlan(plan: EnvironmentPlan, settings: EnvironmentSettings): Problem[] {
  return [
    ...environmentProblems(settings),
    ...problemsIn(findingsOf(plan)),
    ...networkProblems(plan.network),
    ...pinProblems(plan, settings.pins),
    ...unknownParts("services", SERVICES, settings.services),
    ...unknownParts("workers", WORKERS, settings.workers),
    ...unknownParts("jobs", JOBS, settings.jobs),
    ...unknownKeys(settings),
    ...familyProblems(settings.teams),
    ...within("services", plan.services, (name, args) => problemsIn(webServiceFindings(name, args))),
    ...within("workers", plan.workers, (name, args) => problemsIn(workerFindings(name, args))),
    ...within("jobs", plan.jobs, (name, args) => problemsIn(scheduledTaskFindings(name, args))),
    ...poolReferences(plan, settings),
    ...routeProblems(plan.services, settings.listenerRuleQuota),
    ...productionProblems(settings),
  ];
}

/** Releases are searched for the names of known environments: one that they do not know could be inside a definition. */
function environmentProblems({ environment, environments, listenerRuleQuota }: EnvironmentSettings): Problem[] {
  const known = environments.join(", ");
  return [
    ...(environments.includes(environment)
      ? []
      : [
          {
            argument: "environment",
            value: environment,
            rule: "there is no such environment",
            remedy: `There are ${known || "none"}. For a new one, add it to environments in Pulumi.yaml and update the stack releases.`,
          },
        ]),
    ...(Number.isInteger(listenerRuleQuota) && listenerRuleQuota >= 100
      ? []
      : [
          {
            argument: "listenerRuleQuota",
            value: listenerRuleQuota,
            rule: "it is what AWS allows, 100 or more",
            remedy: "Leave it out for 100.",
          },
        ]),
  ];
}

/** Of a network that the stack makes itself no ids are in the configuration; those of one that is there are judged. */
function findingsOf({ name, environment, network }: EnvironmentPlan) {
  const ids = existingNetwork(network);
  if (ids !== undefined) return environmentFindings(name, { ...environment, network: ids });
  const findings = environmentFindings(name, environment);
  return { ...findings, judged: findings.judged.filter(({ argument }) => !argument.startsWith("network.")) };
}

function unknownParts(key: string, parts: object, settings: object): Problem[] {
  const known = Object.keys(parts).join(", ");
  return Object.keys(settings)
    .filter((name) => !Object.hasOwn(parts, name))
    .map((name) => ({
      argument: key,
      value: name,
      rule: "the shop has no such part",
      remedy: `It has ${known}; stacks/shop.ts describes them.`,
    }));
}

/** What the configuration may say of each service, worker and job. A slip of the pen must not go unnoticed. */
const KEYS = {
  services: ["hosts", "desiredCount", "scaling", "capacity", "listenerPriority"],
  workers: ["desiredCount", "scaling", "capacity"],
  jobs: ["enabled", "capacity"],
  teams: ["priorityBlock", "families", "deployers", "permissions"],
} as const;
const NETWORK_KEYS = ["cidrBlock", "zones", "natGateways", "vpcId", "publicSubnetIds", "privateSubnetIds"];

function unknownKeys(settings: EnvironmentSettings): Problem[] {
  const parts = Object.entries(KEYS).flatMap(([key, known]) =>
    Object.entries(settings[key as keyof typeof KEYS]).flatMap(([name, of]) => unknownIn(`${key}.${name}`, of, known)),
  );
  return [...parts, ...unknownIn("network", settings.network, NETWORK_KEYS)];
}

function unknownIn(at: string, value: unknown, known: readonly string[]): Problem[] {
  if (!isMap(value)) {
    return [{ argument: at, value, rule: "it must be a map of settings", remedy: `There are ${known.join(", ")}.` }];
  }
  return Object.keys(value as object)
    .filter((key) => !known.includes(key))
    .map((key) => ({
      argument: `${at}.${key}`,
      value: (value as Record<string, unknown>)[key],
      shown: "given",
      rule: "there is no such setting",
      remedy: `There are ${known.join(", ")}.`,
    }));
}

function within<Args>(
  key: string,
  planned: Record<string, Args>,
  judge: (name: string, args: Args) => Problem[],
): Problem[] {
  return Object.entries(planned).flatMap(([name, args]) =>
    judge(name, args)
      .filter(({ argument, rule }) => argument !== "release" && !isOwnKey(argument, rule))
      .map((problem) => ({ ...problem, argument: `${key}.${name}.${problem.argument}` })),
  );
}

/** A setting that there is not, of a part itself, is said already, as a setting. */
function isOwnKey(argument: string, rule: string): boolean {
  return rule === "there is no such argument" && !argument.includes(".");
}

function pinProblems(plan: EnvironmentPlan, pins: Record<string, number>): Problem[] {
  const wrong = releasesOf(plan).filter((name) => !/^[1-9]\d{0,8}$/.test(String(pins[name])));
  const unknown = Object.keys(pins).filter((name) => !Object.hasOwn(RELEASES, name));
  return [
    ...wrong.map((name) => ({
      argument: `pins.${name}`,
      value: pins[name],
      rule: "what runs here is pinned to a revision, 1 to 999,999,999",
      remedy: "Write the number that `pulumi stack output --stack releases` shows.",
    })),
    ...unknown.map((name) => ({
      argument: "pins",
      value: name,
      rule: "there is no such release",
      remedy: `There are ${Object.keys(RELEASES).join(", ")}.`,
    })),
  ];
}

function poolReferences(plan: EnvironmentPlan, { pools }: EnvironmentSettings): Problem[] {
  const parts = { services: plan.services, workers: plan.workers, jobs: plan.jobs };
  return Object.entries(parts).flatMap(([key, planned]) =>
    Object.entries(planned).flatMap(([name, { capacity }]) =>
      Object.keys(isMap(capacity) ? capacity : {})
        .filter((pool) => !Object.hasOwn(pools, pool))
        .map((pool) => ({
          argument: `${key}.${name}.capacity`,
          value: pool,
          rule: "the environment has no such pool",
          remedy: `It has ${Object.keys(pools).join(", ") || "none"}.`,
        })),
    ),
  );
}
