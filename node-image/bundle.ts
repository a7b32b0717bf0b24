import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { AGENT_SETTINGS, NODE_CONFIG_KEYS } from "fairlead";
import { pack } from "tar-stream";

/** What nodes configure themselves with: playbooks and roles as one file. */
export interface NodeBundle {
  /** A plain tar: what compresses it differs between versions of Node, and 100 KiB are not worth that. */
  readonly tar: Buffer;
  /** SHA-256 of it in hexadecimal; its first 12 digits are the bundle's version for people. */
  readonly sha256: string;
}

const FOLDER = join(__dirname, "ansible");

/** Packs the playbooks: the same content gives the same bytes, on any machine and at any time. */
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
  const files = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => !path.split("/").some((part) => /^[.#]|~$/.test(part)))
    .map((path): [string, Buffer] => [path, readFileSync(join(folder, path))]);
  return [...files, generated()].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** What the roles share with the start script of stock images: one source for both. */
function generated(): [string, Buffer] {
  const shared = { node_config_keys: NODE_CONFIG_KEYS, agent_settings: AGENT_SETTINGS };
  return ["shared.json", Buffer.from(`${JSON.stringify(shared, undefined, 2)}\n`)];
}
