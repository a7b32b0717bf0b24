import type { CapacityShare } from "../tasks/serviceCapacity";

/** How many tasks of a service a pool gets. */
export interface TaskShare {
  readonly fewest: number;
  readonly most: number;
}

/**
 * Tasks of a service by pool: the base first, then what is above it by weight. Where weights do not come out even, AWS does
 * not say which way it rounds: a pool then gets one task more or less.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html
 */
export function taskShares(
  capacity: Readonly<Record<string, CapacityShare>>,
  tasks: number,
): Readonly<Record<string, TaskShare>> {
  let left = tasks;
  const entries = Object.entries(capacity).map(([pool, { base = 0, weight = 1 }]) => {
    const based = Math.min(left, base);
    left -= based;
    return { pool, based, weight };
  });
  const weights = entries.reduce((sum, { weight }) => sum + weight, 0);
  return Object.fromEntries(
    entries.map(({ pool, based, weight }) => {
      const above = weights === 0 ? 0 : (left * weight) / weights;
      return [pool, { fewest: based + Math.floor(above), most: based + Math.ceil(above) }];
    }),
  );
}

/**
 * Tasks that a pool may have to hold of a service during a deployment. Old and new tasks are each shared out as at rest; in
 * which order ECS starts and stops them is not known, so old and new of one pool may all be there while others are not.
 * @param maximumPercent Of so many, rounded down, all pools together have no more.
 */
export function rolloutShare({ most }: TaskShare, tasks: number, maximumPercent: number): number {
  return Math.max(most, Math.min(2 * most, Math.floor((tasks * maximumPercent) / 100)));
}

/** Where the tasks of a lost pool could go: the other pools that a service names, those with a weight if there are any. */
export function withoutPool(
  capacity: Readonly<Record<string, CapacityShare>>,
  lost: string,
): Readonly<Record<string, CapacityShare>> {
  const others = Object.entries(capacity).filter(([pool]) => pool !== lost);
  const weighted = others.filter(([, { weight = 1 }]) => weight > 0);
  const left = weighted.length > 0 ? weighted : others.filter(([, { base = 0 }]) => base > 0);
  return Object.fromEntries(left.map(([pool, { weight = 1 }]) => [pool, { weight: weight || 1 }]));
}

/** Pools that a single task may be put on: the one with a base, else any that has a weight. */
export function poolsOfOne(capacity: Readonly<Record<string, CapacityShare>>): string[] {
  return Object.entries(taskShares(capacity, 1)).flatMap(([pool, { most }]) => (most > 0 ? [pool] : []));
}
