import { at, entriesOf, textOf, UNKNOWN } from "../graph/plain";
import { tasksOf } from "../graph/services";
import { asked, type StackGraph, type StackResource } from "../graph/stackGraph";
import { matchesAny, someOf } from "../names";
import type { Finding, Run } from "../settings";
import { judgeAlone, notBalanced, WHY } from "./alone";
import { type Front, Routes } from "./routes";

/** What the rule is told beside the stack. */
export interface AlbContext {
  readonly run: Run;
  /** Whether a service that stays unresolved in an update is refused. */
  readonly production: boolean;
  /** Names or ARNs of target groups that another stack puts behind an Application Load Balancer. */
  readonly albTargetGroups: readonly string[];
}

/** A target group that a service registers its tasks with, and what forwards to it. */
interface Target {
  readonly label: string;
  readonly fronts: readonly Front[];
  /** Whether only another stack can know what forwards to it. */
  readonly foreign: boolean;
}

/** Judges each service of a stack on its own; what is unknown about one says nothing about another. */
export function judgeServices(graph: StackGraph, context: AlbContext): Finding[] {
  const routes = new Routes(graph);
  return graph.all("service").flatMap((service) => {
    const message = judgeService(graph, routes, service, context);
    return message === undefined ? [] : [{ urn: service.urn, message }];
  });
}

function judgeService(
  graph: StackGraph,
  routes: Routes,
  service: StackResource,
  context: AlbContext,
): string | undefined {
  const alone = judgeAlone(service);
  if (alone.kind === "violated") return alone.message;
  if (alone.kind === "exempt") return undefined;
  const unresolvedInProduction = !context.run.preview && context.production ? unresolved(service.name) : undefined;
  if (alone.kind === "unknown") return unresolvedInProduction;

  const targets = targetsOf(graph, routes, service, context.albTargetGroups);
  if (targets === UNKNOWN) return unresolvedInProduction;
  const fronts = targets.flatMap((target) => target.fronts);
  if (fronts.includes("application")) return undefined;
  const orphans = targets.filter((target) => target.fronts.length === 0);
  if (fronts.includes("unknown") || orphans.some((target) => target.foreign)) return unresolvedInProduction;
  if (targets.length === 0) return notBalanced(service.name);
  if (orphans.length > 0) return orphaned(service.name, orphans);
  return otherBalancer(service.name, targets);
}

function targetsOf(
  graph: StackGraph,
  routes: Routes,
  service: StackResource,
  known: readonly string[],
): readonly Target[] | typeof UNKNOWN {
  const targets: Target[] = [];
  let open = false;
  const tasksOfService = tasksOf(graph, service);
  if (tasksOfService.length === 0) return UNKNOWN;
  for (const tasks of tasksOfService) {
    for (const entry of entriesOf(asked(tasks, "loadBalancers"))) {
      const arn = entry === UNKNOWN ? UNKNOWN : textOf(at(entry, "targetGroupArn"));
      const { resources, foreign, unresolved } = graph.follow(tasks, "loadBalancers", arn, "targetGroup");
      open ||= unresolved;
      if (foreign !== undefined) targets.push(foreignTarget(routes, foreign, known));
      targets.push(...resources.map((group) => ownTarget(routes, group, known)));
    }
  }
  return open && !targets.some((target) => target.fronts.includes("application")) ? UNKNOWN : targets;
}

function ownTarget(routes: Routes, group: StackResource, known: readonly string[]): Target {
  const names = [group.name, at(group.outputs, "name"), at(group.outputs, "arn")].filter(
    (name) => typeof name === "string",
  );
  const behindAlb = names.some((name) => matchesAny(name, known));
  return { label: group.name, fronts: behindAlb ? ["application"] : routes.of(group), foreign: false };
}

function foreignTarget(routes: Routes, arn: string, known: readonly string[]): Target {
  const label = /:targetgroup\/([^/]+)\//.exec(arn)?.[1] ?? arn;
  const behindAlb = [label, arn].some((name) => matchesAny(name, known));
  return { label, fronts: behindAlb ? ["application"] : routes.ofArn(arn), foreign: true };
}

function orphaned(name: string, orphans: readonly Target[]): string {
  const groups = someOf(orphans.map((target) => target.label));
  return (
    `Service "${name}" is behind no Application Load Balancer: no listener or listener rule of this stack forwards to ` +
    `its target group ${groups}. ${WHY}, and ECS refuses a service whose target group has no load ` +
    "balancer. Add a listener rule that forwards to the target group (Fairlead: WebService makes one for its hosts), " +
    "and let the service depend on it."
  );
}

function otherBalancer(name: string, targets: readonly Target[]): string {
  const kinds = [...new Set(targets.flatMap((target) => target.fronts))].sort().join(" and ");
  return (
    `Service "${name}" is behind a ${kinds} load balancer, through target group ${someOf(targets.map((t) => t.label))}; ` +
    `that is no Application Load Balancer and cannot route by host or path. ${WHY}. Forward to the target group from a ` +
    'listener rule of a load balancer with loadBalancerType "application" (Fairlead: WebService).'
  );
}

function unresolved(name: string): string {
  return (
    `Service "${name}": nothing in this production stack proves that it is behind an Application Load Balancer; its ` +
    `target group or listener belongs to another stack. ${WHY}. Name the target groups that another stack puts behind ` +
    'one in the policy\'s configuration, `"albTargetGroups": ["<name or ARN>"]`, or forward to them from this stack.'
  );
}
