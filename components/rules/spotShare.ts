/** One entry of a capacity provider strategy, as ECS reads it. */
export interface StrategyWeights {
  /** Tasks that go to this provider before the weights are looked at. @default 0 */
  readonly base?: number;
  /** Share of the tasks above the base, relative to the other weights. @default 0 */
  readonly weight?: number;
}

/** An entry whose provider's nodes are known. */
export interface StrategyMarket extends StrategyWeights {
  /** Share of the provider's nodes that are bought on the spot market, 0 to 1. */
  readonly spot: number;
}

/** The on-demand part of an Auto Scaling group with a mixed instances policy. */
export interface InstancesDistribution {
  /** Nodes that are on-demand before the percentage is looked at. @default 0 */
  readonly onDemandBaseCapacity?: number;
  /** Percentage of the nodes above the base that are on-demand. @default 100 */
  readonly onDemandPercentageAboveBaseCapacity?: number;
}

/**
 * What AWS takes for a number that is left out: all on-demand.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstancesDistribution.html
 */
export const DISTRIBUTION_DEFAULTS = { onDemandBaseCapacity: 0, onDemandPercentageAboveBaseCapacity: 100 } as const;

/**
 * Whether ECS ever places a task on an entry's provider. Without base and weight it does not, unless the entry is the
 * only one and leaves its weight out: then all tasks go there.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html
 */
export function isUsable(entry: StrategyWeights, alone: boolean): boolean {
  if ((entry.base ?? 0) > 0 || (entry.weight ?? 0) > 0) return true;
  return alone && entry.weight === undefined;
}

/**
 * Share of a service's tasks that a strategy puts on spot nodes, 0 to 1. The bases are filled first, the tasks above
 * them are divided by weight.
 * @param tasks Desired count. Leave it out for the share of the tasks above the bases, the most that spot ever gets of a
 * strategy with an on-demand base.
 */
export function spotShare(strategy: readonly StrategyMarket[], tasks = Number.POSITIVE_INFINITY): number {
  if (tasks <= 0) return 0;
  const usable = strategy.filter((entry) => isUsable(entry, strategy.length === 1));
  const weights = usable.map((entry) => (usable.length === 1 ? 1 : (entry.weight ?? 0)));
  const total = sum(weights);
  const byWeight = total === 0 ? 0 : sum(usable.map((entry, i) => (entry.spot * (weights[i] ?? 0)) / total));
  if (tasks === Number.POSITIVE_INFINITY) return total === 0 ? shareOfBases(usable) : byWeight;

  let left = tasks;
  let onSpot = 0;
  for (const entry of usable) {
    const taken = Math.min(left, entry.base ?? 0);
    onSpot += taken * entry.spot;
    left -= taken;
  }
  return (onSpot + left * byWeight) / tasks;
}

/** Share of a group's nodes that are spot, once the group is larger than its on-demand base. */
export function spotShareOfGroup(distribution: InstancesDistribution): number {
  const { onDemandPercentageAboveBaseCapacity } = { ...DISTRIBUTION_DEFAULTS, ...distribution };
  return 1 - onDemandPercentageAboveBaseCapacity / 100;
}

function shareOfBases(entries: readonly StrategyMarket[]): number {
  const bases = sum(entries.map((entry) => entry.base ?? 0));
  return bases === 0 ? 0 : sum(entries.map((entry) => entry.spot * (entry.base ?? 0))) / bases;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
