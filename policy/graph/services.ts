import { at, type Plain, UNKNOWN } from "./plain";
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
  return isExternal(service) ? (relatedTo(graph).taskSets.get(service) ?? []) : [service];
}

/** CodeDeploy's deployment groups that deploy a service; they move it between two target groups. */
export function deploymentGroupsOf(graph: StackGraph, service: StackResource): readonly StackResource[] {
  return relatedTo(graph).deploymentGroups.get(service) ?? [];
}

/** Whether a service has no say yet in what it is: then no rule judges it in a preview. */
export function isUndecided(service: StackResource): boolean {
  const controller = asked(service, "deploymentController");
  return [asked(service, "schedulingStrategy"), controller, at(controller, "type")].includes(UNKNOWN);
}

/** What belongs to each service, looked for once in a graph. */
const relatedTo = perGraph((graph) => {
  const related = (kind: "taskSet" | "deploymentGroup", ...path: readonly [string, ...string[]]) => {
    const found = new Map<StackResource, StackResource[]>();
    for (const resource of graph.all(kind)) {
      const follow = (value: Plain | undefined) => graph.follow(resource, path[0], value, "service");
      const { resources, foreign } = follow(asked(resource, ...path));
      // An ARN, where the service's own is not known yet, ends with the service's name.
      const services = foreign === undefined ? resources : follow(foreign.split("/").at(-1)).resources;
      for (const service of services) found.set(service, [...(found.get(service) ?? []), resource]);
    }
    return found;
  };
  return {
    taskSets: related("taskSet", "service"),
    deploymentGroups: related("deploymentGroup", "ecsService", "serviceName"),
  };
});

function perGraph<Value>(work: (graph: StackGraph) => Value): (graph: StackGraph) => Value {
  const answers = new WeakMap<StackGraph, { readonly value: Value }>();
  return (graph) => {
    const known = answers.get(graph) ?? { value: work(graph) };
    answers.set(graph, known);
    return known.value;
  };
}
