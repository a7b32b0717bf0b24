import { Market } from "../capacity/market";
import { argsOf, type Findings, isPlain, isRecord, type Judged, type Problem, type Rule, text } from "../check";
import { CONTRACT_VERSION } from "../constants";
import { type CapacityShare, type KnownPool, strategyOf } from "../tasks/serviceCapacity";
import { waits } from "../values";
import type { EnvironmentReference } from "./environmentReference";

const filled = text(/\S/, "it is empty or no text", "Pass the `reference` of an EcsEnvironment as it is.");

/** A reader that does not know the contract must not guess what fields mean. */
const knownContract: Rule = (value) =>
  value === CONTRACT_VERSION
    ? undefined
    : {
        rule: `this version of Fairlead knows contract version ${CONTRACT_VERSION} only`,
        remedy: "Use the version of Fairlead that the environment was made with.",
      };

const poolsByName: Rule = (value) =>
  isRecord(value) && Object.values(value).every(isPool)
    ? undefined
    : {
        rule: "it must be pools by name, each with capacityProvider, market, nodeMemoryMiB and nodeCpuUnits",
        remedy: "Pass the `reference` of an EcsEnvironment as it is.",
      };

function isPool(pool: unknown): boolean {
  if (waits(pool)) return true;
  if (!isRecord(pool)) return false;
  const { capacityProvider, market, nodeMemoryMiB, nodeCpuUnits } = pool;
  return (
    (waits(capacityProvider) || (typeof capacityProvider === "string" && capacityProvider !== "")) &&
    (waits(market) || Object.values<unknown>(Market).includes(market)) &&
    [nodeMemoryMiB, nodeCpuUnits].every((size) => waits(size) || (typeof size === "number" && size > 0))
  );
}

const teamsByName: Rule = (value) =>
  isRecord(value) &&
  Object.values(value).every(
    (team) => waits(team) || (isRecord(team) && (waits(team.priorityBlock) || Number.isInteger(team.priorityBlock))),
  )
    ? undefined
    : {
        rule: "it must be teams by name, each with priorityBlock",
        remedy: "Pass the `reference` of an EcsEnvironment as it is.",
      };

/** Fields of a reference that something which runs in an environment cannot do without. */
const FIELDS: Readonly<Partial<Record<keyof EnvironmentReference, Rule>>> = {
  contractVersion: knownContract,
  environment: filled,
  profile: filled,
  clusterArn: filled,
  clusterName: filled,
  vpcId: filled,
  listenerArn: filled,
  loadBalancerArnSuffix: filled,
  pools: poolsByName,
  scheduleGroup: filled,
  teams: teamsByName,
};

/** Adds to the findings of a component's own arguments what can be said beforehand of the environment that it is given. */
export function withReference(
  findings: Findings,
  given: { environment: EnvironmentReference; capacity?: Record<string, CapacityShare>; team?: string },
): Findings {
  const { environment, capacity, team } = argsOf(given);
  const { judged, problems } = referenceFindings("environment", environment, { capacity, team });
  return { judged: [...findings.judged, ...judged], problems: [...findings.problems, ...problems] };
}

/** What can be said beforehand of a reference, and of pools and a team in it. @param at The argument that it is. */
export function referenceFindings(
  at: string,
  environment: EnvironmentReference,
  { capacity, team }: { readonly capacity?: unknown; readonly team?: unknown } = {},
): Findings {
  const missing = missingFields(environment);
  if (missing.length > 0) return { judged: [], problems: [notAReference(at, environment, missing)] };
  const judged = Object.entries(FIELDS).map(
    ([field, rule]): Judged => ({
      argument: `${at}.${field}`,
      value: environment[field as keyof EnvironmentReference],
      rule,
    }),
  );
  return { judged, problems: referenceProblems(environment, capacity, team) };
}

function missingFields(environment: unknown): string[] {
  const known: Record<string, unknown> = isRecord(environment) ? environment : {};
  return Object.keys(FIELDS).filter((field) => known[field] === undefined || known[field] === null);
}

function notAReference(argument: string, environment: unknown, missing: readonly string[]): Problem {
  const shown = isRecord(environment) ? `without ${missing.join(", ")}` : undefined;
  return {
    argument,
    value: environment,
    ...(shown !== undefined && { shown }),
    rule: "it is no environment's reference",
    remedy: "Pass the `reference` of an EcsEnvironment.",
  };
}

function referenceProblems(environment: EnvironmentReference, capacity: unknown, team: unknown): Problem[] {
  // What is plain is judged now; outputs are when they are known.
  const { pools, teams } = environment as unknown as Record<string, unknown>;
  const poolProblems =
    isPlain(pools) && poolsByName(pools) === undefined && isRecord(capacity)
      ? strategyOf(capacity as Record<string, CapacityShare>, pools as Record<string, KnownPool>).problems
      : [];
  const teamProblems = isPlain(teams) && isRecord(teams) && typeof team === "string" ? unknownTeam(team, teams) : [];
  return [...poolProblems, ...teamProblems];
}

/** What is wrong with the name of a team. */
export function unknownTeam(team: string, teams: Record<string, unknown>): Problem[] {
  if (Object.hasOwn(teams, team)) return [];
  const known = Object.keys(teams).sort().join(", ") || "none";
  return [{ argument: "team", value: team, rule: "the environment has no such team", remedy: `It has ${known}.` }];
}
