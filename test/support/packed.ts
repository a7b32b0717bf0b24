import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { buildIfStale } from "../../tools/build";

const ROOT = join(__dirname, "../..");
const SOURCES = { fairlead: "components", "fairlead-policy": "policy" } as const;

/** Installs our packages in a folder as they would be published: packed, and unpacked below its node_modules. */
export function installPacked(folder: string, names: readonly (keyof typeof SOURCES)[]): void {
  buildIfStale();
  const packs = mkdtempSync(join(tmpdir(), "fairlead-packs-"));
  try {
    for (const name of names) {
      const [{ filename }] = JSON.parse(
        execFileSync("npm", ["pack", "--json", "--pack-destination", packs], {
          cwd: join(ROOT, SOURCES[name]),
          encoding: "utf8",
          stdio: ["ignore", "pipe", "pipe"],
        }),
      );
      const target = join(folder, "node_modules", name);
      mkdirSync(target, { recursive: true });
      execFileSync("tar", ["-xzf", join(packs, filename), "-C", target, "--strip-components=1"]);
    }
  } finally {
    rmSync(packs, { recursive: true });
  }
}

/** Lets a folder have what is installed here, as if it had installed the same versions. */
export function shareInstalled(folder: string, names: readonly string[]): void {
  for (const name of names) {
    const target = join(folder, "node_modules", name);
    mkdirSync(dirname(target), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), target);
  }
}

/** Copies an example into a folder of its own and installs what its package.json names. */
export function installExample(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `fairlead-${name}-`));
  const source = join(ROOT, "examples", name);
  cpSync(source, folder, { recursive: true, filter: (path) => !path.includes("node_modules") });
  const { dependencies = {}, devDependencies = {} } = require(join(source, "package.json"));
  const needed = Object.keys({ ...dependencies, ...devDependencies });
  installPacked(
    folder,
    needed.filter((name): name is keyof typeof SOURCES => name in SOURCES),
  );
  shareInstalled(
    folder,
    needed.filter((name) => !(name in SOURCES)),
  );
  return folder;
}
