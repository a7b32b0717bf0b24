import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
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

/** Copies an example into a folder of its own and installs what its package.json names, with what our packages need. */
export function installExample(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `fairlead-${name}-`));
  const source = join(ROOT, "examples", name);
  cpSync(source, folder, { recursive: true, filter: (path) => !path.includes("node_modules") });
  const { dependencies = {}, devDependencies = {} } = packageOf(source);
  const named = Object.keys({ ...dependencies, ...devDependencies });
  const ours = named.filter((name): name is keyof typeof SOURCES => name in SOURCES);
  installPacked(folder, ours);
  const theirs = ours.flatMap((name) => Object.keys(packageOf(join(folder, "node_modules", name)).dependencies ?? {}));
  const needed = new Set([...named, ...theirs]);
  shareInstalled(
    folder,
    [...needed].filter((name) => !(name in SOURCES)),
  );
  return folder;
}

function packageOf(folder: string): Readonly<Record<"dependencies" | "devDependencies", object | undefined>> {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}
