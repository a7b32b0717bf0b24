import { at, isObject, numberOf, type Plain, type PlainObject, UNKNOWN } from "../graph/plain";
import { WHY } from "./why";

/**
 * What one environment's arguments prove before anything exists: all of its pools are spot. No matter what else the stack
 * runs: services of other stacks come there, whose packs see nothing but this environment.
 * @returns The message, or nothing when it has on-demand nodes, no pools or pools that are not known yet.
 */
export function environmentOfSpot(name: string, args: PlainObject, reason: string): string | undefined {
  const pools = at(args, "pools");
  if (!isObject(pools)) return undefined;
  const entries = Object.entries(pools).filter(([, pool]) => pool !== null);
  if (entries.length === 0 || !entries.every(([, pool]) => hasOnlySpot(pool))) return undefined;
  const shown = entries
    .map(([key, pool]) => `"${key}" (${at(pool, "market") === "spot" ? "spot" : "maxNodes 0"})`)
    .join(", ");
  return (
    `EcsEnvironment "${name}" is production (${reason}) and buys only spot nodes: pools ${shown}. An environment of ` +
    `production buys on-demand nodes too, whatever else this stack runs, for the services of other stacks that come there. ` +
    `${WHY}. Add a pool with \`market: "on-demand"\` and maxNodes of 1 or more; or, where nothing in it has to stay up, ` +
    "except this environment from the policy, by its URN and with a reason (exceptions, in the policy's README)."
  );
}

function hasOnlySpot(pool: Plain): boolean {
  if (pool === UNKNOWN) return false;
  return at(pool, "market") === "spot" || numberOf(at(pool, "maxNodes")) === 0;
}
