import { isStep, linkOf } from "../chain";
import type { StackPreview } from "../preview";
import type { RecordedResource, URN } from "../recording";
import { inReadingOrder } from "../tree";
import { kindOf, stackType } from "../urn";

/** Resources of one type that come at the same step of the same component. */
export interface Box {
  readonly id: number;
  /** Last part of the type, like `ListenerRule`. */
  readonly kind: string;
  readonly resources: readonly RecordedResource[];
  /** The step of an update at which they can be made at the earliest, from 1. */
  readonly step: number;
  /** Whether the longest chain goes through it. */
  readonly inChain: boolean;
  readonly x: number;
  readonly y: number;
}

/** A component with its boxes, from the left to the right in the order of an update. */
export interface Lane {
  readonly title: string;
  readonly y: number;
  readonly height: number;
}

/** What waits for what: one box for another, by their ids. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly inChain: boolean;
}

/** What waits for what in a stack, laid out. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly steps: number;
  readonly lanes: readonly Lane[];
  readonly boxes: readonly Box[];
  /** Without those that others imply. */
  readonly edges: readonly Edge[];
}

/** Measures in pixels. */
export const SIZE = { box: 120, boxHeight: 38, column: 140, row: 46, title: 24, laneGap: 10, margin: 12 } as const;

/**
 * Lays out what waits for what. A lane is a component and a column a step of the update, so that whoever knows the program
 * finds things where they expect them; a general layout of a graph would put them where its edges are shortest.
 */
export function pictureOf({ resources, chain }: Pick<StackPreview, "resources" | "chain">): Picture {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const waits = waitsOf(resources, byUrn);
  const steps = stepsOf(resources, waits);
  const chained = new Set(chain.map(({ urn }) => urn));

  const lanes = new Map<URN, Map<string, RecordedResource[]>>();
  for (const resource of resources.filter(isStep)) {
    const groups = lanes.get(resource.parent ?? "") ?? new Map<string, RecordedResource[]>();
    const key = JSON.stringify([steps.get(resource.urn), chained.has(resource.urn), resource.type]);
    groups.set(key, [...(groups.get(key) ?? []), resource]);
    lanes.set(resource.parent ?? "", groups);
  }
  const order = lanesInOrder(resources);
  const boxes: Box[] = [];
  const drawn: Lane[] = [];
  let y = SIZE.margin;
  for (const [component, groups] of [...lanes].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))) {
    const rows = new Map<number, number>();
    for (const group of [...groups.values()].sort((a, b) => Number(isIn(b, chained)) - Number(isIn(a, chained)))) {
      const [first] = group;
      if (first === undefined) continue;
      const step = steps.get(first.urn) ?? 1;
      const row = rows.get(step) ?? 0;
      rows.set(step, row + 1);
      boxes.push({
        id: boxes.length,
        kind: kindOf(first.type),
        resources: group,
        step,
        inChain: isIn(group, chained),
        x: SIZE.margin + (step - 1) * SIZE.column + (SIZE.column - SIZE.box) / 2,
        y: y + SIZE.title + row * SIZE.row,
      });
    }
    const height = SIZE.title + Math.max(...rows.values()) * SIZE.row;
    drawn.push({ title: titleOf(byUrn.get(component)), y, height });
    y += height + SIZE.laneGap;
  }
  const last = Math.max(0, ...boxes.map(({ step }) => step));
  return {
    width: 2 * SIZE.margin + last * SIZE.column,
    height: y - SIZE.laneGap + SIZE.margin,
    steps: last,
    lanes: drawn,
    boxes,
    edges: edgesOf(boxes, waits, chain),
  };
}

/** Components in the order of reading, each before those inside of it. */
function lanesInOrder(resources: readonly RecordedResource[]): URN[] {
  const childrenOf = inReadingOrder(resources);
  const below = (parent: URN | undefined): URN[] => childrenOf(parent).flatMap(({ urn }) => [urn, ...below(urn)]);
  return below(undefined);
}

function isIn(group: readonly RecordedResource[], chained: ReadonlySet<URN>): boolean {
  return group.some(({ urn }) => chained.has(urn));
}

function titleOf(component: RecordedResource | undefined): string {
  if (component === undefined || component.type === stackType) return "The stack itself";
  return linkOf(component);
}

/** What each resource waits for: itself, by a parent that is a step, and as part of its components. */
function waitsOf(resources: readonly RecordedResource[], byUrn: ReadonlyMap<URN, RecordedResource>) {
  const waits = new Map<URN, readonly URN[]>();
  for (const { urn, dependencies, parent } of resources) {
    const around = byUrn.get(parent ?? "");
    const above = around === undefined ? [] : isStep(around) ? [around.urn] : (waits.get(around.urn) ?? []);
    waits.set(urn, [...new Set([...dependencies, ...above])]);
  }
  return waits;
}

/** The earliest step of each resource: behind all that it waits for. */
function stepsOf(resources: readonly RecordedResource[], waits: ReadonlyMap<URN, readonly URN[]>): Map<URN, number> {
  const steps = new Map<URN, number>();
  for (const resource of resources) {
    const before = (waits.get(resource.urn) ?? []).map((urn) => steps.get(urn) ?? 0);
    steps.set(resource.urn, Math.max(0, ...before) + (isStep(resource) ? 1 : 0));
  }
  return steps;
}

/** Edges between boxes; one is left out when a longer way leads there, unless the chain goes along it. */
function edgesOf(
  boxes: readonly Box[],
  waits: ReadonlyMap<URN, readonly URN[]>,
  chain: readonly RecordedResource[],
): Edge[] {
  const boxOf = new Map(boxes.flatMap((box) => box.resources.map(({ urn }) => [urn, box.id] as const)));
  const links = new Set(
    chain.slice(1).map(({ urn }, index) => `${boxOf.get(chain[index]?.urn ?? "")} ${boxOf.get(urn)}`),
  );
  const behind = new Map<number, ReadonlySet<number>>();
  return [...boxes]
    .sort((a, b) => a.step - b.step)
    .flatMap(({ id, resources }) => {
      const direct = new Set(
        resources.flatMap(({ urn }) => (waits.get(urn) ?? []).flatMap((on) => boxOf.get(on) ?? [])),
      );
      for (const link of links) if (link.endsWith(` ${id}`)) direct.add(Number(link.split(" ")[0]));
      direct.delete(id);
      const further = new Set([...direct].flatMap((from) => [...(behind.get(from) ?? [])]));
      behind.set(id, new Set([...direct, ...further]));
      return [...direct]
        .map((from) => ({ from, to: id, inChain: links.has(`${from} ${id}`) }))
        .filter(({ from, inChain }) => inChain || !further.has(from));
    });
}
