import { styleText } from "node:util";

/** Something that text is written to, as far as its looks depend on it. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Colours by what they say. */
export type Tone = "good" | "bad" | "warn" | "dim" | "strong";

/** How to write for one reader. */
export interface Look {
  /** Text in a colour, where the reader sees colours. */
  tone(tone: Tone, text: string): string;
  /** Columns that a line may take; nothing is cut for a file or a pipe. */
  readonly width: number;
}

const formats: Record<Tone, Parameters<typeof styleText>[0]> = {
  good: "green",
  bad: ["red", "bold"],
  warn: "yellow",
  dim: "dim",
  strong: "bold",
};

/** Width of running text for readers that have none of their own. */
const proseWidth = 100;

/** Looks for a terminal, a pipe, or whoever set NO_COLOR (https://no-color.org). */
export function lookFor(terminal: Terminal, env: Readonly<Record<string, string | undefined>> = process.env): Look {
  const coloured = terminal.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
  return {
    tone: (tone, text) => {
      const format = formats[tone];
      // Newer Nodes look at stdout themselves unless told not to; here that has been done.
      return coloured && text !== "" ? styleText(format, text, { validateStream: false }) : text;
    },
    width: terminal.isTTY === true ? Math.max(terminal.columns || 80, 40) : Number.POSITIVE_INFINITY,
  };
}

/** Text in lines that fit, each after `indent`; line breaks of its own are kept, words are not cut. */
export function wrap(text: string, look: Look, indent: string): string[] {
  const room = Math.min(look.width, proseWidth) - indent.length;
  return text.split("\n").flatMap((paragraph) => {
    // What already hangs (a list item, say) goes on hanging.
    const hang = /^\s*(?:[-*] )?/.exec(paragraph)?.[0].length ?? 0;
    const lines = [paragraph.slice(0, hang)];
    let empty = true;
    for (const word of paragraph.slice(hang).split(" ")) {
      const line = lines[lines.length - 1] ?? "";
      if (empty) lines[lines.length - 1] = line + word;
      else if (line.length + 1 + word.length <= room) lines[lines.length - 1] = `${line} ${word}`;
      else lines.push(" ".repeat(hang) + word);
      empty = false;
    }
    return lines.map((line) => (indent + line).trimEnd());
  });
}

/** Items in lines that fit, separated as told; an item is never broken. */
export function wrapItems(items: readonly string[], separator: string, look: Look, indent: string): string[] {
  if (items.length === 0) return [];
  const glue = "\u00a0";
  const text = items.map((item) => item.replaceAll(" ", glue)).join(separator);
  return wrap(text, look, indent).map((line) => line.replaceAll(glue, " "));
}

/** Text that fits in so many columns; the middle gives way, because both ends of a name tell. */
export function shorten(text: string, columns: number): string {
  if (text.length <= columns) return text;
  const left = Math.ceil((columns - 1) / 2);
  return `${text.slice(0, left)}…${text.slice(text.length - (columns - 1 - left))}`;
}

/** "1 resource", "2 resources". */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
