import type { NodeSize } from "../capacity/instanceTypes";
import type { TaskSize } from "./fitRequest";

/** Some tasks of one size. */
export interface Tasks {
  readonly task: TaskSize;
  readonly count: number;
}

/**
 * A number of nodes with less than which these tasks certainly have no room, however they are placed. Each must fit on a
 * node by itself.
 */
export function fewestNodes(node: NodeSize, all: readonly Tasks[]): number {
  const some = all.filter(({ count }) => count > 0);
  const sum = (of: (task: TaskSize) => number) => some.reduce((total, { task, count }) => total + count * of(task), 0);
  const ports = new Map<number, number>();
  for (const { task, count } of some) {
    for (const port of new Set(task.hostPorts)) ports.set(port, (ports.get(port) ?? 0) + count);
  }
  return Math.max(
    0,
    nodesFull(
      sum((task) => task.memoryMiB),
      node.memoryMiB,
    ),
    nodesFull(
      sum((task) => task.cpuUnits),
      node.cpuUnits,
    ),
    // No two that take more than half of a node share one.
    sum((task) => (2 * task.memoryMiB > node.memoryMiB ? 1 : 0)),
    sum((task) => (2 * task.cpuUnits > node.cpuUnits ? 1 : 0)),
    ...some.map(({ task, count }) => Math.ceil(count / onOneNode(node, task))),
    ...ports.values(),
  );
}

function nodesFull(needed: number, offered: number): number {
  return needed === 0 ? 0 : Math.ceil(needed / offered);
}

/** How many tasks of one size a node holds. */
function onOneNode(node: NodeSize, task: TaskSize): number {
  if ((task.hostPorts ?? []).length > 0) return 1;
  const times = (offered: number, needed: number) =>
    needed === 0 ? Number.POSITIVE_INFINITY : Math.floor(offered / needed);
  return Math.min(times(node.memoryMiB, task.memoryMiB), times(node.cpuUnits, task.cpuUnits));
}
