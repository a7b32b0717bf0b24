import { same } from "../answer";
import { UNKNOWN } from "../graph/plain";
import type { StackGraph, StackResource } from "../graph/stackGraph";
import { someOf } from "../names";
import type { Finding, Run } from "../settings";
import { judgeAlone, notBalanced, WHY } from "./alone";
import { Routes } from "./routes";
import { isBehindAlb, type Target, type Way, Ways } from "./ways";

/** What the rule is told beside the stack. */
export interface AlbContext {
  readonly run: Run;
  /** Whether a service that stays unresolved in an update is refused. */
  readonly production: boolean;
  /** Names or ARNs of target groups that another stack puts behind an Application Load Balancer. */
  readonly albTargetGroups: readonly string[];
}

/** Judges each service of a stack on its own; what is unknown about one says nothing about another. */
export function judgeServices(graph: StackGraph, context: AlbContext): Finding[] {
  const ways = new Ways(graph, new Routes(graph), context.albTargetGroups);
  return graph.all("service").flatMap((service) => {
    return judgeService(ways, service, context).map((message) => ({ urn: service.urn, message }));
  });
}

/** Each way to the tasks must be an Application Load Balancer's: one that is not leads past it. */
function judgeService(ways: Ways, service: StackResource, context: AlbContext): readonly string[] {
  const alone = judgeAlone(service);
  if (alone.kind === "violated") return [alone.message];
  if (alone.kind === "exempt") return [];
  const found = ways.of(service);
  // A mark excuses from having no load balancer, not from having another one.
  if (alone.kind === "marked" && (found === UNKNOWN || found.length === 0)) return [];
  const open = !context.run.preview && context.production ? [unresolved(service.name)] : [];
  if (alone.kind === "unknown" || found === UNKNOWN) return open;
  if (found.length === 0) return [notBalanced(service.name)];

  const wrong = [...new Set(found.filter((way) => answerOf(way) === "no").flat())];
  const orphans = wrong.filter((target) => target.fronts.size === 0);
  const others = wrong.filter((target) => target.fronts.size > 0);
  const isWhole = !found.some((way) => answerOf(way) === "yes");
  return [
    ...(orphans.length > 0 ? [orphaned(service.name, orphans, isWhole)] : []),
    ...(others.length > 0 ? [otherBalancer(service.name, others, isWhole)] : []),
    ...(found.some((way) => answerOf(way) === "unknown") ? open : []),
  ];
}

function answerOf(way: Way) {
  return same(way.map(isBehindAlb));
}

function orphaned(name: string, orphans: readonly Target[], isWhole: boolean): string {
  const groups = someOf(orphans.map((target) => target.label));
  return (
    `Service "${name}" is ${isWhole ? "behind no" : "only in part behind an"} Application Load Balancer: no listener or ` +
    `listener rule of this stack forwards to its target group ${groups}. ${WHY}, and ECS refuses a service whose target ` +
    "group has no load balancer. Add a listener rule that forwards to the target group (Fairlead: WebService makes one " +
    "for its hosts), and let the service depend on it."
  );
}

function otherBalancer(name: string, targets: readonly Target[], isWhole: boolean): string {
  const kinds = [...new Set(targets.flatMap((target) => [...target.fronts]))].filter(
    (front) => front !== "application",
  );
  const groups = someOf(targets.map((target) => target.label));
  return (
    `Service "${name}" is ${isWhole ? "" : "also "}behind a ${kinds.sort().join(" and ")} load balancer, through target ` +
    `group ${groups}; that is no Application Load Balancer and cannot route by host or path. ${WHY}. Forward to the target ` +
    'group from a listener rule of a load balancer with loadBalancerType "application" (Fairlead: WebService) only.'
  );
}

function unresolved(name: string): string {
  return (
    `Service "${name}": nothing in this production stack proves that it is behind an Application Load Balancer; its ` +
    `target group, listener or task set belongs to another stack. ${WHY}. Name the target groups that another stack puts ` +
    'behind one in the policy\'s configuration, `"albTargetGroups": ["<name or ARN>"]`, or forward to them from this stack.'
  );
}
