import { numberAt, valueAt } from "../properties";
import { withoutSuffix } from "../urn";
import { isUnknown } from "../values";
import { roleName } from "./roles";

/** A capacity provider's name, without what the environment and the provider of AWS put to it. */
export function providerOf(provider: unknown, environment: string): string {
  const name = typeof provider === "string" && !isUnknown(provider) ? provider : "";
  return roleName(withoutSuffix(name), environment) || "?";
}

/** "on-demand: base 3, weight 1; spot: weight 2". */
export function capacityOf(strategy: readonly unknown[], environment: string): string {
  return strategy
    .map((entry) => {
      const base = numberAt(entry, "base") ?? 0;
      return `${providerOf(valueAt(entry, "capacityProvider"), environment)}: ${base > 0 ? `base ${base}, ` : ""}weight ${numberAt(entry, "weight") ?? 0}`;
    })
    .join("; ");
}
