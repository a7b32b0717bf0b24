import type { NodeSize } from "../capacity/instanceTypes";
import { fewestNodes, type Tasks } from "./fewestNodes";
import { type FitJob, type FitPool, type FitRequest, type FitService, fitsOn, type TaskSize } from "./fitRequest";
import { Placement } from "./placement";
import { stuckDeployments } from "./stuckDeployments";
import { poolsOfOne, rolloutShare, type TaskShare, taskShares, withoutPool } from "./taskShares";

/** Nodes that a pool needs, by what happens. Each number has the nodes that are always there in it, `minNodes`. */
export interface PoolFit {
  /** How its nodes are bought. */
  readonly market: FitPool["market"];
  /** What tasks can have on one node. */
  readonly node: NodeSize;
  /** Nodes that are always there. */
  readonly minNodes: number;
  /** Nodes at most. */
  readonly maxNodes: number;
  /** With less than this many the tasks at rest certainly have no room. */
  readonly fewest: number;
  /** Every service has its tasks, and one job runs. */
  readonly atRest: number;
  /** As at rest, and one service is deployed, whichever needs the most. */
  readonly rolloutOfOne: number;
  /** As at rest, and all services are deployed at once. */
  readonly rollout: number;
  /** Every service has the most tasks that it may have, and all jobs run at once. */
  readonly peak: number;
  /** As at rest, with tasks of a lost spot pool that were moved here, of whichever needs the most. Of the only spot pool not there. */
  readonly afterLoss?: number;
  /** The same by the pool that is lost. */
  readonly afterLossOf?: Readonly<Record<string, number>>;
  /**
   * Services of which no deployment can end at `maxNodes`, with the nodes that one takes at least: none of their tasks may stop
   * before a new one runs, and in none of their pools is certainly room for one. Not there when there are none.
   */
  readonly cannotDeploy?: Readonly<Record<string, number>>;
  /** Of a spot pool, by service: of how many tasks how many go on when the pool is lost. Those that lose none are not there. */
  readonly keptWithout?: Readonly<Record<string, KeptTasks>>;
}

/** What goes on of a service. */
export interface KeptTasks {
  /** Tasks that it has at rest. */
  readonly tasks: number;
  /** Those that go on. */
  readonly kept: number;
}

/** How many nodes an environment needs, by pool. */
export type Fit = Readonly<Record<string, PoolFit>>;

/** A part of a pool's tasks: those of one service. */
interface Part extends FitService {
  readonly name: string;
  readonly share: TaskShare;
}

/**
 * Packs what an environment runs onto nodes of its pools. Tasks that are too large for a pool's node are left out:
 * `fitProblems` tells of them. Numbers are those of a good placement, largest task first; ECS, which takes tasks as they come,
 * may need more for a while.
 */
export function planFit(request: FitRequest): Fit {
  const stuck = stuckDeployments(request);
  return Object.fromEntries(
    Object.entries(request.pools).map(([name, pool]) => {
      const cannotDeploy = stuck[name];
      return [name, { ...fitOfPool(name, pool, request), ...(cannotDeploy && { cannotDeploy }) }];
    }),
  );
}

/** Nodes of all other pools together after the loss of a spot pool, by that. */
export function nodesAfterLoss(fit: Fit): Record<string, number> {
  const lost = Object.entries(fit).filter(([, { market }]) => market === "spot");
  return Object.fromEntries(
    lost.map(([name]) => [
      name,
      Object.values(fit).reduce((sum, { afterLossOf = {} }) => sum + (afterLossOf[name] ?? 0), 0),
    ]),
  );
}

