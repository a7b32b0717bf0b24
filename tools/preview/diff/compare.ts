import type { StackPreview } from "../preview";
import type { Properties, RecordedResource } from "../recording";
import { kindOf } from "../urn";
import { readable, withoutSecrets } from "../values";
import type { Fact } from "./facts";
import { environmentOf, neutral, type Roles, roleName, rolesOf, scriptIn } from "./roles";
import type { Pair, Row } from "./table";
import { type Facts, isTold, readFacts } from "./told";

/** Something that two stacks have differently. */
export interface Difference extends Row {
  readonly section: Fact["section"] | "Elsewhere";
}

/** What differs between two stacks. Names that differ by nothing but the environment do not count. */
export interface Comparison {
  readonly stacks: readonly [string, string];
  readonly differences: readonly Difference[];
  /** Resources that only the first has, and those that only the second has; of a component, not what is in it. */
  readonly only: readonly [readonly RecordedResource[], readonly RecordedResource[]];
}

/** A stack, and the name by which its resources tell themselves from those of other environments. */
interface Side {
  readonly environment: string;
  readonly facts: Facts;
  readonly roles: Roles;
}

/** Compares two previews, whose programs must have come to their end. */
export function compare(a: StackPreview, b: StackPreview): Comparison {
  const [one, other] = [sideOf(a), sideOf(b)];
  const facts = differingFacts(one, other);
  return {
    stacks: [a.stack, b.stack],
    differences: [...factDifferences(one, other, facts), ...inputDifferences(one, other, new Set(facts))],
    only: [missing(one.roles, other.roles), missing(other.roles, one.roles)],
  };
}

/** A stack as it is compared: without its secrets, which neither facts nor inputs may show. */
function sideOf(preview: StackPreview): Side {
  const resources = preview.resources.map((resource) => ({
    ...resource,
    inputs: withoutSecrets<Properties>(resource.inputs),
  }));
  const environment = environmentOf(preview.stack, resources);
  return { environment, facts: readFacts({ ...preview, resources }), roles: rolesOf(resources, environment) };
}

/** The keys of the facts that the two do not share. */
function differingFacts(a: Side, b: Side): string[] {
  return inOrder([...a.facts.byKey.keys()], [...b.facts.byKey.keys()]).filter(
    (key) => !same(a.facts.byKey.get(key)?.value, b.facts.byKey.get(key)?.value, a, b),
  );
}

function factDifferences(a: Side, b: Side, keys: readonly string[]): Difference[] {
  const differences = keys.flatMap((key): Difference[] => {
    const [x, y] = [a.facts.byKey.get(key), b.facts.byKey.get(key)];
    const fact = x ?? y;
    if (fact === undefined) return [];
    const { section, item, property } = fact;
    return [{ section, item, property, values: [x?.value ?? null, y?.value ?? null] }];
  });
  const sections = ["Settings", "Pools", "Services", "Jobs"];
  return differences.sort(
    (x, y) => sections.indexOf(x.section) - sections.indexOf(y.section) || x.item.localeCompare(y.item),
  );
}

/** The members of both lists: what only the second has stands behind what it stands behind there. */
function inOrder(first: readonly string[], second: readonly string[]): string[] {
  const merged = [...first];
  for (const [index, member] of second.entries()) {
    if (merged.includes(member)) continue;
    const before = index === 0 ? -1 : merged.indexOf(second[index - 1] ?? "");
    merged.splice(before + 1, 0, member);
  }
  return merged;
}

/** Whether two values are the same, but for the environment's name. */
function same(x: string | undefined, y: string | undefined, a: Side, b: Side): boolean {
  if (x === undefined || y === undefined) return x === y;
  return x === y || neutral(x, a.environment) === neutral(y, b.environment);
}

/** Inputs that resources of the same role have differently and that no fact speaks of. */
function inputDifferences(a: Side, b: Side, facts: ReadonlySet<string>): Difference[] {
  const rows = new Map<string, Difference & { names: string[]; kind: string }>();
  for (const [role, mine] of a.roles) {
    const match = b.roles.get(role);
    if (match === undefined || !(mine.custom || mine.remote)) continue;
    const [x, y] = [leaves(mine), leaves(match)];
    for (const property of new Set([...x.keys(), ...y.keys()])) {
      const [one, other] = [x.get(property)?.text, y.get(property)?.text];
      const path = (x.get(property) ?? y.get(property))?.path ?? [];
      if (same(one, other, a, b) || isTold(a.facts, facts, [mine, match], path)) continue;
      const values = excerpts(one, other, a, b);
      const kind = kindOf(mine.type);
      const key = JSON.stringify([kind, property, values]);
      const row = rows.get(key) ?? { section: "Elsewhere", item: "", property, values, names: [], kind };
      row.names.push(roleName(mine.name, a.environment));
      rows.set(key, row);
    }
  }
  return [...rows.values()]
    .map(({ section, property, values, names, kind }) => {
      const item = names.length > 1 ? `${kind} (${names.length})` : `${kind} ${names[0] ?? ""}`.trim();
      return { section, item, property, values };
    })
    .sort((x, y) => x.item.localeCompare(y.item) || x.property.localeCompare(y.property));
}

/** A value inside of inputs, as text, and the way to it. */
interface Leaf {
  readonly path: readonly string[];
  readonly text: string;
}

/** Each value at the end of a path into the inputs. */
function leaves({ inputs }: RecordedResource): Map<string, Leaf> {
  const found = new Map<string, Leaf>();
  const walk = (value: unknown, path: readonly string[]): void => {
    if (typeof value === "object" && value !== null && Object.keys(value).length > 0) {
      for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key]);
    } else if (value !== undefined && path.length > 0) {
      const text = typeof value === "string" && value !== "" ? scriptIn(value) : JSON.stringify(value);
      found.set(path.join("."), { path, text });
    }
  };
  walk(readable<Properties>(inputs), []);
  return found;
}

/** Longest value that is shown whole. */
const shownWhole = 80;

/**
 * Both values; of long ones what stands around the first character that they have differently. Those are without what tells
 * the environment, which would be the first to differ.
 */
function excerpts(one: string | undefined, other: string | undefined, a: Side, b: Side): Pair {
  if (Math.max(one?.length ?? 0, other?.length ?? 0) <= shownWhole) return [one ?? null, other ?? null];
  const x = one === undefined ? undefined : neutral(one, a.environment);
  const y = other === undefined ? undefined : neutral(other, b.environment);
  let at = 0;
  while (x !== undefined && y !== undefined && at < x.length && x[at] === y[at]) at++;
  const start = Math.max(0, at - shownWhole / 4);
  const cut = (text: string | undefined): string | null => {
    if (text === undefined) return null;
    const end = start + shownWhole;
    return `${start > 0 ? "…" : ""}${text.slice(start, end)}${text.length > end ? "…" : ""}`;
  };
  return [cut(x), cut(y)];
}

/** Resources without a counterpart, but for those inside of a component that has none either. */
function missing(ours: Roles, theirs: Roles): RecordedResource[] {
  const alone = new Map(
    [...ours].filter(([role]) => !theirs.has(role)).map(([, resource]) => [resource.urn, resource]),
  );
  return [...alone.values()].filter(({ parent }) => !alone.has(parent ?? ""));
}
