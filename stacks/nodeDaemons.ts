import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Problem, poolsOnOwnImages } from "fairlead";
import { isMap } from "./isMap";
import type { EnvironmentSettings, ReadSettings } from "./settings";

const FOLDER = join(__dirname, "..");
const FILE = "node-image/ansible/daemons.json";

/** The settings with the memory of the daemons that images of one's own start, in each pool that runs one. */
export function withDaemons(settings: EnvironmentSettings, content = contentOf(FILE)): ReadSettings {
  const own = Object.keys(poolsOnOwnImages(settings));
  if (own.length === 0) return { settings, problems: [] };
  const daemons = daemonsIn(content);
  if (daemons === undefined) return { settings, problems: [unreadable(content)] };
  const problems = daemons.filter((daemon) => !hasWords(daemon)).map(noWords);
  const daemonsMemoryMiB = daemons.reduce((total, { memoryMiB }) => total + memoryMiB, 0);
  if (daemonsMemoryMiB === 0) return { settings, problems };
  const pools = Object.entries(settings.pools).map(([name, pool]) =>
    own.includes(name) ? [name, { ...pool, daemonsMemoryMiB }] : [name, pool],
  );
  return { settings: { ...settings, pools: Object.fromEntries(pools) }, problems };
}

interface Daemon {
  readonly memoryMiB: number;
  readonly arguments?: unknown;
  readonly environment?: unknown;
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(join(FOLDER, file), "utf8");
  } catch {
    return undefined;
  }
}

/** What is listed; nothing where that is no list of daemons with their memory. What else there is of each, nodes judge. */
function daemonsIn(content = ""): Daemon[] | undefined {
  try {
    const { daemons } = JSON.parse(content);
    return Array.isArray(daemons) && daemons.every(hasMemory) ? daemons : undefined;
  } catch {
    return undefined;
  }
}

function hasMemory(daemon: unknown): boolean {
  const { memoryMiB } = isMap(daemon) ? (daemon as { memoryMiB?: unknown }) : {};
  return Number.isInteger(memoryMiB) && Number(memoryMiB) > 0;
}

/** Whether nodes take its arguments and variables. */
function hasWords({ arguments: words = [], environment = {} }: Daemon): boolean {
  return (
    Array.isArray(words) && isMap(environment) && [...words, ...Object.values(environment as object)].every(isWord)
  );
}

function isWord(value: unknown): boolean {
  return typeof value === "string" || Number.isInteger(value);
}

function noWords(daemon: Daemon): Problem {
  return {
    argument: FILE,
    value: daemon,
    rule: "arguments of a daemon are a list and its environment is a map, both of texts or whole numbers",
    remedy: "Put what is true, null or a fraction in quotes, or leave it out.",
  };
}

function unreadable(content: string | undefined): Problem {
  return {
    argument: FILE,
    value: content,
    rule: "it lists the daemons of nodes, each with its memoryMiB, a whole number above 0",
    remedy: 'Write { "daemons": [] } when there are none.',
  };
}
