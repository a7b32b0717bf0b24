import type { StackPreview } from "../preview";
import type { Properties, RecordedResource } from "../recording";
import { kindOf } from "../urn";
import { readable } from "../values";
import { isCovered } from "./covered";
import { type Fact, factsOf } from "./facts";
import { environmentOf, neutral, type Roles, roleName, rolesOf, scriptIn } from "./roles";

/** Values of the two stacks; `null` where one has none. */
export type Pair = readonly [string | null, string | null];

/** Something that two stacks have differently. */
export interface Difference {
  readonly section: Fact["section"] | "Elsewhere";
  /** The part it is about, "" for the stack as a whole. */
  readonly item: string;
  readonly property: string;
  readonly values: Pair;
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
  readonly facts: readonly Fact[];
  readonly roles: Roles;
}

/** Compares two previews, whose programs must have come to their end. */
export function compare(a: StackPreview, b: StackPreview): Comparison {
  const [one, other] = [sideOf(a), sideOf(b)];
  return {
    stacks: [a.stack, b.stack],
    differences: [...factDifferences(one, other), ...inputDifferences(one, other)],
    only: [missing(one.roles, other.roles), missing(other.roles, one.roles)],
  };
}

function sideOf(preview: StackPreview): Side {
  const environment = environmentOf(preview.stack, preview.resources);
  return { environment, facts: factsOf(preview), roles: rolesOf(preview.resources, environment) };
}

function factDifferences(a: Side, b: Side): Difference[] {
  const key = ({ section, item, property }: Fact) => JSON.stringify([section, item, property]);
  const [ours, theirs] = [new Map(a.facts.map((f) => [key(f), f])), new Map(b.facts.map((f) => [key(f), f]))];
  const differences = inOrder([...ours.keys()], [...theirs.keys()]).flatMap((row): Difference[] => {
    const [x, y] = [ours.get(row), theirs.get(row)];
    const fact = x ?? y;
    if (fact === undefined || same(x?.value, y?.value, a, b)) return [];
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
function inputDifferences(a: Side, b: Side): Difference[] {
  const rows = new Map<string, Difference & { names: string[]; kind: string }>();
  for (const [role, mine] of a.roles) {
    const match = b.roles.get(role);
    if (match === undefined || !(mine.custom || mine.remote)) continue;
    const [x, y] = [leaves(mine), leaves(match)];
    for (const property of new Set([...x.keys(), ...y.keys()])) {
      const [one, other] = [x.get(property), y.get(property)];
      if (isCovered(mine.type, property) || same(one, other, a, b)) continue;
      const values = excerpts(one, other);
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

/** Each value at the end of a path into the inputs, as text. */
function leaves({ inputs }: RecordedResource): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (value: unknown, path: string): void => {
    if (typeof value === "object" && value !== null && Object.keys(value).length > 0) {
      for (const [key, inner] of Object.entries(value)) walk(inner, path === "" ? key : `${path}.${key}`);
    } else if (value !== undefined && path !== "") {
      found.set(path, typeof value === "string" && value !== "" ? scriptIn(value) : JSON.stringify(value));
    }
  };
  walk(readable<Properties>(inputs), "");
  return found;
}

/** Longest value that is shown whole. */
const shownWhole = 80;

/** Both values; of long ones what stands around the first character that they have differently. */
function excerpts(x: string | undefined, y: string | undefined): Pair {
  if (Math.max(x?.length ?? 0, y?.length ?? 0) <= shownWhole) return [x ?? null, y ?? null];
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
