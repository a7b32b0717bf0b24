import { same } from "../answer";
import { FAIRLEAD } from "../graph/kinds";
import { at, entriesOf, isObject, type Plain, textOf, UNKNOWN } from "../graph/plain";
import { asked, type StackGraph, type StackResource } from "../graph/stackGraph";
import { matchesAny } from "../names";
import { referencesIn } from "../production";
import type { Market } from "../settings";
import { type Capacity, capacityOfGroup } from "./capacity";

/** How nodes are bought that no stack declares: AWS owns them. */
const FARGATE: Readonly<Record<string, Capacity>> = {
  FARGATE: { onDemand: "yes", about: "Fargate" },
  FARGATE_SPOT: { onDemand: "no", about: "Fargate Spot" },
};

/** Finds out what can run on a capacity provider. */
export class Providers {
  constructor(
    private readonly graph: StackGraph,
    private readonly markets: Readonly<Record<string, Market>>,
  ) {}

  /** The capacity behind a name in a strategy or an association; `property` is where the name is written. */
  named(from: StackResource, property: string, name: Plain | undefined): Capacity {
    if (typeof name === "string" && FARGATE[name]) return FARGATE[name];
    const { resources, foreign } = this.graph.follow(from, property, name, "capacityProvider");
    if (foreign !== undefined) return this.foreign(foreign);
    const capacities = resources.map((provider) => this.of(provider));
    const [first] = capacities;
    if (!first) return { onDemand: "unknown", about: "a provider whose name is not known yet" };
    if (capacities.length === 1) return first;
    return {
      onDemand: same(capacities.map((capacity) => capacity.onDemand)),
      about: `one of ${capacities.map((capacity) => capacity.about).join("; ")}`,
      ...(first.group && { group: first.group }),
    };
  }

  /** The capacity behind each name in a list, like the one of an association. */
  listed(owner: StackResource, property: string): readonly Capacity[] {
    return entriesOf(asked(owner, property)).map((name) => this.named(owner, property, name));
  }

  /** The capacity of a provider of this stack. */
  of(provider: StackResource): Capacity {
    const managed = asked(provider, "managedInstancesProvider");
    if (isManaged(provider)) {
      return managedCapacity(provider, at(managed, "instanceLaunchTemplate", "capacityOptionType"));
    }
    const arn = at(asked(provider, "autoScalingGroupProvider"), "autoScalingGroupArn");
    const [group, ...others] = this.graph.follow(provider, "autoScalingGroupProvider", arn, "group").resources;
    if (group && others.length === 0) {
      const capacity = capacityOfGroup(this.graph, group);
      if (capacity.onDemand !== "unknown")
        return { ...capacity, about: `provider "${provider.name}" (${capacity.about})` };
    }
    const name = textOf(asked(provider, "name"));
    const configured = this.market(typeof name === "string" ? [name, provider.name] : [provider.name]);
    const about = `provider "${provider.name}"`;
    if (!configured) return { onDemand: "unknown", about: `${about} (market not known)`, ...(group && { group }) };
    return { ...ofMarket(configured, `${about} (configured as ${configured})`), ...(group && { group }) };
  }

  private foreign(name: string): Capacity {
    const short = name.split("/").at(-1) ?? name;
    const market = this.market([name, short]) ?? this.fromReferences(short);
    return market
      ? ofMarket(market, `provider "${short}" (${market})`)
      : { onDemand: "unknown", about: `provider "${short}" (not in this stack, market not known)` };
  }

  private market(names: readonly string[]): Market | undefined {
    return Object.entries(this.markets).find(([pattern]) => names.some((name) => matchesAny(name, [pattern])))?.[1];
  }

  /** A service of Fairlead carries the reference of its environment, which says how each pool is bought. */
  private fromReferences(name: string): Market | undefined {
    const components = this.graph.resources.filter((resource) => resource.type.startsWith(FAIRLEAD));
    const references = components.flatMap((component) => referencesIn(component.inputs ?? component.outputs));
    for (const pool of references.flatMap((reference) => poolsOf(at(reference, "pools")))) {
      const names = ["name", "capacityProvider", "capacityProviderName"].map((key) => at(pool, key));
      const market = at(pool, "market");
      if (names.includes(name) && (market === "spot" || market === "on-demand")) return market;
    }
    return undefined;
  }
}

/** Whether AWS itself starts the provider's nodes; such a provider belongs to its cluster without an association. */
export function isManaged(provider: StackResource): boolean {
  const managed = asked(provider, "managedInstancesProvider");
  return managed !== undefined && managed !== UNKNOWN && entriesOf(managed).length > 0;
}

function managedCapacity(provider: StackResource, option: Plain | undefined): Capacity {
  const about = `provider "${provider.name}" (managed instances`;
  if (option === UNKNOWN) return { onDemand: "unknown", about: `${about}, capacity option not known yet)` };
  return ofMarket(option === "SPOT" ? "spot" : "on-demand", `${about}, ${option === "SPOT" ? "SPOT" : "ON_DEMAND"})`);
}

function ofMarket(market: Market, about: string): Capacity {
  return { onDemand: market === "spot" ? "no" : "yes", about };
}

function poolsOf(pools: Plain | undefined): readonly Plain[] {
  if (pools === UNKNOWN) return [];
  return isObject(pools) ? Object.values(pools) : entriesOf(pools);
}
