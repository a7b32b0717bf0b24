/**
 * Builds the two packages: `components/dist` and `policy/dist`, which is what the engine runs when it is given the folder
 * `policy`. `npm run build` builds anew; whoever needs a build calls `buildIfStale`.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..");

/** In the order of their imports. */
const PACKAGES = ["components", "policy"];

/** Builds both packages from nothing, so that what was removed from the sources is not published. */
export function build(): void {
  for (const folder of PACKAGES) {
    const path = join(root, folder);
    rmSync(join(path, "dist"), { recursive: true, force: true });
    execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", path], { stdio: "inherit" });
    copyFileSync(join(root, "LICENSE"), join(path, "LICENSE"));
  }
}

/** Builds when a source is newer than what was made of it. */
export function buildIfStale(): void {
  const made = PACKAGES.map((folder) => join(root, folder, "dist", "index.js"));
  const oldest = Math.min(...made.map((path) => (existsSync(path) ? statSync(path).mtimeMs : 0)));
  const newest = Math.max(...PACKAGES.map((folder) => newestSource(join(root, folder))));
  if (newest > oldest) build();
}

function newestSource(folder: string): number {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(
    ({ name }) => !["dist", "node_modules", "LICENSE"].includes(name),
  );
  return Math.max(
    0,
    ...entries.map((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? newestSource(path) : statSync(path).mtimeMs;
    }),
  );
}

if (require.main === module) build();
