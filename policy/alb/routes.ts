import type { Kind } from "../graph/kinds";
import { at, entriesOf, type Plain, textOf, UNKNOWN, type Unknown } from "../graph/plain";
import { asked, type Link, type StackGraph, type StackResource } from "../graph/stackGraph";

/** What stands in front of a target group. */
export type Front = "application" | "network" | "gateway" | "unknown";

/** The part of an ARN that names the type of a load balancer, also in the ARNs of its listeners and rules. */
const ARN_TYPES: Readonly<Record<string, Front>> = { app: "application", net: "network", gwy: "gateway" };

/** A listener speaks HTTP only on an Application Load Balancer. */
const PROTOCOL_TYPES: Readonly<Record<string, Front>> = {
  HTTP: "application",
  HTTPS: "application",
  TCP: "network",
  UDP: "network",
  TCP_UDP: "network",
  TLS: "network",
};

/** Which load balancers forward to which target groups. */
export class Routes {
  private readonly byGroup = new Map<string, Set<Front>>();

  constructor(private readonly graph: StackGraph) {
    for (const listener of graph.all("listener"))
      this.add(listener, "defaultActions", frontOfListener(graph, listener));
    for (const rule of graph.all("listenerRule")) this.add(rule, "actions", frontOfRule(graph, rule));
  }

  /** What forwards to a target group of this stack; nothing when it is an orphan. */
  of(targetGroup: StackResource): readonly Front[] {
    const found = this.byGroup.get(targetGroup.urn);
    if (found) return [...found];
    // An updated group knows the load balancers that other stacks attached it to.
    const arns = entriesOf(at(targetGroup.outputs, "loadBalancerArns")).filter((arn) => arn !== UNKNOWN);
    return arns.map(frontOfArn);
  }

  /** What forwards from this stack to a target group of another one. */
  ofArn(arn: string): readonly Front[] {
    return [...(this.byGroup.get(arn) ?? [])];
  }

  private add(from: StackResource, property: string, front: Front): void {
    for (const arn of forwardedTo(asked(from, property))) {
      const { resources, foreign } = this.graph.follow(from, property, arn, "targetGroup");
      const keys = foreign === undefined ? resources.map((group) => group.urn) : [foreign];
      for (const key of keys) this.byGroup.set(key, (this.byGroup.get(key) ?? new Set()).add(front));
    }
  }
}

/** Target groups that actions forward to, alone or weighted. */
function forwardedTo(actions: Plain | undefined): readonly (string | Unknown)[] {
  return entriesOf(actions).flatMap((action) => {
    const forwards = entriesOf(at(action, "forward"));
    const weighted = forwards.flatMap((forward) => entriesOf(at(forward, "targetGroups")));
    const arns: readonly (Plain | undefined)[] = [
      at(action, "targetGroupArn"),
      ...weighted.map((target) => at(target, "arn")),
    ];
    return arns.map(textOf).filter((arn) => arn !== undefined);
  });
}

function frontOfRule(graph: StackGraph, rule: StackResource): Front {
  return frontOfLink(graph, rule, "listenerArn", "listener", (listener) => frontOfListener(graph, listener));
}

function frontOfListener(graph: StackGraph, listener: StackResource): Front {
  const front = frontOfLink(graph, listener, "loadBalancerArn", "loadBalancer", frontOfBalancer);
  if (front !== "unknown") return front;
  const protocol = asked(listener, "protocol");
  return (typeof protocol === "string" && PROTOCOL_TYPES[protocol]) || "unknown";
}

function frontOfLink(
  graph: StackGraph,
  from: StackResource,
  property: string,
  kind: Kind,
  frontOf: (resource: StackResource) => Front,
): Front {
  const { resources, foreign }: Link = graph.follow(from, property, asked(from, property), kind);
  if (foreign !== undefined) return frontOfArn(foreign);
  const [front, ...others] = [...new Set(resources.map(frontOf))];
  return front !== undefined && others.length === 0 ? front : "unknown";
}

function frontOfBalancer(balancer: StackResource): Front {
  const type = asked(balancer, "loadBalancerType");
  if (type === UNKNOWN) return "unknown";
  if (type === undefined || type === "application") return "application";
  return type === "gateway" ? "gateway" : "network";
}

function frontOfArn(arn: Plain): Front {
  const type = /:(?:loadbalancer|listener|listener-rule)\/(app|net|gwy)\//.exec(
    typeof arn === "string" ? arn : "",
  )?.[1];
  return (type !== undefined && ARN_TYPES[type]) || "unknown";
}
