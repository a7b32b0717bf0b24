import { type Answer, any } from "../answer";
import { type Launch, launchesOf } from "../graph/launches";
import { type Plain, textOf, UNKNOWN } from "../graph/plain";
import { isElsewhere, type StackGraph, type StackResource } from "../graph/stackGraph";
import type { Capacity } from "./capacity";
import { capacityOfFleet } from "./fleets";
import { capacityOfGroup } from "./groups";

/** A cluster as far as it is known: the resources that it may be, or its name. */
export interface ClusterIdentity {
  readonly resources: readonly StackResource[];
  readonly names: readonly string[];
  readonly region?: string;
}

/** A word of its own in user data that is about the agent of ECS, as in `ECS_CLUSTER`, `/etc/ecs` or `[settings.ecs]`. */
const ABOUT_ECS = /(^|[^a-z])ecs([^a-z]|$)/i;

/** Where user data names the cluster: the agent's configuration, or Bottlerocket's settings. */
const CLUSTER_NAMED = /\bECS_CLUSTER\s*=\s*["']?([\w-]+)|^\s*cluster\s*=\s*"([\w-]+)"/m;

/**
 * Nodes that join a cluster by themselves, behind no capacity provider: Auto Scaling groups, fleets and instances whose user
 * data starts the agent of ECS. Only tasks of the launch type EC2 run there.
 */
export class LooseNodes {
  private readonly sources: readonly { readonly capacity: Capacity; readonly launches: readonly Launch[] }[];

  /** @param taken URNs of the groups behind capacity providers. */
  constructor(
    private readonly graph: StackGraph,
    taken: ReadonlySet<string>,
  ) {
    const groups = graph.all("group").filter((group) => !taken.has(group.urn));
    const others = (["fleet", "spotFleet", "instance", "spotInstance"] as const).flatMap((kind) => graph.all(kind));
    this.sources = [
      ...groups.map((group) => capacityOfGroup(graph, group, false)),
      ...others.map((source) => capacityOfFleet(graph, source)),
    ].map((capacity) => ({ capacity, launches: capacity.nodes ? launchesOf(graph, capacity.nodes) : [] }));
  }

  /** Nodes that join a cluster, or, without one, any cluster. Where it is not known yet, on-demand nodes are not counted on. */
  of(cluster?: ClusterIdentity): readonly Capacity[] {
    return this.sources.flatMap(({ capacity, launches }) => {
      if (cluster && capacity.nodes && isElsewhere(capacity.nodes, cluster)) return [];
      const joins = any(launches.map((launch) => this.joins(launch, cluster)));
      if (joins === "no") return [];
      if (joins === "yes") return [capacity];
      return cluster || capacity.onDemand !== "no" ? [{ ...capacity, onDemand: uncertain(capacity.onDemand) }] : [];
    });
  }

  private joins(launch: Launch, cluster: ClusterIdentity | undefined): Answer {
    const written = ["userDataBase64", "userData"].filter((key) => textOf(launch.read(key)) !== undefined);
    return any(written.map((key) => this.joinsBy(launch, key, cluster)));
  }

  private joinsBy(launch: Launch, key: string, cluster: ClusterIdentity | undefined): Answer {
    const userData = textOf(launch.read(key));
    if (userData === undefined) return "no";
    if (userData === UNKNOWN) {
      const clusters = this.graph.madeFrom(launch.owner, launch.within(key), "cluster");
      if (clusters.length === 0) return "unknown";
      return !cluster || clusters.some((one) => cluster.resources.includes(one)) ? "yes" : "no";
    }
    const text = `${userData}\n${Buffer.from(userData, "base64").toString("utf8")}`;
    if (!ABOUT_ECS.test(text)) return "no";
    const found = CLUSTER_NAMED.exec(text);
    const name = found?.[1] ?? found?.[2];
    if (name === undefined || !cluster) return "yes";
    if (cluster.names.length === 0) return "unknown";
    return cluster.names.includes(name) ? "yes" : "no";
  }
}

function uncertain(onDemand: Answer): Answer {
  return onDemand === "no" ? "no" : "unknown";
}

/** The last part of a cluster's ARN, which is its name; a service that names no cluster is in the one called "default". */
export function clusterName(cluster: Plain | undefined): string | undefined {
  if (cluster === UNKNOWN) return undefined;
  return typeof cluster === "string" && cluster !== "" ? (cluster.split("/").at(-1) ?? cluster) : "default";
}
