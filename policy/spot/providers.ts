import { same } from "../answer";
import { FAIRLEAD } from "../graph/kinds";
import { at, entriesOf, isObject, type Plain, textOf, UNKNOWN } from "../graph/plain";
import { asked, type StackGraph, type StackResource } from "../graph/stackGraph";
import { fewOf, matchesAny } from "../names";
import { referencesIn } from "../production";
import { remembered } from "../remembered";
import type { Market } from "../settings";
import { type Capacity, UNDECIDED } from "./capacity";
import { capacityOfGroup } from "./groups";

/** How nodes are bought that no stack declares: AWS owns them. */
const FARGATE: ReadonlyMap<Plain | undefined, Capacity> = new Map([
  ["FARGATE", { onDemand: "yes", about: "Fargate" }],
  ["FARGATE_SPOT", { onDemand: "no", about: "Fargate Spot" }],
]);

/** What managed instances may be, by the capacity option of their provider; reserved ones are on-demand. */
const CAPACITY_OPTIONS: ReadonlyMap<Plain | undefined, Market> = new Map([
  [undefined, "on-demand"],
  ["ON_DEMAND", "on-demand"],
  ["RESERVED", "on-demand"],
  ["SPOT", "spot"],
]);

/** Finds out what can run on a capacity provider. */
export class Providers {
  private references: ReadonlyMap<string, Market | undefined> | undefined;

  constructor(
    private readonly graph: StackGraph,
    private readonly markets: Readonly<Record<string, Market>>,
  ) {}

  /** The capacity behind a name in a strategy or an association; `property` is where the name is written. */
  named(from: StackResource, property: string, name: Plain | undefined): Capacity {
    const fargate = FARGATE.get(name);
    if (fargate) return fargate;
    const { resources, foreign } = this.graph.follow(from, property, name, "capacityProvider");
    if (foreign !== undefined) return this.foreign(foreign);
    const capacities = resources.map((provider) => this.of(provider));
    const [first] = capacities;
    if (!first) return { onDemand: "unknown", about: "a provider whose name is not known yet" };
    if (capacities.length === 1) return first;
    return {
      onDemand: same(capacities.map((capacity) => capacity.onDemand)),
      about: `one of ${fewOf(capacities.map((capacity) => capacity.about))}`,
      ...(first.nodes && { nodes: first.nodes }),
    };
  }

  /** The capacity behind each name in a list, like the one of an association. */
  listed(owner: StackResource, property: string): readonly Capacity[] {
    return entriesOf(asked(owner, property)).map((name) => this.named(owner, property, name));
  }

  /** The capacity of a provider of this stack. */
  readonly of = remembered((provider: StackResource): Capacity => {
    return isManaged(provider) ? managedCapacity(provider) : this.ofGroup(provider);
  });

  /** URNs of the groups behind providers of this stack. */
  groups(): ReadonlySet<string> {
    const nodes = this.graph.all("capacityProvider").map((provider) => this.of(provider).nodes?.urn);
    return new Set(nodes.filter((urn) => urn !== undefined));
  }

  private ofGroup(provider: StackResource): Capacity {
    const settings = asked(provider, "autoScalingGroupProvider");
    const arn = at(settings, "autoScalingGroupArn");
    const [group, ...others] = this.graph.follow(provider, "autoScalingGroupProvider", arn, "group").resources;
    const managed = at(settings, "managedScaling", "status") !== "DISABLED";
    if (group && others.length === 0) {
      const capacity = capacityOfGroup(this.graph, group, managed);
      if (capacity.onDemand !== "unknown")
        return { ...capacity, about: `provider "${provider.name}" (${capacity.about})` };
    }
    const name = textOf(asked(provider, "name"));
    const configured = this.market(typeof name === "string" ? [name, provider.name] : [provider.name]);
    const about = `provider "${provider.name}"`;
    if (!configured)
      return { onDemand: UNDECIDED.onDemand, about: `${about} (market not known)`, ...(group && { nodes: group }) };
    return { ...ofMarket(configured, `${about} (configured as ${configured})`), ...(group && { nodes: group }) };
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
    this.references ??= marketsInReferences(this.graph);
    return this.references.get(name);
  }
}

/** Whether AWS itself starts the provider's nodes; such a provider belongs to its cluster without an association. */
export function isManaged(provider: StackResource): boolean {
  const managed = asked(provider, "managedInstancesProvider");
  return managed !== undefined && managed !== UNKNOWN && entriesOf(managed).length > 0;
}

function managedCapacity(provider: StackResource): Capacity {
  const option = at(asked(provider, "managedInstancesProvider"), "instanceLaunchTemplate", "capacityOptionType");
  const market = CAPACITY_OPTIONS.get(option === "" ? undefined : option);
  const about = `provider "${provider.name}" (managed instances`;
  if (!market) return { onDemand: "unknown", about: `${about}, capacity option not known)` };
  return ofMarket(market, `${about}, ${typeof option === "string" && option !== "" ? option : "ON_DEMAND"})`);
}

/** Markets by provider; one that two environments tell differently of is not told of at all. */
function marketsInReferences(graph: StackGraph): ReadonlyMap<string, Market | undefined> {
  const components = graph.resources.filter((resource) => resource.type.startsWith(FAIRLEAD));
  const references = components.flatMap((component) => referencesIn(component.inputs ?? component.outputs));
  const markets = new Map<string, Market | undefined>();
  for (const pool of references.flatMap((reference) => poolsOf(at(reference, "pools")))) {
    const market = at(pool, "market");
    if (market !== "spot" && market !== "on-demand") continue;
    for (const key of ["name", "capacityProvider", "capacityProviderName"]) {
      const name = at(pool, key);
      if (typeof name !== "string") continue;
      markets.set(name, !markets.has(name) || markets.get(name) === market ? market : undefined);
    }
  }
  return markets;
}

function ofMarket(market: Market, about: string): Capacity {
  return { onDemand: market === "spot" ? "no" : "yes", about };
}

function poolsOf(pools: Plain | undefined): readonly Plain[] {
  if (pools === UNKNOWN) return [];
  return isObject(pools) ? Object.values(pools) : entriesOf(pools);
}
