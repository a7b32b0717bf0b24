import { at, entriesOf, type Plain } from "../graph/plain";
import { asked, isElsewhere, type StackGraph, type StackResource } from "../graph/stackGraph";
import type { Capacity } from "./capacity";
import { type ClusterIdentity, clusterName, LooseNodes } from "./looseNodes";
import { isManaged, type Providers } from "./providers";

/** Where a list that belongs to a cluster is written. */
export interface Written {
  readonly owner: StackResource;
  readonly property: string;
  readonly value: Plain;
}

/** What is known of a cluster. */
interface Cluster {
  readonly identity: ClusterIdentity;
  readonly associations: readonly StackResource[];
  /** What lists the cluster's providers: associations, and the cluster itself in old programs. */
  readonly owners: readonly StackResource[];
  offered?: readonly Capacity[];
  nodes?: readonly Capacity[];
}

/** Answers what a cluster offers to services that do not choose themselves. */
export class Clusters {
  private readonly found = new Map<string, Cluster>();
  private loose: LooseNodes | undefined;

  constructor(
    private readonly graph: StackGraph,
    private readonly providers: Providers,
  ) {}

  /** The default strategy of a service's cluster, if this stack writes one. */
  defaultStrategy(service: StackResource): Written | undefined {
    const property = "defaultCapacityProviderStrategies";
    for (const owner of this.of(service).owners) {
      const value = asked(owner, property);
      if (value !== undefined && entriesOf(value).length > 0) return { owner, property, value };
    }
    return undefined;
  }

  /** Whether several clusters have the name that a service gives, and nothing tells which of them is meant. */
  isUnclear(service: StackResource): boolean {
    return typeof asked(service, "cluster") === "string" && this.of(service).identity.resources.length > 1;
  }

  /** Whether this stack owns the list of the cluster's providers, so that it is the whole truth. */
  owns(service: StackResource): boolean {
    return this.of(service).associations.length > 0;
  }

  /** All providers that tasks in the service's cluster can name. */
  offered(service: StackResource): readonly Capacity[] {
    const cluster = this.of(service);
    cluster.offered ??= [
      ...cluster.owners.flatMap((owner) => this.providers.listed(owner, "capacityProviders")),
      ...this.graph
        .all("capacityProvider")
        .filter((provider) => isManaged(provider) && this.mayBelong(provider, cluster.identity))
        .map((provider) => this.providers.of(provider)),
    ];
    return cluster.offered;
  }

  /** Nodes that join the service's cluster, which is where tasks of the launch type EC2 run. */
  nodes(service: StackResource): readonly Capacity[] {
    const cluster = this.of(service);
    cluster.nodes ??= [
      ...this.offered(service).filter((capacity) => capacity.nodes),
      ...this.looseNodes.of(cluster.identity),
    ];
    return cluster.nodes;
  }

  /** Nodes behind no provider. */
  get looseNodes(): LooseNodes {
    this.loose ??= new LooseNodes(this.graph, this.providers.groups());
    return this.loose;
  }

  private of(service: StackResource): Cluster {
    const follow = (value: Plain | undefined) => this.graph.follow(service, "cluster", value, "cluster");
    const { resources, foreign } = follow(asked(service, "cluster"));
    const clusters = foreign === undefined ? resources : follow(clusterName(foreign)).resources;
    const name = clusterName(asked(service, "cluster"));
    const { region } = service;
    const key = JSON.stringify([clusters.map(({ urn }) => urn), clusters.length > 0 ? undefined : [name, region]]);
    let cluster = this.found.get(key);
    if (!cluster) {
      const identity = { resources: clusters, names: namesOf(clusters, name), ...(region !== undefined && { region }) };
      const associations = this.graph.all("association").filter((association) => {
        const link = this.graph.follow(association, "clusterName", asked(association, "clusterName"), "cluster");
        if (link.foreign !== undefined) return link.foreign === name && !isElsewhere(association, service);
        return link.resources.some((one) => clusters.includes(one));
      });
      cluster = { identity, associations, owners: [...associations, ...clusters] };
      this.found.set(key, cluster);
    }
    return cluster;
  }

  /** Managed instances belong to the cluster that their provider names. */
  private mayBelong(provider: StackResource, identity: ClusterIdentity): boolean {
    if (isElsewhere(provider, identity)) return false;
    const value = asked(provider, "cluster");
    if (value === undefined) return true;
    const { resources, foreign, unresolved } = this.graph.follow(provider, "cluster", value, "cluster");
    if (foreign !== undefined) return identity.names.includes(clusterName(foreign) ?? foreign);
    return unresolved || identity.resources.length === 0 || resources.some((one) => identity.resources.includes(one));
  }
}

function namesOf(clusters: readonly StackResource[], written: string | undefined): readonly string[] {
  const names = clusters.map((cluster) => asked(cluster, "name") ?? at(cluster.outputs, "name"));
  const known = names.filter((name) => typeof name === "string");
  return clusters.length === 0 && written !== undefined ? [written] : known;
}
