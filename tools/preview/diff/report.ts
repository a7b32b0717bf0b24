import { countsByType } from "../json";
import type { RecordedResource } from "../recording";
import { type Look, wrap, wrapItems } from "../terminal";
import { shortType } from "../urn";
import type { Comparison, Difference, Pair } from "./compare";

/** Columns of the table, without what is between them. */
interface Widths {
  readonly label: number;
  readonly value: number;
}

const widest = 110;
const gap = "  ";
/** Resources of one type that are still named one by one. */
const namedOneByOne = 2;

/** A comparison for people: a table with a column for each stack, and what only one of them has. */
export function comparisonReport({ stacks, differences, only }: Comparison, look: Look): string[] {
  const [a, b] = stacks;
  if (differences.length === 0 && only.every((resources) => resources.length === 0)) {
    return [`Nothing differs between ${a} and ${b}.`];
  }
  const width = widthsFor(differences, look);
  const lines = differences.length === 0 ? [] : row("", [a, b], width, look, "strong");
  let section = "";
  let item = "";
  for (const difference of differences) {
    if (difference.section !== section) lines.push("", look.tone("strong", difference.section));
    const indent = difference.item === "" ? "  " : "    ";
    if (difference.item !== "" && (difference.section !== section || difference.item !== item)) {
      lines.push(`  ${difference.item}`);
    }
    ({ section, item } = difference);
    lines.push(...row(indent + difference.property, difference.values, width, look));
  }
  const alone = stacks.flatMap((stack, side) => onlyLines(stack, only[side] ?? [], look));
  return [look.tone("strong", `What differs between ${a} and ${b}`), "", ...lines, ...alone];
}

function widthsFor(differences: readonly Difference[], look: Look): Widths {
  const room = Math.min(look.width, widest);
  const longest = Math.max(16, ...differences.map(({ property, item }) => property.length + (item === "" ? 2 : 4)));
  const label = Math.min(longest, Math.floor(room * 0.36));
  return { label, value: Math.floor((room - label - 2 * gap.length) / 2) };
}

/** A row of the table in as many lines as its longest cell needs. */
function row(label: string, values: Pair, width: Widths, look: Look, tone?: "strong"): string[] {
  const hang = /^ */.exec(label)?.[0] ?? "";
  const cells = [
    inLines(label.trim(), width.label - hang.length, look).map((line) => hang + line),
    ...values.map((value) => inLines(value ?? "-", width.value, look)),
  ];
  const height = Math.max(...cells.map((cell) => cell.length));
  return Array.from({ length: height }, (_, line) => {
    const [head = "", one = "", other = ""] = cells.map((cell) => cell[line] ?? "");
    const text = [head.padEnd(width.label), one.padEnd(width.value), other].join(gap).trimEnd();
    return tone === undefined ? text : look.tone(tone, text);
  });
}

/** Text in lines of so many columns; a word that is longer than one is broken. */
function inLines(text: string, columns: number, look: Look): string[] {
  const clean = text.replace(/[\p{Cc}]+/gu, " ");
  return wrap(clean, { ...look, width: columns }, "").flatMap(
    (line) => line.match(new RegExp(`.{1,${columns}}`, "gu")) ?? [""],
  );
}

function onlyLines(stack: string, resources: readonly RecordedResource[], look: Look): string[] {
  if (resources.length === 0) return [];
  const items = Object.entries(countsByType(resources)).flatMap(([type, n]) => {
    if (n > namedOneByOne) return `${n} ${shortType(type)}`;
    return resources.filter((resource) => resource.type === type).map(({ name }) => `${shortType(type)} ${name}`);
  });
  return [
    "",
    look.tone("strong", `Only in ${stack}`),
    ...wrapItems(items, ", ", { ...look, width: Math.min(look.width, widest) }, "  "),
  ];
}
