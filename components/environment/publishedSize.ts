import { isRecord, type Problem } from "../check";
import { LIMITS } from "../constants";

/** Bytes that a reference has at least without its pools and teams: ARNs, ids and names of what it consists of. */
const REST_BYTES = 900;

/** What is said when a reference is larger than the parameter that it is published in. */
export function publishedSizeProblems(bytes: number, pools: number, teams: number): Problem[] {
  if (bytes <= LIMITS.parameterBytes) return [];
  return [
    {
      argument: pools > teams ? "pools" : "teams",
      value: bytes,
      shown: `too much with ${pools} pools and ${teams} teams`,
      rule: `they make the environment's reference ${bytes} bytes, and a parameter holds ${LIMITS.parameterBytes}`,
      remedy: "Have fewer, or shorter names.",
    },
  ];
}

/** The same beforehand, of a reference that cannot but be too large whatever ids it will have. */
export function plannedSizeProblems(name: string, pools: unknown, teams: unknown): Problem[] {
  const [poolNames, teamNames] = [pools, teams].map((named) => (isRecord(named) ? Object.keys(named) : []));
  const reference = {
    pools: (poolNames ?? []).map((pool) => ({
      [pool]: { capacityProvider: `${name}-${pool}`, market: "spot", nodeMemoryMiB: 1_024, nodeCpuUnits: 1_024 },
    })),
    teams: (teamNames ?? []).map((team) => ({ [team]: { priorityBlock: 1 } })), // nothing else of a team is published
  };
  const bytes = REST_BYTES + Buffer.byteLength(JSON.stringify(reference) ?? "");
  return publishedSizeProblems(bytes, poolNames?.length ?? 0, teamNames?.length ?? 0);
}
