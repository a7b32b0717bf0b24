import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const root = join(__dirname, "../..");

/** Packages that come with an install script, and why nobody misses what it would do. */
const NOT_RUN: Readonly<Record<string, string>> = {
  "@pulumi/docker-build": "would download a plugin of the engine for images, which awsx offers and no stack builds",
  "docker-classic": "the same, for the older plugin",
  esbuild: "would put its program in the place of a small script; npm installs it as a package of its own",
  protobufjs: "would warn of a version that is written in another way than its own",
};

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly hasInstallScript?: boolean }>>;
}

const lockfiles = execFileSync("git", ["ls-files", "*package-lock.json"], { cwd: root, encoding: "utf8" })
  .split("\n")
  .filter((file) => file !== "");

/** Packages of a lockfile that would run something when they are installed. */
function withScript(file: string): string[] {
  const { packages }: Lockfile = JSON.parse(readFileSync(join(root, file), "utf8"));
  const found = Object.entries(packages).filter(([, { hasInstallScript }]) => hasInstallScript);
  return [...new Set(found.map(([path]) => path.split("node_modules/").at(-1) ?? ""))].sort();
}

describe("install scripts", () => {
  for (const file of lockfiles) {
    it(`of ${file} are known, each with the reason why it is not needed`, () => {
      assert.deepEqual(
        withScript(file).filter((name) => !(name in NOT_RUN)),
        [],
      );
    });

    it(`of ${file} do not run`, () => {
      const folder = join(root, dirname(file));
      // What npm would do in that folder, without what whoever runs the tests has set.
      const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_config_/i.test(name)));
      const setting = execFileSync("npm", ["config", "get", "ignore-scripts"], { cwd: folder, env, encoding: "utf8" });
      assert.equal(setting.trim(), "true");
    });
  }

  it("are listed only while somebody has them", () => {
    const all = new Set(lockfiles.flatMap(withScript));
    assert.deepEqual(
      Object.keys(NOT_RUN).filter((name) => !all.has(name)),
      [],
    );
  });
});
