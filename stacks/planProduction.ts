import type { CapacityShare, Problem } from "fairlead";
import { namesProduction } from "fairlead/rules";
import { isMap } from "./isMap";
import type { EnvironmentSettings, ServiceSettings } from "./settings";
import { SERVICES, WORKERS } from "./shop";

/** What is wrong with an environment that is production, or is called like it. */
export function productionProblems(settings: EnvironmentSettings): Problem[] {
  return settings.profile === "production" ? survivalProblems(settings) : profileProblems(settings);
}

/** The rules of production hold by the profile: one that is only called like it, for want of a line, would have none. */
function profileProblems({ stack, environment, profile }: EnvironmentSettings): Problem[] {
  const called = [environment, stack].find(namesProduction);
  if (called === undefined) return [];
  const rule = `"${called}" is called like production, whose rules hold by the profile`;
  const remedy = `Set profile to "production", or call it something that is not production, like "${called.replace(/prod/i, "pre-$&")}".`;
  return [{ argument: "profile", value: profile, rule, remedy }];
}

/** What is critical in production keeps a task on on-demand nodes whatever happens to spot. */
function survivalProblems(settings: EnvironmentSettings): Problem[] {
  // A pool that is none, or has no such market, may be meant for on-demand: that is said already.
  const onDemand = (pool: string) => settings.pools[pool]?.market !== "spot";
  // Of what is no capacity at all that is said already.
  const critical = (parts: Record<string, { critical: boolean }>, of: Record<string, ServiceSettings>, key: string) =>
    Object.entries(of)
      .filter(([name]) => parts[name]?.critical)
      .map(([name, of]) => ({ argument: `${key}.${name}.capacity`, capacity: of?.capacity as unknown }));
  return [...critical(SERVICES, settings.services, "services"), ...critical(WORKERS, settings.workers, "workers")]
    .filter(({ capacity }) => {
      if (!isMap(capacity)) return false;
      const shares = Object.entries(capacity as Record<string, CapacityShare>);
      const based = shares.some(([pool, share]) => onDemand(pool) && (share?.base ?? 0) > 0);
      return !based && !shares.every(([pool]) => onDemand(pool));
    })
    .map(({ argument, capacity }) => ({
      argument,
      value: capacity,
      rule: "it is critical, and in production it must keep running without any spot node",
      remedy: "Give it a base of 1 or more on an on-demand pool.",
    }));
}
