import type { NodeSize } from "../capacity/instanceTypes";
import type { TaskSize } from "./fitRequest";

/** A node, and what is left of it. */
interface PlacedNode {
  readonly zone: number;
  memoryMiB: number;
  cpuUnits: number;
  ports: ReadonlySet<number>;
}

const NO_PORTS: ReadonlySet<number> = new Set();

/**
 * The nodes of one pool and the tasks on them, as ECS and Auto Scaling place them: a task goes to a node that has room, in
 * the zone with the fewest of its service, there to the node with the least memory left; only when no node has room one
 * more is started, in the zone with the fewest nodes. Nothing is moved to make room, as ECS moves nothing.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html
 */
export class Placement {
  private readonly placed: PlacedNode[] = [];
  /** Tasks of a service by zone. */
  private readonly zonesOf = new Map<string, number[]>();

  /** @param minNodes Nodes that are there whatever runs. */
  constructor(
    private readonly node: NodeSize,
    private readonly zones: number,
    minNodes: number,
  ) {
    for (let started = 0; started < minNodes; started++) this.start();
  }

  /** How many nodes there are. */
  get nodes(): number {
    return this.placed.length;
  }

  /** Whether a task has room on a node that is there. */
  hasRoom(task: TaskSize): boolean {
    return this.placed.some((node) => fits(node, task));
  }

  /** The same nodes with the same tasks, to go on with in another way. */
  copy(): Placement {
    const copy = new Placement(this.node, this.zones, 0);
    for (const node of this.placed) copy.placed.push({ ...node });
    for (const [service, zones] of this.zonesOf) copy.zonesOf.set(service, [...zones]);
    return copy;
  }

  /** Places tasks of one service; each must fit on a node by itself. */
  place(service: string, task: TaskSize, tasks: number): void {
    if (tasks <= 0) return;
    const counts = this.zonesOf.get(service) ?? new Array<number>(this.zones).fill(0);
    this.zonesOf.set(service, counts);
    const room = this.roomByZone(task);
    for (let left = tasks; left > 0; left--) {
      const zone = fewest(counts, (zone) => (room[zone] ?? []).length > 0) ?? this.startFor(room);
      // The last has the least memory left, and has still less with one task more: it stays the last until it is full.
      const nodes = room[zone] ?? [];
      const node = nodes.at(-1);
      if (node === undefined) return;
      take(node, task);
      counts[zone] = (counts[zone] ?? 0) + 1;
      if (!fits(node, task)) nodes.pop();
    }
  }

  /** Nodes with room for a task in each zone, the one with the least memory left last. */
  private roomByZone(task: TaskSize): PlacedNode[][] {
    const room = Array.from({ length: this.zones }, (): PlacedNode[] => []);
    for (const node of this.placed) if (fits(node, task)) room[node.zone]?.push(node);
    for (const nodes of room) nodes.sort((a, b) => b.memoryMiB - a.memoryMiB);
    return room;
  }

  private startFor(room: PlacedNode[][]): number {
    const node = this.start();
    room[node.zone]?.push(node);
    return node.zone;
  }

  private start(): PlacedNode {
    const { memoryMiB, cpuUnits } = this.node;
    const zone = this.placed.length % this.zones; // in turn: the zone with the fewest nodes
    const node = { zone, memoryMiB, cpuUnits, ports: NO_PORTS };
    this.placed.push(node);
    return node;
  }
}

function fits(node: PlacedNode, { memoryMiB, cpuUnits, hostPorts = [] }: TaskSize): boolean {
  return memoryMiB <= node.memoryMiB && cpuUnits <= node.cpuUnits && !hostPorts.some((port) => node.ports.has(port));
}

function take(node: PlacedNode, { memoryMiB, cpuUnits, hostPorts = [] }: TaskSize): void {
  node.memoryMiB -= memoryMiB;
  node.cpuUnits -= cpuUnits;
  if (hostPorts.length > 0) node.ports = new Set([...node.ports, ...hostPorts]);
}

/** The zone with the lowest count among those that may be taken. */
function fewest(counts: readonly number[], may: (zone: number) => boolean): number | undefined {
  let best: number | undefined;
  counts.forEach((count, zone) => {
    if (may(zone) && (best === undefined || count < (counts[best] ?? 0))) best = zone;
  });
  return best;
}
