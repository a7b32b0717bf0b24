import { isDaemon } from "../graph/services";
import type { StackGraph, StackResource } from "../graph/stackGraph";
import { someOf } from "../names";
import type { Finding, Market, Run } from "../settings";
import { judgeCapacity } from "./capacityOnly";
import { Clusters } from "./clusters";
import { isIdle } from "./idle";
import { Providers } from "./providers";
import { type Placement, Placements } from "./services";
import { WHY } from "./why";

const REMEDY =
  "Let a service that must stay up run on on-demand nodes: an on-demand provider with base 1 or more in its " +
  'capacityProviderStrategies; with Fairlead `capacity: { "on-demand": { base: 1 } }`';

/** Judges a production stack as a whole: at least one of its services can run on on-demand capacity. */
export function judgeSpot(
  graph: StackGraph,
  run: Run,
  markets: Readonly<Record<string, Market>>,
  reason: string,
): Finding[] {
  // ECS runs these on Fargate, which is on-demand.
  if (graph.all("expressService").length > 0) return [];
  const providers = new Providers(graph, markets);
  const clusters = new Clusters(graph, providers);
  const placements = new Placements(graph, providers, clusters);
  const services = graph.all("service").filter((service) => !isDaemon(service));
  const idle = services.filter((service) => isIdle(graph, service));
  const working = services.filter((service) => !idle.includes(service)).map((service) => placements.of(service));
  if (working.length > 0) return judgeServices(working, run, `${reason}${leftOut(idle)}`);
  return judgeCapacity(graph, providers, clusters, run, reason);
}

function leftOut(idle: readonly StackResource[]): string {
  return idle.length === 0 ? "" : `; without tasks, by desiredCount 0: ${someOf(idle.map(({ name }) => name))}`;
}

function judgeServices(placements: readonly Placement[], run: Run, reason: string): Finding[] {
  const answers = placements.map((placement) => placement.onDemand);
  if (answers.includes("yes") || (answers.includes("unknown") && run.preview)) return [];
  return placements.map((placement) =>
    placement.onDemand === "unknown" ? unresolved(placement, reason) : spotOnly(placement, reason),
  );
}

function spotOnly({ service, about }: Placement, reason: string): Finding {
  return {
    urn: service.urn,
    message:
      `Service "${service.name}" cannot run on on-demand capacity: ${about}. Nor is any other service of this production ` +
      `stack (${reason}) known to. ${WHY}. ${REMEDY}.`,
  };
}

function unresolved({ service, about }: Placement, reason: string): Finding {
  return {
    urn: service.urn,
    message:
      `Service "${service.name}": nothing proves that this production stack (${reason}) has on-demand capacity: ${about}. ` +
      `${WHY}. Say in the policy's configuration how the nodes of providers of other stacks are bought, ` +
      '`"capacityProviderMarkets": {"<provider name>": "on-demand"}`, or "spot"; or name an on-demand provider of this ' +
      "stack in the service's capacityProviderStrategies.",
  };
}
