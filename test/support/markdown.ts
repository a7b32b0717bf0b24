import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const root = join(__dirname, "../..");

/** A page of documentation. */
export interface Page {
  /** Its path in the repository. */
  readonly file: string;
  readonly text: string;
  /** Its text without code. */
  readonly prose: string;
  /** Its fenced blocks of code. */
  readonly blocks: readonly { readonly language: string; readonly code: string }[];
}

const FENCE = /^( *)```(\w*)[^\n]*\n(.*?)^\1```$/gms;

/** Every page of this repository, as git has it or would take it. */
export function pages(): Page[] {
  const list = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], { cwd: root });
  const files = list
    .toString()
    .split("\n")
    .filter((file) => file !== "" && existsSync(join(root, file)));
  return files.map((file) => pageOf(file, readFileSync(join(root, file), "utf8")));
}

/** Takes a page apart. */
export function pageOf(file: string, text: string): Page {
  const blocks = [...text.matchAll(FENCE)].map(([, , language = "", code = ""]) => ({ language, code }));
  const prose = text
    .replaceAll(FENCE, "")
    .replaceAll(/^(?: {4}|\t).*$/gm, "")
    .replaceAll(/`[^`\n]*`/g, "");
  return { file, text, prose, blocks };
}

/** A link as it is written: its target, without a title. */
export function linksOf({ prose }: Page): string[] {
  // Text of a link may have been code, which is gone: `[](target)`.
  return [...prose.matchAll(/\]\(<?([^)\s>]+)>?(?: "[^"]*")?\)/g)].map(([, target = ""]) => target);
}

/** What can follow a `#`: one for each heading, as GitHub makes them. */
export function anchorsOf({ text }: Page): string[] {
  const seen = new Map<string, number>();
  return [...text.replaceAll(FENCE, "").matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(([, heading = ""]) => {
    const words = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const anchor = words.replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-");
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
}

/** The file that a link of a page leads to, in the repository, and its anchor; nothing when it leads out of it. */
export function targetOf(page: Page, link: string): { file: string; anchor: string } | undefined {
  if (/^[a-z]+:/i.test(link)) return undefined;
  const [path = "", anchor = ""] = link.split("#");
  return {
    file: path === "" ? page.file : join(dirname(page.file), decodeURIComponent(path)).replace(/\/$/, ""),
    anchor,
  };
}

/** A command of npm that a page tells to run. */
export interface NpmCommand {
  readonly script: string;
  readonly flags: readonly string[];
}

/** The scripts that a page tells to run, with the options that it gives them. */
export function npmCommandsOf({ text }: Page): NpmCommand[] {
  const commands = text.matchAll(
    /\bnpm (?:run (?:-s |--silent )?([\w:-]+)|(start|test)\b)((?: -\w\b| --silent)*)(?: -- ([^`\n#]*))?/g,
  );
  return [...commands].map(([, run, short, , options = ""]) => ({
    script: run ?? short ?? "",
    flags: options.match(/(?<=^|\s)--?[a-z][\w-]*/g) ?? [],
  }));
}

/** What a command ends at. */
const ENDS: ReadonlySet<string> = new Set(["|", ";", "&&", "||"]);

/** A command line of another program, in words. */
export type CommandLine = readonly string[];

/** Commands of a program that a page tells to run, in code of any kind, loops too. What a shell would put in is `X`. */
export function commandLinesOf({ text }: Page, program: string): CommandLine[] {
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
  const lines = text.split("\n").filter((line) => /^( {4,}|\w)/.test(line));
  return [...spans, ...lines]
    .map((code) => code.trim().replace(/^while [^;]*; do /, ""))
    .filter((code) => code.startsWith(`${program} `))
    .map((code) => firstOf(code.replace(/ +#.*$/, "").replaceAll(/\$\([^)]*\)/g, "X")));
}

/** The first command of a line of shell, in words. */
function firstOf(line: string): CommandLine {
  const words = line.match(/'[^']*'|"[^"]*"|[^\s;]+|;/g) ?? [];
  const end = words.findIndex((word) => ENDS.has(word));
  return words.slice(0, end < 0 ? words.length : end).map((word) => word.replace(/^(['"])(.*)\1$/, "$2"));
}
