import type { StackGraph, StackResource } from "../graph/stackGraph";
import type { Finding, Run } from "../settings";
import type { Capacity } from "./capacity";
import type { Clusters } from "./clusters";
import type { Providers } from "./providers";
import { WHY } from "./why";

const REMEDY =
  "Add a group that buys on-demand nodes and its capacity provider, or raise onDemandBaseCapacity; with Fairlead " +
  '`pools: { "on-demand": { market: "on-demand", ... } }`';

/** Judges a production stack without services by its capacity, which is there for services of other stacks. */
export function judgeCapacity(
  graph: StackGraph,
  providers: Providers,
  clusters: Clusters,
  run: Run,
  reason: string,
): Finding[] {
  const sources = sourcesOf(graph, providers, clusters);
  const answers = sources.map(({ capacity }) => capacity.onDemand);
  if (answers.includes("yes") || (answers.includes("unknown") && run.preview)) return [];
  return sources.map((source) =>
    source.capacity.onDemand === "unknown" ? unresolved(source, reason) : spotOnly(source, reason),
  );
}

interface Source {
  /** The source of nodes where there is one, or else what names the capacity. */
  readonly resource: StackResource;
  readonly capacity: Capacity;
}

function sourcesOf(graph: StackGraph, providers: Providers, clusters: Clusters): readonly Source[] {
  const declared = graph.all("capacityProvider").map((resource) => ({ resource, capacity: providers.of(resource) }));
  const named = graph
    .all("association")
    .flatMap((resource) => providers.listed(resource, "capacityProviders").map((capacity) => ({ resource, capacity })));
  const loose = clusters.looseNodes.of().flatMap((capacity) => {
    return capacity.nodes ? [{ resource: capacity.nodes, capacity }] : [];
  });
  const byCapacity = new Map<string, Source>();
  for (const { resource, capacity } of [...declared, ...named, ...loose]) {
    if (byCapacity.has(capacity.about)) continue;
    byCapacity.set(capacity.about, { resource: capacity.nodes ?? resource, capacity });
  }
  return [...byCapacity.values()];
}

function spotOnly({ resource, capacity }: Source, reason: string): Finding {
  return {
    urn: resource.urn,
    message:
      `"${resource.name}" gives no on-demand nodes: ${capacity.about}. Nor does any other capacity of this production ` +
      `stack (${reason}). ${WHY}. ${REMEDY}.`,
  };
}

function unresolved({ resource, capacity }: Source, reason: string): Finding {
  return {
    urn: resource.urn,
    message:
      `"${resource.name}": nothing proves that this production stack (${reason}) has on-demand capacity: ${capacity.about}. ` +
      `${WHY}. Say in the policy's configuration how its nodes are bought, ` +
      '`"capacityProviderMarkets": {"<provider name>": "on-demand"}`, or "spot".',
  };
}
