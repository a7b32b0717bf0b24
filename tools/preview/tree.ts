import type { RecordedResource, URN } from "./recording";
import { type Look, shorten } from "./terminal";
import { shortType } from "./urn";

/** Notes about resources, shown at the end of their line. */
export type Notes = ReadonlyMap<URN, { readonly text: string; readonly bad: boolean }>;

interface Row {
  readonly branch: string;
  readonly resource: RecordedResource;
}

/** What every line begins with: the operation's mark and room around it. */
const lead = 5;
const gap = "  ";

/** The resources as a tree under the Stack, in the columns that `pulumi preview` has. */
export function treeLines(resources: readonly RecordedResource[], notes: Notes, look: Look): string[] {
  const rows = rowsOf(resources).map(({ branch, resource }) => ({
    branch,
    type: shortType(resource.type),
    name: resource.name,
    plan: resource.external ? "read" : "create",
    note: notes.get(resource.urn),
  }));
  const width = columnWidths(rows, look.width);
  const info = width.note > 0 ? `${gap}Info` : "";
  const head = ["Type".padEnd(width.type), "Name".padEnd(width.name), "Plan".padEnd(width.plan)].join(gap) + info;
  return [
    look.tone("strong", (" ".repeat(lead) + head).trimEnd()),
    ...rows.map(({ branch, type, name, plan, note }) => {
      const kind = shorten(type, width.type - branch.length).padEnd(width.type - branch.length);
      const end = note === undefined ? "" : gap + look.tone(note.bad ? "bad" : "warn", note.text);
      const padding = " ".repeat(end === "" ? 0 : width.plan - plan.length);
      const columns = [
        look.tone("dim", branch) + kind,
        shorten(name, width.name).padEnd(width.name),
        look.tone("good", plan) + padding,
      ];
      return ` ${look.tone("good", plan === "read" ? "<" : "+")}   ${columns.join(gap)}${end}`;
    }),
  ];
}

/** Columns as wide as what is in them; where a line is longer than the terminal is wide, types and names give way. */
function columnWidths(
  rows: readonly { branch: string; type: string; name: string; plan: string; note?: { text: string } }[],
  room: number,
): { type: number; name: number; plan: number; note: number } {
  const widest = (lengths: readonly number[]) => lengths.reduce((most, length) => Math.max(most, length), 0);
  const type = widest(rows.map(({ branch, type }) => branch.length + type.length));
  const name = widest(rows.map(({ name }) => name.length));
  const plan = widest(rows.map(({ plan }) => plan.length));
  const note = widest(rows.map(({ note }) => note?.text.length ?? 0));
  const left = room - lead - plan - 2 * gap.length - (note > 0 ? note + gap.length : 0);
  const nameFits = Math.min(name, Math.max(left - type, Math.floor(left * 0.4), 8));
  return { type: Math.min(type, Math.max(left - nameFits, 16)), name: nameFits, plan, note };
}

/**
 * The children of each resource in the order of reading: what has no children first, then by type and name. Those of
 * `undefined` have no parent.
 */
export function inReadingOrder(
  resources: readonly RecordedResource[],
): (parent: URN | undefined) => readonly RecordedResource[] {
  const children = new Map<URN | undefined, RecordedResource[]>();
  for (const resource of resources) {
    const siblings = children.get(resource.parent) ?? [];
    children.set(resource.parent, [...siblings, resource]);
  }
  const key = ({ urn, type, name }: RecordedResource) =>
    [children.has(urn) ? "1" : "0", shortType(type), name].join("\u0000");
  return (parent) =>
    (children.get(parent) ?? [])
      .map((resource) => ({ resource, key: key(resource) }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map(({ resource }) => resource);
}

function rowsOf(resources: readonly RecordedResource[]): Row[] {
  const childrenOf = inReadingOrder(resources);
  const rows: Row[] = [];
  const walk = (resource: RecordedResource, branch: string, below: string): void => {
    rows.push({ branch, resource });
    const inside = childrenOf(resource.urn);
    for (const [index, child] of inside.entries()) {
      const last = index === inside.length - 1;
      walk(child, `${below}${last ? "└─ " : "├─ "}`, `${below}${last ? "   " : "│  "}`);
    }
  };
  for (const resource of childrenOf(undefined)) walk(resource, "", "");
  return rows;
}
