import type { StackGraph } from "../graph/stackGraph";
import { someOf } from "../names";
import type { Finding } from "../settings";
import { type Door, doorsOfNodes, doorsOfTasks } from "./doors";
import { type Opening, openingsOf, overlap } from "./openings";

/** Finds security groups through which the world reaches tasks without passing the load balancer; each is named once. */
export function judgeExposure(graph: StackGraph): Finding[] {
  const doors = new Map<string, Door[]>();
  for (const door of [...doorsOfNodes(graph), ...doorsOfTasks(graph)]) {
    const known = doors.get(door.group);
    if (known) known.push(door);
    else doors.set(door.group, [door]);
  }
  const byGroup = new Map<string, Breach[]>();
  for (const opening of openingsOf(graph)) {
    const group = opening.group?.urn ?? opening.foreignGroup;
    if (group === undefined) continue;
    const open = (doors.get(group) ?? []).filter((door) => door.ports.some((ports) => overlap(ports, opening.ports)));
    if (open.length > 0) byGroup.set(group, [...(byGroup.get(group) ?? []), { opening, doors: open }]);
  }
  return [...byGroup.values()].map(describe);
}

interface Breach {
  readonly opening: Opening;
  readonly doors: readonly Door[];
}

function describe(breaches: readonly Breach[]): Finding {
  const openings = breaches.map(({ opening }) => opening);
  const doors = breaches.flatMap((breach) => breach.doors);
  const [first] = openings;
  const name = first?.group ? `Security group "${first.group.name}"` : `Security group ${first?.foreignGroup}`;
  const opened = [...new Set(openings.map(({ ports, source }) => `${ports.from}-${ports.to} to ${source}`))]
    .sort()
    .join(", ");
  const by = openings.filter(({ by, group }) => by !== group).map(({ by }) => by.name);
  const ports = [
    ...new Set(doors.flatMap((door) => door.ports.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)))),
  ];
  const services = doors.flatMap((door) => (door.service === undefined ? [] : [door.service]));
  return {
    urn: first?.group?.urn ?? first?.by.urn ?? "",
    message:
      `${name} opens ports ${opened}${by.length > 0 ? ` (rule ${someOf(by)})` : ""}, and ` +
      `${[...new Set(doors.map((door) => door.of))].sort().join(", ")} use it, with containers on ports ${ports.join(", ")}` +
      `${services.length > 0 ? ` (services: ${someOf(services)})` : ""}. Anybody can reach the tasks without passing the ` +
      "load balancer, its certificate and its logs. Allow these ports from the load balancer's security group only: " +
      "referencedSecurityGroupId of an aws.vpc.SecurityGroupIngressRule (Fairlead: EcsEnvironment does so for its nodes).",
  };
}
