import { planPool } from "../capacity/capacityPlan";
import { isRecord, type Problem } from "../check";
import type { PoolArgs } from "./environmentArgs";

/**
 * What would replace pools that an environment has: another market, or another processor, under the same name. ECS lets
 * no capacity provider go that a service uses, so that the update would hang half way; and tasks of a release that is
 * built for one processor end on the other.
 * @param published The pools of the reference that the environment has published last, as they were read.
 */
export function poolChangeProblems(pools: Readonly<Record<string, PoolArgs>>, published: unknown): Problem[] {
  if (!isRecord(published)) return [];
  return Object.entries(pools).flatMap(([name, pool]) => {
    const before = Object.hasOwn(published, name) ? published[name] : undefined;
    if (!isRecord(before) || !isRecord(pool)) return [];
    const { plan, problems } = planPool(pool);
    const changed = (argument: string, was: unknown, is: unknown): Problem[] =>
      typeof was !== "string" || was === is ? [] : [replaced(name, argument, was, is)];
    return [
      ...changed("market", before.market, pool.market),
      ...(problems.length > 0 ? [] : changed("architecture", before.architecture, plan.architecture)),
    ];
  });
}

function replaced(pool: string, argument: string, was: string, is: unknown): Problem {
  return {
    argument: `pools.${pool}.${argument}`,
    value: is,
    rule: `this pool is there already, with ${was}, and a pool that services use cannot be replaced`,
    remedy:
      "Do it in three updates: add a pool under another name; move what names this one in its capacity to it; " +
      "take this one away.",
  };
}
