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

/**
 * What AWS takes for a number of a mixed instances policy that is left out: all nodes are on-demand.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstancesDistribution.html
 */
export const DISTRIBUTION_DEFAULTS = {
  /** Nodes. */
  onDemandBaseCapacity: 0,
  /** Percent. */
  onDemandPercentageAboveBaseCapacity: 100,
} as const;

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
 * @param tasks Desired count. Leave it out for the largest share at any count: what may be lost at once.
 */
export function spotShare(strategy: readonly StrategyMarket[], tasks?: number): number {
  const usable = strategy.filter((entry) => isUsable(entry, strategy.length === 1));
  const weights = usable.map((entry) => (usable.length === 1 ? 1 : (entry.weight ?? 0)));
  const total = sum(weights);
  const aboveBases = total === 0 ? 0 : sum(usable.map((entry, i) => (entry.spot * (weights[i] ?? 0)) / total));
  if (tasks === undefined) {
    const inBases = usable.filter((entry) => (entry.base ?? 0) > 0).map((entry) => entry.spot);
    return Math.max(aboveBases, ...inBases);
  }
  if (tasks <= 0) return 0;
  let left = tasks;
  let onSpot = 0;
  for (const entry of usable) {
    const taken = Math.min(left, entry.base ?? 0);
    onSpot += taken * entry.spot;
    left -= taken;
  }
  return (onSpot + left * aboveBases) / tasks;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
