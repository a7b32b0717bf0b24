import { isUsable } from "fairlead/rules";
import { type Answer, all, any, same } from "../answer";
import { at, entriesOf, numberOf, type Plain, UNKNOWN, type Unknown } from "../graph/plain";
import { tasksOf } from "../graph/services";
import { asked, type StackGraph, type StackResource } from "../graph/stackGraph";
import { fewOf } from "../names";
import { type Capacity, shown } from "./capacity";
import type { Clusters, Written } from "./clusters";
import type { Providers } from "./providers";

/** Where the tasks of a service can run. */
export interface Placement {
  readonly service: StackResource;
  /** Whether at least one of its tasks can be on an on-demand node. */
  readonly onDemand: Answer;
  /** For a message: each source of capacity with its numbers. */
  readonly about: string;
}

/** Judges where services can run. */
export class Placements {
  constructor(
    private readonly graph: StackGraph,
    private readonly providers: Providers,
    private readonly clusters: Clusters,
  ) {}

  /** Where a service's tasks can run, from its strategy, its launch type or its cluster. */
  of(service: StackResource): Placement {
    const parts = tasksOf(this.graph, service).map((tasks) => this.ofTasks(service, tasks));
    if (parts.length === 0) return { service, onDemand: "unknown", about: "no task set in this stack" };
    return {
      service,
      onDemand: any(parts.map((part) => part.onDemand)),
      about: parts.map((part) => part.about).join("; "),
    };
  }

  private ofTasks(service: StackResource, tasks: StackResource): Omit<Placement, "service"> {
    const property = "capacityProviderStrategies";
    const value = asked(tasks, property);
    if (value !== undefined && entriesOf(value).length > 0)
      return this.ofStrategy(service, { owner: tasks, property, value });
    const launchType = this.launchType(tasks);
    if (launchType === UNKNOWN) return { onDemand: "unknown", about: "launch type not known yet" };
    if (launchType === "FARGATE" || launchType === "EXTERNAL")
      return { onDemand: "yes", about: `launch type ${launchType}` };
    if (this.clusters.isUnclear(service)) return { onDemand: "unknown", about: "one of several clusters of one name" };
    if (launchType !== "EC2") {
      const strategy = this.clusters.defaultStrategy(service);
      if (strategy) return this.ofStrategy(service, strategy, "default strategy of its cluster: ");
    }
    return ofNodes(this.clusters.nodes(service));
  }

  /** Never set, a launch type is unknown in the stack view of a preview; then nothing it was made from is recorded. */
  private launchType(tasks: StackResource): Plain | undefined {
    const launchType = asked(tasks, "launchType");
    const computed = launchType === UNKNOWN && !tasks.inputs && !tasks.propertyDependencies.launchType?.length;
    return computed ? undefined : launchType;
  }

  private ofStrategy(
    service: StackResource,
    { owner, property, value }: Written,
    prefix = "",
  ): Omit<Placement, "service"> {
    const entries = entriesOf(value);
    const parts = entries.map((entry) => {
      const name = at(entry, "capacityProvider");
      const base = numberOf(at(entry, "base"));
      const weight = numberOf(at(entry, "weight"));
      const capacity = this.bounded(service, this.providers.named(owner, property, name));
      return {
        capacity,
        usable: usable(base, weight, entries.length === 1),
        about: `${capacity.about} with base ${shown(base)} and weight ${shown(weight)}`,
      };
    });
    return {
      onDemand: any(parts.map(({ capacity, usable }) => all([usable, capacity.onDemand]))),
      about: prefix + parts.map((part) => part.about).join("; "),
    };
  }

  /** Whatever an unknown name turns out to be, it is a provider of the service's cluster: if those agree, it is decided. */
  private bounded(service: StackResource, capacity: Capacity): Capacity {
    if (capacity.onDemand !== "unknown" || !this.clusters.owns(service)) return capacity;
    const offered = this.clusters.offered(service);
    const onDemand = offered.length > 0 ? same(offered.map((provider) => provider.onDemand)) : "unknown";
    if (onDemand === "unknown") return capacity;
    return {
      ...capacity,
      onDemand,
      about: `a provider of its cluster (${fewOf(offered.map((provider) => provider.about))})`,
    };
  }
}

function ofNodes(nodes: readonly Capacity[]): Omit<Placement, "service"> {
  if (nodes.length === 0) return { onDemand: "unknown", about: "nodes that this stack does not declare" };
  return {
    onDemand: any(nodes.map((node) => node.onDemand)),
    about: `nodes of ${fewOf(nodes.map((node) => node.about))}`,
  };
}

function usable(base: number | Unknown | undefined, weight: number | Unknown | undefined, alone: boolean): Answer {
  const known = (number: number | Unknown | undefined) => (number === UNKNOWN ? undefined : number);
  if (
    isUsable({ base: known(base) ?? 0, ...(typeof weight === "number" && { weight }) }, alone && weight === undefined)
  )
    return "yes";
  return base === UNKNOWN || weight === UNKNOWN ? "unknown" : "no";
}
