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
  const daemonsMemoryMiB = daemons.reduce((total, { memoryMiB }) => total + memoryMiB, 0);
  if (daemonsMemoryMiB === 0) return { settings, problems: [] };
  const pools = Object.entries(settings.pools).map(([name, pool]) =>
    own.includes(name) ? [name, { ...pool, daemonsMemoryMiB }] : [name, pool],
  );
  return { settings: { ...settings, pools: Object.fromEntries(pools) }, problems: [] };
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(join(FOLDER, file), "utf8");
  } catch {
    return undefined;
  }
}

/** What is listed; nothing where that is no list of daemons with their memory. What else there is of each, nodes judge. */
function daemonsIn(content = ""): { memoryMiB: number }[] | undefined {
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

function unreadable(content: string | undefined): Problem {
  return {
    argument: FILE,
    value: content,
    rule: "it lists the daemons of nodes, each with its memoryMiB, a whole number above 0",
    remedy: 'Write { "daemons": [] } when there are none.',
  };
}
