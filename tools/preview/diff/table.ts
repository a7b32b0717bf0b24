import { type Look, wrap } from "../terminal";

/** Values of two things that are compared; `null` where one has none. */
export type Pair = readonly [string | null, string | null];

/** A row: something that two things have differently. */
export interface Row {
  readonly section: string;
  /** The part it is about, "" for the whole. */
  readonly item: string;
  readonly property: string;
  readonly values: Pair;
}

/** Columns of the table, without what is between them. */
interface Widths {
  readonly label: number;
  readonly value: number;
}

/** Columns that a table takes at most. */
export const widest = 110;
const gap = "  ";

/** A table with a column for each of two things; rows of one section, and of one item in it, stand together. */
export function differenceTable(things: readonly [string, string], rows: readonly Row[], look: Look): string[] {
  if (rows.length === 0) return [];
  const width = widthsFor(rows, look);
  const lines = row("", things, width, look, "strong");
  let section = "";
  let item = "";
  for (const difference of rows) {
    if (difference.section !== section) lines.push("", look.tone("strong", difference.section));
    const indent = difference.item === "" ? "  " : "    ";
    if (difference.item !== "" && (difference.section !== section || difference.item !== item)) {
      lines.push(`  ${difference.item}`);
    }
    ({ section, item } = difference);
    lines.push(...row(indent + difference.property, difference.values, width, look));
  }
  return lines;
}

function widthsFor(rows: readonly Row[], look: Look): Widths {
  const room = Math.min(look.width, widest);
  const longest = Math.max(16, ...rows.map(({ property, item }) => property.length + (item === "" ? 2 : 4)));
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
