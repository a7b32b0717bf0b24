import { isRecord, type Problem, problemsOf, wholeNumber } from "../check";
import { spotShare } from "../rules/spotShare";

/** What a service has of one pool. */
export interface CapacityShare {
  /** Tasks that run on this pool before weights are looked at, 0 to 100,000; one pool at most may have it. @default 0 */
  base?: number;
  /** Share of the tasks above the base, relative to the other pools, 0 to 1,000. @default 1 */
  weight?: number;
}

/** A pool of an environment, as plain data. */
export interface KnownPool {
  /** Name of its capacity provider. */
  readonly capacityProvider: string;
  /** `on-demand` or `spot`. */
  readonly market: string;
  /** MiB that tasks can have on one node. @default - not known */
  readonly nodeMemoryMiB?: number;
  /** CPU units that tasks can have on one node. @default - not known */
  readonly nodeCpuUnits?: number;
}

/** One entry of a capacity provider strategy. */
export interface StrategyEntry {
  readonly capacityProvider: string;
  readonly base: number;
  readonly weight: number;
}

/** Providers that a strategy may name. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html */
const MAX_PROVIDERS = 20;

/** What is wrong with the capacity of a service, without knowing the environment. */
export function capacityProblems(capacity: Record<string, CapacityShare>): Problem[] {
  const shares = entries(capacity);
  if (shares.length === 0 || shares.length > MAX_PROVIDERS) {
    return [
      {
        argument: "capacity",
        value: capacity,
        rule: `it must name 1 to ${MAX_PROVIDERS} pools of the environment`,
        remedy: "Pass shares by pool, like { spot: { weight: 1 } }.",
      },
    ];
  }
  const known = (share: unknown) =>
    isRecord(share) && Object.keys(share).every((key) => key === "base" || key === "weight");
  const noShares = shares.filter(([, share]) => !known(share));
  if (noShares.length > 0) {
    return noShares.map(([pool, value]) => ({
      argument: `capacity.${pool}`,
      value,
      rule: "it is no share of a pool",
      remedy: "Pass { base, weight }, or {} for a weight of 1.",
    }));
  }
  const problems = shares.flatMap(([pool, share]) =>
    problemsOf([
      {
        argument: `capacity.${pool}.base`,
        value: share?.base ?? 0,
        rule: wholeNumber(0, 100_000, "tasks"),
        plain: true,
      },
      { argument: `capacity.${pool}.weight`, value: share?.weight ?? 1, rule: wholeNumber(0, 1_000), plain: true },
    ]),
  );
  const bases = shares.filter(([, { base }]) => typeof base === "number" && base > 0).map(([pool]) => pool);
  if (bases.length > 1) {
    problems.push({
      argument: "capacity",
      value: bases.join(" and "),
      rule: "ECS takes a base of one pool only",
      remedy: "Keep the base of the pool that must not go away.",
    });
  }
  if (problems.length === 0 && shares.every(([, share]) => (share?.weight ?? 1) === 0)) {
    problems.push({
      argument: "capacity",
      value: capacity,
      rule: "no pool has a weight, and ECS wants one for tasks above the base",
      remedy: "Give the pool that they may run on a weight of 1.",
    });
  }
  return problems;
}

/** The strategy of a service in an environment, largest base first. */
export function strategyOf(
  capacity: Record<string, CapacityShare>,
  pools: Readonly<Record<string, KnownPool>>,
): { strategy: StrategyEntry[]; spotShare: number; problems: Problem[] } {
  const problems: Problem[] = [];
  const chosen = entries(capacity).flatMap(([name, share]) => {
    const pool = Object.hasOwn(pools, name) ? pools[name] : undefined;
    if (!pool) {
      problems.push({
        argument: "capacity",
        value: name,
        rule: "the environment has no such pool",
        remedy: `It has ${Object.keys(pools).sort().join(", ") || "none"}.`,
      });
      return [];
    }
    return [{ ...pool, base: numberOr(0, share?.base), weight: numberOr(1, share?.weight) }];
  });
  const strategy = chosen
    .map(({ capacityProvider, base, weight }) => ({ capacityProvider, base, weight }))
    .sort((a, b) => b.base - a.base || (a.capacityProvider < b.capacityProvider ? -1 : 1));
  const markets = chosen.map(({ base, weight, market }) => ({ base, weight, spot: market === "spot" ? 1 : 0 }));
  return { strategy, spotShare: spotShare(markets), problems };
}

/** Tasks that fit on no node of a pool they may go to: ECS would look for room for ever. */
export function fitProblems(
  capacity: Record<string, CapacityShare>,
  release: {
    readonly family: string;
    readonly revision: number;
    readonly memoryMiB: number;
    readonly cpuUnits: number;
  },
  pools: Readonly<Record<string, KnownPool>>,
): Problem[] {
  return Object.keys(capacity).flatMap((name) => {
    const { nodeMemoryMiB, nodeCpuUnits } = (Object.hasOwn(pools, name) ? pools[name] : undefined) ?? {};
    return [
      ...tooLarge(name, release.memoryMiB, nodeMemoryMiB, "MiB"),
      ...tooLarge(name, release.cpuUnits, nodeCpuUnits, "CPU units"),
    ];
  });
}

function tooLarge(pool: string, needed: number, offered: number | undefined, unit: string): Problem[] {
  if (offered === undefined || needed <= offered) return [];
  return [
    {
      argument: "release",
      value: needed,
      shown: `${needed} ${unit} large`,
      rule: `a node of pool ${pool} has ${offered} ${unit} for tasks, so it would never be placed`,
      remedy: "Use a pool with larger nodes, or reserve less.",
    },
  ];
}

/** Capacity of a task that nobody repeats: the on-demand pools, or all where there are none. */
export function safestCapacity(pools: Readonly<Record<string, KnownPool>>): Record<string, CapacityShare> {
  const names = Object.keys(pools).sort();
  const onDemand = names.filter((pool) => pools[pool]?.market === "on-demand");
  return Object.fromEntries((onDemand.length > 0 ? onDemand : names).map((pool) => [pool, {}]));
}

/** A number; what is none is told elsewhere, and must not get in the way of telling the rest. */
function numberOr(otherwise: number, value: unknown): number {
  return typeof value === "number" ? value : otherwise;
}

function entries(capacity: unknown): [string, CapacityShare][] {
  return isRecord(capacity) ? (Object.entries(capacity) as [string, CapacityShare][]) : [];
}
