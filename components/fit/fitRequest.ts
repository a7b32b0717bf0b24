import type { NodeSize } from "../capacity/instanceTypes";
import type { Market } from "../capacity/market";
import type { CapacityShare } from "../tasks/serviceCapacity";

/** What one task takes of a node. */
export interface TaskSize {
  /** Memory in MiB. */
  readonly memoryMiB: number;
  /** CPU units, 1,024 a vCPU. */
  readonly cpuUnits: number;
  /** Ports of the node that it asks for by number; no other task on the node may have them. @default - none, they are dynamic */
  readonly hostPorts?: readonly number[];
}

/** A pool to place tasks in; the plan of a pool is one. */
export interface FitPool {
  /** How its nodes are bought. */
  readonly market: Market;
  /** What tasks can have on one node. */
  readonly schedulable: NodeSize;
  /** Nodes that are always there. */
  readonly minNodes: number;
  /** Nodes at most. */
  readonly maxNodes: number;
}

/** A service that needs room. */
export interface FitService {
  /** What one of its tasks takes. */
  readonly task: TaskSize;
  /** What it has of which pool. */
  readonly capacity: Readonly<Record<string, CapacityShare>>;
  /** Tasks at rest: the desired count, or the fewest that scaling allows. */
  readonly tasks: number;
  /** Tasks at most. @default - `tasks` */
  readonly maxTasks?: number;
  /** Percent of the tasks that may run during a deployment. @default 200 */
  readonly maximumPercent?: number;
  /** Percent of the tasks that run on while others are replaced. @default - 50 where some are on spot, else 100 */
  readonly minimumHealthyPercent?: number;
}

/** A scheduled task that needs room at its time: one run of it. */
export interface FitJob {
  /** What a run takes. */
  readonly task: TaskSize;
  /** What it has of which pool. */
  readonly capacity: Readonly<Record<string, CapacityShare>>;
}

/** An environment, as far as its tasks need room. */
export interface FitRequest {
  /** Zones that the nodes of a pool are spread over. */
  readonly zones: number;
  /** Pools by name. */
  readonly pools: Readonly<Record<string, FitPool>>;
  /** Services by name. */
  readonly services: Readonly<Record<string, FitService>>;
  /** Those that are switched on. @default - none */
  readonly jobs?: Readonly<Record<string, FitJob>>;
}

/** Whether a task has room on a node that runs nothing else. */
export function fitsOn({ memoryMiB, cpuUnits }: NodeSize, task: TaskSize): boolean {
  return task.memoryMiB <= memoryMiB && task.cpuUnits <= cpuUnits;
}
