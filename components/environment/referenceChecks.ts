import { argsOf, type Findings, isPlain, isRecord, type Problem } from "../check";
import { type CapacityShare, type KnownPool, strategyOf } from "../tasks/serviceCapacity";
import type { EnvironmentReference } from "./environmentReference";

/** Fields of a reference that something which runs in an environment cannot do without. */
const FIELDS = [
  "environment",
  "profile",
  "clusterArn",
  "clusterName",
  "vpcId",
  "listenerArn",
  "pools",
  "scheduleGroup",
  "teams",
];

/** Adds to the findings of a component's own arguments what can be said beforehand of the environment that it is given. */
export function withReference(
  findings: Findings,
  given: { environment: EnvironmentReference; capacity?: Record<string, CapacityShare>; team?: string },
): Findings {
  const { environment, capacity, team } = argsOf(given);
  return { ...findings, problems: [...findings.problems, ...referenceProblems(environment, capacity, team)] };
}

function referenceProblems(environment: EnvironmentReference, capacity: unknown, team: unknown): Problem[] {
  const known: Record<string, unknown> = argsOf({ ...argsOf(environment) });
  const missing = FIELDS.filter((field) => known[field] === undefined || known[field] === null);
  if (missing.length > 0) {
    const shown = isRecord(environment) ? `without ${missing.join(", ")}` : undefined;
    return [
      {
        argument: "environment",
        value: environment,
        ...(shown !== undefined && { shown }),
        rule: "it is no environment's reference",
        remedy: "Pass the `reference` of an EcsEnvironment.",
      },
    ];
  }
  // What is plain is judged now; outputs are when they are known.
  const { pools, teams } = known;
  const poolProblems =
    isPlain(pools) && isRecord(pools) && isRecord(capacity)
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
