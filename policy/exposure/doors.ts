import { DYNAMIC_HOST_PORTS } from "fairlead/rules";
import { type Kind, kindOf } from "../graph/kinds";
import { launchesOf } from "../graph/launches";
import { at, entriesOf, numberOf, type Plain, textOf, UNKNOWN } from "../graph/plain";
import { tasksOf } from "../graph/services";
import { asked, type StackGraph, type StackResource } from "../graph/stackGraph";
import { remembered } from "../remembered";
import { Clusters } from "../spot/clusters";
import { Providers } from "../spot/providers";
import type { PortRange } from "./openings";

/** A security group that stands before tasks, and the ports behind it. */
export interface Door {
  /** URN of the group, or its id where another stack owns it. */
  readonly group: string;
  readonly ports: readonly PortRange[];
  /** For a message: whose group it is. */
  readonly of: string;
  /** Name of the service behind it, where one is known. */
  readonly service?: string;
}

/** What starts nodes, for a message. */
const WORDS: Partial<Record<Kind, string>> = {
  group: "group",
  fleet: "EC2 Fleet",
  spotFleet: "Spot Fleet request",
  instance: "instance",
  spotInstance: "spot instance request",
};

const EVERY_PORT: PortRange = { from: 0, to: 65_535 };

/** Security groups of the nodes: ECS gives containers a host port of the dynamic range there, or the port they ask for. */
export function doorsOfNodes(graph: StackGraph): readonly Door[] {
  const providers = new Providers(graph, {});
  const clusters = new Clusters(graph, providers);
  const doorsOf = remembered((nodes: StackResource) => nodesDoors(graph, nodes));
  const all = graph.all("capacityProvider").flatMap((provider) => {
    const { nodes } = providers.of(provider);
    return [...(nodes ? doorsOf(nodes) : []), ...managedDoors(graph, provider)];
  });
  const ofServices = graph.all("service").flatMap((service) => {
    if (isOwnNetwork(graph, service)) return [];
    const ports = [DYNAMIC_HOST_PORTS, ...hostPorts(graph, service)];
    const nodes = clusters.nodes(service).flatMap((capacity) => capacity.nodes ?? []);
    const doors = [...new Set(nodes)].flatMap(doorsOf);
    return doors.map((door) => ({ ...door, ports, service: service.name }));
  });
  return [...all, ...ofServices];
}

/** Security groups of tasks with an address of their own, and the ports of their containers. */
export function doorsOfTasks(graph: StackGraph): readonly Door[] {
  return graph.all("service").flatMap((service) =>
    tasksOf(graph, service).flatMap((tasks) => {
      const groups = at(asked(tasks, "networkConfiguration"), "securityGroups");
      const ports = containerPorts(graph, tasks);
      return groupsNamed(graph, tasks, "networkConfiguration", groups).map((group) => ({
        group,
        ports,
        of: `the tasks of service "${service.name}"`,
        service: service.name,
      }));
    }),
  );
}

function nodesDoors(graph: StackGraph, nodes: StackResource): readonly Door[] {
  const of = `the nodes of ${WORDS[kindOf(nodes.type) ?? "group"] ?? "group"} "${nodes.name}"`;
  return launchesOf(graph, nodes).flatMap(({ owner, read, within }) => {
    const interfaces = entriesOf(read("networkInterfaces")).map((one) => at(one, "securityGroups"));
    return [
      ...["vpcSecurityGroupIds", "securityGroups", "securityGroupNames"].flatMap((property) =>
        groupsNamed(graph, owner, within(property), read(property)),
      ),
      ...interfaces.flatMap((groups) => groupsNamed(graph, owner, within("networkInterfaces"), groups)),
    ].map((door) => ({ group: door, ports: [DYNAMIC_HOST_PORTS], of }));
  });
}

function managedDoors(graph: StackGraph, provider: StackResource): readonly Door[] {
  const property = "managedInstancesProvider";
  const groups = at(asked(provider, property), "instanceLaunchTemplate", "networkConfiguration", "securityGroups");
  return groupsNamed(graph, provider, property, groups).map((group) => ({
    group,
    ports: [DYNAMIC_HOST_PORTS],
    of: `the nodes of provider "${provider.name}"`,
  }));
}

function groupsNamed(
  graph: StackGraph,
  from: StackResource,
  property: string,
  ids: Plain | undefined,
): readonly string[] {
  return entriesOf(ids).flatMap((id) => {
    const { resources, foreign } = graph.follow(from, property, id, "securityGroup");
    return foreign === undefined ? resources.map((group) => group.urn) : [foreign];
  });
}

function isOwnNetwork(graph: StackGraph, service: StackResource): boolean {
  return tasksOf(graph, service).some((tasks) => entriesOf(asked(tasks, "networkConfiguration")).length > 0);
}

/** Ports of a service's containers. Where its definition cannot be read any port may be one: the group is the tasks' alone. */
function containerPorts(graph: StackGraph, tasks: StackResource): readonly PortRange[] {
  const balanced = entriesOf(asked(tasks, "loadBalancers")).map((entry) => numberOf(at(entry, "containerPort")));
  const mappings = portMappings(graph, tasks);
  const mapped = mappings?.map((mapping) => numberOf(at(mapping, "containerPort")));
  const ports = [...balanced, ...(mapped ?? [])].filter((port) => typeof port === "number").map(single);
  return ports.length > 0 || mapped ? ports : [EVERY_PORT];
}

/** Host ports that a service's containers ask for by number. */
function hostPorts(graph: StackGraph, service: StackResource): readonly PortRange[] {
  return tasksOf(graph, service).flatMap((tasks) => {
    const hostNetwork = definitionsOf(graph, tasks).some((definition) => asked(definition, "networkMode") === "host");
    const key = hostNetwork ? "containerPort" : "hostPort";
    const ports = (portMappings(graph, tasks) ?? []).map((mapping) => numberOf(at(mapping, key)));
    return ports
      .filter((port) => typeof port === "number")
      .filter((port) => port > 0)
      .map(single);
  });
}

function definitionsOf(graph: StackGraph, tasks: StackResource): readonly StackResource[] {
  return graph.follow(tasks, "taskDefinition", asked(tasks, "taskDefinition"), "taskDefinition").resources;
}

/** Port mappings of a service's definition; nothing where another stack owns it or it is not known yet. */
function portMappings(graph: StackGraph, tasks: StackResource): readonly Plain[] | undefined {
  const [definition] = definitionsOf(graph, tasks);
  const json = definition && textOf(asked(definition, "containerDefinitions"));
  if (typeof json !== "string") return undefined;
  try {
    const containers = entriesOf(JSON.parse(json) as Plain);
    return containers
      .flatMap((container) => entriesOf(at(container, "portMappings")))
      .filter((mapping) => mapping !== UNKNOWN);
  } catch {
    return undefined;
  }
}

function single(port: number): PortRange {
  return { from: port, to: port };
}
