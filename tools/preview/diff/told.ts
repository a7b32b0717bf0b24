import type { StackPreview } from "../preview";
import type { RecordedResource } from "../recording";
import { type Fact, factsOf, type Part, partsOf } from "./facts";

/** The facts about a stack, by what each is about, and the parts of it that they come from. */
export interface Facts {
  readonly byKey: ReadonlyMap<string, Fact>;
  readonly parts: ReadonlyMap<RecordedResource, readonly ToldPart[]>;
}

/** A part, and the keys of what is to say of it. */
interface ToldPart extends Part {
  readonly keys: readonly string[];
}

/** Reads off a stack what a reader asks about it. */
export function readFacts(preview: StackPreview): Facts {
  const byKey = new Map<string, Fact>();
  const parts = new Map<RecordedResource, ToldPart[]>();
  for (const part of partsOf(preview)) {
    const facts = factsOf(part);
    for (const fact of facts) byKey.set(keyOf(fact), fact);
    const told = { ...part, keys: facts.map(keyOf) };
    for (const resource of part.reads) parts.set(resource, [...(parts.get(resource) ?? []), told]);
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
    return [...now.keys(), ...part.keys].some(
      (key) => differing.has(key) && now.get(key) !== facts.byKey.get(key)?.value,
    );
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
