import { at, UNKNOWN } from "./plain";
import { asked, type StackGraph, type StackResource } from "./stackGraph";

/** Whether a service runs one task on each node; such a service follows the nodes and chooses nothing itself. */
export function isDaemon(service: StackResource): boolean {
  return asked(service, "schedulingStrategy") === "DAEMON";
}

/** Whether something outside of ECS starts the service's tasks, in task sets that carry capacity and load balancers. */
export function isExternal(service: StackResource): boolean {
  return at(asked(service, "deploymentController"), "type") === "EXTERNAL";
}

/** The resources that say where a service's tasks run and what is in front of them: itself, or its task sets. */
export function tasksOf(graph: StackGraph, service: StackResource): readonly StackResource[] {
  if (!isExternal(service)) return [service];
  return graph.all("taskSet").filter((taskSet) => {
    const { resources, foreign } = graph.follow(taskSet, "service", asked(taskSet, "service"), "service");
    return resources.includes(service) || foreign?.split("/").at(-1) === service.name;
  });
}

/** Whether a service has no say yet in what it is: then no rule judges it in a preview. */
export function isUndecided(service: StackResource): boolean {
  return asked(service, "schedulingStrategy") === UNKNOWN;
}
