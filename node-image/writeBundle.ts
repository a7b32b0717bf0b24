import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { explain } from "../tools/explain";
import { readProject, SettingsError } from "../tools/preview/settings";
import { BundleError, packNodeBundle } from "./bundle";

const usage = `Packs the playbooks of nodes for an image: node-image/dist/node-bundle.tar, the same bytes on every machine, and
node-image/bundle.auto.pkrvars.hcl, by which Packer knows its SHA-256, the revision and the project.

  npm run node-bundle

node-image/README.md says how an image is built.

Exit code: 0 when it is written, 1 when not.
`;

const DIST = join(__dirname, "dist");
const VARIABLES = join(__dirname, "bundle.auto.pkrvars.hcl");

/** What the image is made of. The policies and the stacks are not, so that a change of theirs leaves it clean. */
const SOURCES = [".", "../components/nodes"];

/** The commit, with `-dirty` behind it when the image is made of something that is not committed. */
function revision(): string {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: __dirname, encoding: "utf8" }).trim();
  const changed = git("status", "--porcelain", "--", ...SOURCES);
  return git("rev-parse", "HEAD") + (changed === "" ? "" : "-dirty");
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { help: { type: "boolean", short: "h", default: false } } });
  if (values.help) return void process.stdout.write(usage);
  const { tar, sha256 } = await packNodeBundle();
  const { name } = readProject(join(__dirname, ".."));
  const git = revision();
  mkdirSync(DIST, { recursive: true });
  writeFileSync(join(DIST, "node-bundle.tar"), tar);
  writeFileSync(VARIABLES, `bundle_sha256 = "${sha256}"\ngit_revision  = "${git}"\nproject       = "${name}"\n`);
  process.stdout.write(`node-image/dist/node-bundle.tar, ${tar.length} bytes, ${sha256.slice(0, 12)}, of ${git}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`The bundle was not written. ${explain(error, BundleError, SettingsError)}\n`);
  process.exitCode = 1;
});
