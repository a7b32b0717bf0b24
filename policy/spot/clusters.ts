import { entriesOf, type Plain, textOf, UNKNOWN } from "../graph/plain";
import { asked, type StackGraph, type StackResource } from "../graph/stackGraph";
import { templatesOf } from "../graph/templates";
import { type Capacity, capacityOfGroup } from "./capacity";
import { isManaged, type Providers } from "./providers";

/** Where a list that belongs to a cluster is written. */
export interface Written {
  readonly owner: StackResource;
  readonly property: string;
  readonly value: Plain;
}

/** Answers what a cluster offers to services that do not choose themselves. */
export class Clusters {
  constructor(
    private readonly graph: StackGraph,
    private readonly providers: Providers,
  ) {}

  /** The default strategy of a service's cluster, if this stack writes one. */
  defaultStrategy(service: StackResource): Written | undefined {
    const owners = [...this.associations(service), ...this.clustersOf(service)];
    const property = "defaultCapacityProviderStrategies";
    for (const owner of owners) {
      const value = asked(owner, property);
      if (value !== undefined && entriesOf(value).length > 0) return { owner, property, value };
    }
    return undefined;
  }

  /** Whether this stack owns the list of the cluster's providers, so that it is the whole truth. */
  owns(service: StackResource): boolean {
    return this.associations(service).length > 0;
  }

  /** All providers that tasks in the service's cluster can name. */
  offered(service: StackResource): readonly Capacity[] {
    const owners = [...this.associations(service), ...this.clustersOf(service)];
    const managed = this.graph.all("capacityProvider").filter(isManaged);
    return [
      ...owners.flatMap((owner) => this.providers.listed(owner, "capacityProviders")),
      ...managed.map((provider) => this.providers.of(provider)),
    ];
  }

  /** Groups whose nodes join the service's cluster, which is where tasks of the launch type EC2 run. */
  nodes(service: StackResource): readonly Capacity[] {
    const offered = this.offered(service).filter((capacity) => capacity.group);
    return [...offered, ...this.looseGroups().map((group) => capacityOfGroup(this.graph, group))];
  }

  /** Groups behind no provider whose nodes start an ECS agent, as far as their user data can be read. */
  private looseGroups(): readonly StackResource[] {
    const taken = new Set(this.graph.all("capacityProvider").map((provider) => this.providers.of(provider).group?.urn));
    return this.graph.all("group").filter((group) => !taken.has(group.urn) && mentionsEcs(this.graph, group));
  }

  private associations(service: StackResource): readonly StackResource[] {
    const clusters = this.clustersOf(service);
    const name = clusterName(asked(service, "cluster"));
    return this.graph.all("association").filter((association) => {
      const link = this.graph.follow(association, "clusterName", asked(association, "clusterName"), "cluster");
      if (link.foreign !== undefined) return link.foreign === name;
      return link.resources.some((cluster) => clusters.includes(cluster));
    });
  }

  private clustersOf(service: StackResource): readonly StackResource[] {
    const { resources, foreign } = this.graph.follow(service, "cluster", asked(service, "cluster"), "cluster");
    if (resources.length > 0 || foreign === undefined) return resources;
    const named = this.graph.named("cluster", clusterName(foreign) ?? foreign);
    return named ? [named] : [];
  }
}

/** A cluster is named by its name or by its ARN, which ends with the name. */
function clusterName(cluster: Plain | undefined): string | undefined {
  if (cluster === UNKNOWN) return undefined;
  return typeof cluster === "string" ? (cluster.split("/").at(-1) ?? cluster) : "default";
}

function mentionsEcs(graph: StackGraph, group: StackResource): boolean {
  return templatesOf(graph, group).some((template) => {
    const userData = textOf(asked(template, "userDataBase64") ?? asked(template, "userData"));
    if (userData === UNKNOWN) return true;
    return userData !== undefined && /ecs/i.test(`${userData}\n${Buffer.from(userData, "base64").toString("utf8")}`);
  });
}
