import type { Answer } from "../answer";
import { at, entriesOf, type Plain, textOf, UNKNOWN } from "../graph/plain";
import { deploymentGroupsOf, tasksOf } from "../graph/services";
import { asked, type StackGraph, type StackResource } from "../graph/stackGraph";
import { matchesAny } from "../names";
import type { Front, Routes } from "./routes";

/** A target group that a service's tasks register with, or a classic load balancer. */
export interface Target {
  readonly label: string;
  /** What forwards to it. */
  readonly fronts: ReadonlySet<Front>;
  /** Whether only another stack can know what forwards to it. */
  readonly foreign: boolean;
}

/** Where one property of a service leads. Only a preview may name several targets of which one, but not which, is meant. */
export type Way = readonly Target[];

/** Whether a target is behind an Application Load Balancer. An own target group that nothing forwards to is not. */
export function isBehindAlb({ fronts, foreign }: Target): Answer {
  if (fronts.size === 0) return foreign ? "unknown" : "no";
  if ([...fronts].some((front) => front !== "application" && front !== "unknown")) return "no";
  return fronts.has("unknown") ? "unknown" : "yes";
}

/** A place where a target group is named. */
interface Slot {
  readonly from: StackResource;
  readonly property: string;
  readonly name: Plain | undefined;
  /** Load balancers that it is behind by what stands beside it, like the listener rule of a blue/green deployment. */
  readonly fronts: readonly Front[];
}

/** All ways to the tasks of a service: the target groups that they are or will be registered with. */
export class Ways {
  constructor(
    private readonly graph: StackGraph,
    private readonly routes: Routes,
    /** Names or ARNs of target groups that another stack puts behind an Application Load Balancer. */
    private readonly known: readonly string[],
  ) {}

  /** @returns Nothing known where something outside of this stack says where the tasks are registered. */
  of(service: StackResource): readonly Way[] | typeof UNKNOWN {
    const tasks = tasksOf(this.graph, service);
    if (tasks.length === 0) return UNKNOWN;
    const slots = [
      ...tasks.flatMap((one) => this.slotsOfTasks(one)),
      ...deploymentGroupsOf(this.graph, service).flatMap((group) => this.slotsOfDeployments(group)),
    ];
    const ways: Way[] = [];
    const certain = new Map<string, Target>();
    for (const slot of slots) {
      const candidates = this.candidates(slot);
      if (isAmbiguous(slot, candidates.length, slots)) ways.push(candidates.map(({ target }) => target));
      else for (const { key, target } of candidates) certain.set(key, merged(certain.get(key), target));
      if (candidates.length === 0) ways.push([]);
    }
    return [...[...certain.values()].map((target) => [target]), ...ways];
  }

  private slotsOfTasks(tasks: StackResource): readonly Slot[] {
    const property = "loadBalancers";
    return entriesOf(asked(tasks, property)).flatMap((entry): Slot[] => {
      if (entry === UNKNOWN) return [{ from: tasks, property, name: UNKNOWN, fronts: [] }];
      const name = textOf(at(entry, "targetGroupArn"));
      if (name === undefined) return [{ from: tasks, property, name, fronts: ["classic"] }];
      const deployment = at(entry, "advancedConfiguration");
      const fronts = ["productionListenerRule", "testListenerRule"].flatMap((key) =>
        deployment === UNKNOWN ? [] : this.routes.through(tasks, property, at(deployment, key)),
      );
      const alternate = deployment === UNKNOWN ? undefined : textOf(at(deployment, "alternateTargetGroupArn"));
      const names: readonly Plain[] = alternate === undefined ? [name] : [name, alternate];
      return names.map((name) => ({ from: tasks, property, name, fronts }));
    });
  }

  private slotsOfDeployments(group: StackResource): readonly Slot[] {
    const property = "loadBalancerInfo";
    const pair = at(asked(group, property), "targetGroupPairInfo");
    const fronts = ["prodTrafficRoute", "testTrafficRoute"]
      .flatMap((route) => entriesOf(at(pair, route, "listenerArns")))
      .flatMap((arn) => this.routes.through(group, property, arn));
    return entriesOf(at(pair, "targetGroups")).map((target) => ({
      from: group,
      property,
      name: at(target, "name"),
      fronts,
    }));
  }

  private candidates({ from, property, name, fronts }: Slot): readonly { key: string; target: Target }[] {
    if (name === undefined)
      return [{ key: "classic", target: { label: "elbName", fronts: new Set(fronts), foreign: false } }];
    const { resources, foreign } = this.graph.follow(from, property, name, "targetGroup");
    const found = resources.map((group) => {
      const names: (Plain | undefined)[] = [
        group.name,
        asked(group, "name"),
        at(group.outputs, "name"),
        at(group.outputs, "arn"),
      ];
      return { key: group.urn, target: this.target(group.name, names, [...this.routes.of(group), ...fronts], false) };
    });
    if (foreign === undefined) return found;
    const label = /:targetgroup\/([^/]+)\//.exec(foreign)?.[1] ?? foreign;
    return [
      { key: label, target: this.target(label, [label, foreign], [...this.routes.ofArn(foreign), ...fronts], true) },
    ];
  }

  private target(
    label: string,
    names: readonly (Plain | undefined)[],
    fronts: readonly Front[],
    foreign: boolean,
  ): Target {
    const behindAlb = names.some((name) => typeof name === "string" && matchesAny(name, this.known));
    return { label, fronts: new Set(behindAlb ? ["application"] : fronts), foreign };
  }
}

/** In a preview a property tells what it was made from, not which part of it: there may be more than it has room for. */
function isAmbiguous(slot: Slot, candidates: number, slots: readonly Slot[]): boolean {
  if (candidates < 2) return false;
  const room = slots.filter(({ from, property, name }) => {
    return from === slot.from && property === slot.property && name === UNKNOWN;
  });
  return candidates > room.length;
}

function merged(one: Target | undefined, other: Target): Target {
  return one ? { ...other, fronts: new Set([...one.fronts, ...other.fronts]) } : other;
}
