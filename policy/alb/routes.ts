import { type Kind, kindOf } from "../graph/kinds";
import { at, entriesOf, type Plain, textOf, type Unknown } from "../graph/plain";
import { asked, type StackGraph, type StackResource } from "../graph/stackGraph";

/** What stands in front of a target group. */
export type Front = "application" | "network" | "gateway" | "classic" | "unknown";

/** Types of load balancers by the property `loadBalancerType`; without one it is an application load balancer. */
const BALANCER_TYPES: ReadonlyMap<Plain | undefined, Front> = new Map([
  [undefined, "application"],
  ["", "application"],
  ["application", "application"],
  ["network", "network"],
  ["gateway", "gateway"],
]);

/** The part of an ARN that names the type of a load balancer, also in the ARNs of its listeners and rules. */
const ARN_TYPES: ReadonlyMap<string | undefined, Front> = new Map([
  ["app", "application"],
  ["net", "network"],
  ["gwy", "gateway"],
]);

/** A listener speaks HTTP only on an Application Load Balancer. */
const PROTOCOL_TYPES: ReadonlyMap<Plain | undefined, Front> = new Map([
  ["HTTP", "application"],
  ["HTTPS", "application"],
  ["TCP", "network"],
  ["UDP", "network"],
  ["TCP_UDP", "network"],
  ["TLS", "network"],
  ["QUIC", "network"],
  ["TCP_QUIC", "network"],
  ["GENEVE", "gateway"],
]);

/** Which load balancers forward to which target groups. */
export class Routes {
  private readonly byGroup = new Map<string, Set<Front>>();
  private readonly openIn = new Set<string | undefined>();

  constructor(private readonly graph: StackGraph) {
    for (const listener of graph.all("listener")) this.add(listener, "defaultActions", frontOf(graph, listener));
    for (const rule of graph.all("listenerRule")) this.add(rule, "actions", frontOf(graph, rule));
  }

  /** What forwards to a target group of this stack; nothing when it is an orphan. */
  of(targetGroup: StackResource): readonly Front[] {
    const found = this.byGroup.get(targetGroup.urn);
    if (found) return [...found];
    // An updated group knows the load balancers that other stacks attached it to. What it knows of this stack's may be
    // the past: a rule that is no more.
    const arns = entriesOf(at(targetGroup.outputs, "loadBalancerArns")).filter((arn) => typeof arn === "string");
    const foreign = arns.filter((arn) => this.graph.named("loadBalancer", arn).length === 0).map(frontOfArn);
    if (foreign.length > 0) return foreign;
    return targetGroup.parent && this.openIn.has(targetGroup.parent) ? ["unknown"] : [];
  }

  /** What forwards from this stack to a target group of another one. */
  ofArn(arn: string): readonly Front[] {
    return [...(this.byGroup.get(arn) ?? [])];
  }

  /** What a property leads to that names a listener or a rule. */
  through(from: StackResource, property: string, value: Plain | undefined): readonly Front[] {
    if (textOf(value) === undefined) return [];
    const rules = this.graph.follow(from, property, value, "listenerRule");
    const { resources, foreign } =
      rules.resources.length > 0 ? rules : this.graph.follow(from, property, value, "listener");
    return foreign === undefined ? [agreed(resources.map((one) => frontOf(this.graph, one)))] : [frontOfArn(foreign)];
  }

  private add(from: StackResource, property: string, front: Front): void {
    for (const arn of forwardedTo(asked(from, property))) {
      const { resources, foreign, unresolved } = this.graph.follow(from, property, arn, "targetGroup");
      if (unresolved && from.parent && !isStack(this.graph.get(from.parent))) this.openIn.add(from.parent);
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

function frontOf(graph: StackGraph, resource: StackResource): Front {
  switch (kindOf(resource.type)) {
    case "listenerRule":
      return frontOfLink(graph, resource, "listenerArn", "listener");
    case "listener": {
      const front = frontOfLink(graph, resource, "loadBalancerArn", "loadBalancer");
      return front === "unknown" ? (PROTOCOL_TYPES.get(asked(resource, "protocol")) ?? "unknown") : front;
    }
    default:
      return BALANCER_TYPES.get(asked(resource, "loadBalancerType")) ?? "unknown";
  }
}

function frontOfLink(graph: StackGraph, from: StackResource, property: string, kind: Kind): Front {
  const { resources, foreign } = graph.follow(from, property, asked(from, property), kind);
  return foreign === undefined ? agreed(resources.map((resource) => frontOf(graph, resource))) : frontOfArn(foreign);
}

function agreed(fronts: readonly Front[]): Front {
  const [front, ...others] = new Set(fronts);
  return front !== undefined && others.length === 0 ? front : "unknown";
}

function frontOfArn(arn: string): Front {
  return ARN_TYPES.get(/:(?:loadbalancer|listener|listener-rule)\/(app|net|gwy)\//.exec(arn)?.[1]) ?? "unknown";
}

function isStack(resource: StackResource | undefined): boolean {
  return resource === undefined || resource.type === "pulumi:pulumi:Stack";
}
