import type { StackPreview } from "../preview";
import type { RecordedResource } from "../recording";
import { type Fact, factsOf, type Part, partsOf } from "./facts";

/** The facts about a stack, by what each is about, and the parts of it that they come from. */
export interface Facts {
  readonly byKey: ReadonlyMap<string, Fact>;
  readonly parts: ReadonlyMap<RecordedResource, readonly Part[]>;
}

/** Reads off a stack what a reader asks about it. */
export function readFacts(preview: StackPreview): Facts {
  const byKey = new Map<string, Fact>();
  const parts = new Map<RecordedResource, Part[]>();
  for (const part of partsOf(preview)) {
    for (const fact of factsOf(part)) byKey.set(keyOf(fact), fact);
    for (const resource of part.reads) parts.set(resource, [...(parts.get(resource) ?? []), part]);
  }
  return { byKey, parts };
}

function keyOf({ section, item, property }: Fact): string {
  return JSON.stringify([section, item, property]);
}

/**
 * Whether a fact tells of an input that a resource's counterpart has differently: whether one of the facts that differ
 * between the stacks changes when the resource takes the input over. A list of such inputs would promise more than facts
 * show: they say of a certificate that there is one, not which.
 */
export function isTold(
  facts: Facts,
  differing: ReadonlySet<string>,
  [mine, match]: readonly [RecordedResource, RecordedResource],
  path: readonly string[],
): boolean {
  const changed = { ...mine, inputs: takeOver(mine.inputs, match.inputs, path) as RecordedResource["inputs"] };
  return (facts.parts.get(mine) ?? []).some((part) => {
    const reads = part.reads.map((resource) => (resource === mine ? changed : resource));
    const now = new Map(factsOf(part, reads).map((fact) => [keyOf(fact), fact.value]));
    const keys = [...now.keys(), ...factsOf(part).map(keyOf)];
    return keys.some((key) => differing.has(key) && now.get(key) !== facts.byKey.get(key)?.value);
  });
}

/** The value with what another one has at this path, or without anything there if that one has nothing. */
function takeOver(value: unknown, from: unknown, [key, ...deeper]: readonly string[]): unknown {
  if (key === undefined) return from;
  const whole = isBag(value) ? value : Array.isArray(from) ? [] : {};
  const taken = takeOver(isBag(value) ? value[key] : undefined, isBag(from) ? from[key] : undefined, deeper);
  return Object.assign(Array.isArray(whole) ? [...whole] : { ...whole }, { [key]: taken });
}

function isBag(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
