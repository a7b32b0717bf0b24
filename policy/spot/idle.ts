import { at, numberOf, textOf } from "../graph/plain";
import { asked, type StackGraph, type StackResource } from "../graph/stackGraph";

/**
 * Whether a service never has a task: the program says that it has none, and nothing in this stack scales it. Where a
 * program says nothing somebody else may decide, and tasks that run now count more than what the program starts with.
 */
export function isIdle(graph: StackGraph, service: StackResource): boolean {
  if (numberOf(at(service.inputs, "desiredCount")) !== 0) return false;
  const running = numberOf(at(service.outputs, "desiredCount"));
  if (typeof running === "number" && running > 0) return false;
  return !graph.all("scalingTarget").some((target) => mayScale(graph, target, service));
}

/** Whether a scaling target is the service's, which it names as `service/CLUSTER/SERVICE`, or may be. */
function mayScale(graph: StackGraph, target: StackResource, service: StackResource): boolean {
  const namespace = textOf(asked(target, "serviceNamespace"));
  if (typeof namespace === "string" && namespace !== "ecs") return false;
  const id = textOf(asked(target, "resourceId"));
  const name = typeof id === "string" ? id.split("/").at(-1) : id;
  const { resources, unresolved } = graph.follow(target, "resourceId", name, "service");
  return unresolved || resources.includes(service);
}
