import { createHash } from "node:crypto";
import { type Dirent, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { AGENT_SETTINGS, describeProblems, NODE_CONFIG_KEYS, type Problem } from "fairlead";
import { pack } from "tar-stream";

/** What nodes configure themselves with: playbooks and roles as one file. */
export interface NodeBundle {
  /** A plain tar: what compresses it differs between versions of Node, and 100 KiB are not worth that. */
  readonly tar: Buffer;
  /** SHA-256 of it in hexadecimal; its first 12 digits are the bundle's version for people. */
  readonly sha256: string;
}

/** What is in the way of a bundle that nodes take. */
export class BundleError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(describeProblems("Bundle of nodes", problems));
  }
}

const FOLDER = join(__dirname, "ansible");
const NAME = "node-image/ansible";

/** What nodes run. */
const PLAYBOOK = "site.yml";

/** What roles share with the start script of stock images is written into the bundle under this name. */
const SHARED = "shared.json";

/** More is refused by nodes, in `unpack-bundle`. */
export const BUNDLE_LIMITS = { files: 5_000, mib: 50 } as const;

/**
 * Packs the playbooks: the same content gives the same bytes, on any machine and at any time.
 * @throws BundleError with all that nodes would refuse or go without
 */
export async function packNodeBundle(folder = FOLDER): Promise<NodeBundle> {
  const archive = pack();
  for (const [name, content] of contentsOf(folder)) {
    archive.entry({ name, mode: 0o644, mtime: new Date(0), uid: 0, gid: 0 }, content);
  }
  archive.finalize();
  const tar = await buffer(archive);
  return { tar, sha256: createHash("sha256").update(tar).digest("hex") };
}

/** Files of the bundle in the order of their names. Hidden ones, `x~` and `#x#` are an editor's or a linter's. */
function contentsOf(folder: string): [string, Buffer][] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true })
    .map((entry) => ({ entry, path: join(entry.parentPath, entry.name).slice(folder.length + 1) }))
    .filter(({ path }) => !path.split("/").some((part) => /^[.#]|~$/.test(part)));
  const files = entries
    .filter(({ entry }) => entry.isFile())
    .map(({ path }): [string, Buffer] => [path, readFileSync(join(folder, path))]);
  const contents = [...files, generated()].sort(([a], [b]) => (a < b ? -1 : 1));
  const others = entries.filter(({ entry }) => !entry.isFile() && !entry.isDirectory()).map(({ path }) => path);
  const problems = [...others.sort().map(noFile), ...noPlaybook(entries), ...inTheWay(entries), ...tooMuch(contents)];
  if (problems.length > 0) throw new BundleError(problems);
  return contents;
}

interface Entry {
  readonly entry: Dirent;
  readonly path: string;
}

function noFile(path: string): Problem {
  return {
    argument: `${NAME}/${path}`,
    value: path,
    shown: "a link or a device",
    rule: "nodes take files and folders only",
    remedy: "Put a copy in its place.",
  };
}

function noPlaybook(entries: readonly Entry[]): Problem[] {
  if (entries.some(({ entry, path }) => path === PLAYBOOK && !entry.isDirectory())) return [];
  const [argument, value] = [`${NAME}/${PLAYBOOK}`, PLAYBOOK];
  const rule = "it is the playbook that nodes run";
  return [{ argument, value, shown: "no file", rule, remedy: "Write it, or take it from the repository." }];
}

function inTheWay(entries: readonly Entry[]): Problem[] {
  const shared = entries.find(({ path }) => path === SHARED);
  if (shared === undefined) return [];
  const [argument, value] = [`${NAME}/${SHARED}`, SHARED];
  const shown = shared.entry.isDirectory() ? "a folder" : "a file";
  const rule = "the bundle has one of its own under that name, and nodes take none twice";
  return [{ argument, value, shown, rule, remedy: "Give it another name." }];
}

function tooMuch(contents: readonly [string, Buffer][]): Problem[] {
  const { files, mib } = BUNDLE_LIMITS;
  const bytes = contents.reduce((total, [, content]) => total + content.length, 0);
  if (contents.length <= files && bytes <= mib * 1_024 * 1_024) return [];
  return [
    {
      argument: NAME,
      value: contents.length,
      shown: `${contents.length} files with ${bytes} bytes`,
      rule: `nodes take at most ${files} files and ${mib} MiB`,
      remedy: "Move what is large into the image.",
    },
  ];
}

/** One source for both, the roles and the start script of stock images. */
function generated(): [string, Buffer] {
  const shared = { node_config_keys: NODE_CONFIG_KEYS, agent_settings: AGENT_SETTINGS };
  return [SHARED, Buffer.from(`${JSON.stringify(shared, undefined, 2)}\n`)];
}