function fitOfPool(name: string, pool: FitPool, { zones, pools, services, jobs = {} }: FitRequest): PoolFit {
  const node = pool.schedulable;
  const parts = largestFirst(node, partsOf(name, node, services));
  const runs = Object.values(jobs).filter(({ task, capacity }) => fitsOn(node, task) && mayRun(capacity, name));
  const rest = new Placement(node, zones, pool.minNodes);
  for (const { name, task, share } of parts) rest.place(name, task, share.most);

  const more = (tasksOf: (part: Part) => number, of = parts) => {
    const placement = rest.copy();
    for (const part of of) placement.place(part.name, part.task, tasksOf(part));
    return placement;
  };
  const surplus = ({ share, tasks, maximumPercent = 200 }: Part) =>
    rolloutShare(share, tasks, maximumPercent) - share.most;
  const atRest = withOne(rest, runs);
  const peak = more(({ capacity, tasks, maxTasks = tasks, share }) => mostOf(capacity, maxTasks, name) - share.most);
  for (const { task } of largestFirst(node, runs)) peak.place("", task, 1);
  const losses = Object.keys(pools)
    .filter((lost) => lost !== name && pools[lost]?.market === "spot")
    .map((lost) => [lost, nodesWithout(lost, name, node, rest.copy(), services, jobs)] as const);
  return {
    market: pool.market,
    node: { memoryMiB: node.memoryMiB, cpuUnits: node.cpuUnits },
    minNodes: pool.minNodes,
    maxNodes: pool.maxNodes,
    fewest: fewestAtRest(name, node, parts, runs),
    atRest,
    rolloutOfOne: Math.max(atRest, ...parts.map((part) => withOne(more(surplus, [part]), runs))),
    rollout: withOne(more(surplus), runs),
    peak: peak.nodes,
    ...(losses.length > 0 && {
      afterLoss: Math.max(...losses.map(([, nodes]) => nodes)),
      afterLossOf: Object.fromEntries(losses),
    }),
    ...(pool.market === "spot" && { keptWithout: keptWithout(name, services) }),
  };
}

/** What a pool has of which services. */
function partsOf(pool: string, node: NodeSize, services: FitRequest["services"]): Part[] {
  return Object.entries(services).flatMap(([name, service]) => {
    const share = taskShares(service.capacity, service.tasks)[pool];
    return share === undefined || !fitsOn(node, service.task) ? [] : [{ ...service, name, share }];
  });
}

function mostOf(capacity: FitService["capacity"], tasks: number, pool: string): number {
  return taskShares(capacity, tasks)[pool]?.most ?? 0;
}

function mayRun(capacity: FitJob["capacity"], pool: string): boolean {
  return poolsOfOne(capacity).includes(pool);
}

/** Nodes when one of some jobs runs beside, whichever needs the most. */
function withOne(placement: Placement, jobs: readonly FitJob[]): number {
  return placement.nodes + (jobs.some(({ task }) => !placement.hasRoom(task)) ? 1 : 0);
}

/** Nodes with the tasks of a lost pool, and one of its jobs, that may be moved to this one. */
function nodesWithout(
  lost: string,
  pool: string,
  node: NodeSize,
  placement: Placement,
  services: FitRequest["services"],
  jobs: Readonly<Record<string, FitJob>>,
): number {
  const moved = Object.entries(services).map(([name, { task, capacity, tasks }]) => {
    const waiting = taskShares(capacity, tasks)[lost]?.most ?? 0;
    return { name, task, count: mostOf(withoutPool(capacity, lost), waiting, pool) };
  });
  for (const { name, task, count } of largestFirst(node, moved)) {
    if (fitsOn(node, task)) placement.place(name, task, count);
  }
  const runs = Object.values(jobs).filter(({ task, capacity }) => {
    return fitsOn(node, task) && mayRun(lost in capacity ? withoutPool(capacity, lost) : capacity, pool);
  });
  return withOne(placement, runs);
}

/** What certainly is there at rest: whatever ECS rounds down, and a job only where it can run nowhere else. */
function fewestAtRest(pool: string, node: NodeSize, parts: readonly Part[], jobs: readonly FitJob[]): number {
  const services: Tasks[] = parts.map(({ task, share }) => ({ task, count: share.fewest }));
  const only = jobs.filter(({ capacity }) => poolsOfOne(capacity).every((other) => other === pool));
  return Math.max(
    fewestNodes(node, services),
    ...only.map(({ task }) => fewestNodes(node, [...services, { task, count: 1 }])),
  );
}

function keptWithout(pool: string, services: FitRequest["services"]): NonNullable<PoolFit["keptWithout"]> {
  return Object.fromEntries(
    Object.entries(services).flatMap(([name, { capacity, tasks }]) => {
      const lost = mostOf(capacity, tasks, pool);
      return lost === 0 ? [] : [[name, { tasks, kept: tasks - lost }]];
    }),
  );
}

/** By the larger of the shares that a task has of a node's memory and CPU. */
function largestFirst<Sized extends { readonly task: TaskSize }>(node: NodeSize, all: readonly Sized[]): Sized[] {
  const size = ({ task }: Sized) => Math.max(task.memoryMiB / node.memoryMiB, task.cpuUnits / node.cpuUnits);
  return [...all].sort((a, b) => size(b) - size(a));
}
