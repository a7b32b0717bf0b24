import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const hook = join(__dirname, "../../tools/typescript.js");

/** Runs `main.ts` of a folder with these files. */
function run(files: Record<string, string>): { stdout: string; stderr: string } {
  const folder = mkdtempSync(join(tmpdir(), "fairlead-typescript-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    // Whoever measures coverage has Node read all source maps.
    const env = { ...process.env, NODE_V8_COVERAGE: "" };
    return spawnSync(process.execPath, ["--require", hook, "main.ts"], { cwd: folder, encoding: "utf8", env });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the project's way to run TypeScript", () => {
  it("runs its own files as tsx does, aliases included", () => {
    const { stdout } = run({
      "tsconfig.json": `{ "compilerOptions": { "paths": { "library": ["./library/index.ts"] } } }`,
      "library/index.ts": `export enum Market { Spot = "spot" }`,
      "main.ts": `import { Market } from "library"; const spot: Market = Market.Spot; console.log(spot);`,
    });
    assert.equal(stdout.trim(), "spot");
  });

  it("leaves packages to Node: not even their source maps are read", () => {
    const map = JSON.stringify({ version: 3, sources: ["original.ts"], names: [], mappings: "AAAA" });
    const url = `data:application/json;base64,${Buffer.from(map).toString("base64")}`;
    const { stderr } = run({
      "node_modules/package/index.js": `throw new Error("here");\n//# sourceMappingURL=${url}`,
      "main.ts": `import "package";`,
    });
    assert.match(stderr, /package\/index\.js:1/);
    assert.doesNotMatch(stderr, /original\.ts/);
  });

  it("names the line of the source in an error, also after a package was loaded", () => {
    const { stderr } = run({
      "node_modules/package/index.js": "",
      "main.ts": `import "package";\nimport { fail } from "./fail";\nfail();`,
      "fail.ts": `interface Shape {\n  side: number;\n}\n\nexport function fail(): Shape {\n  throw new Error("here");\n}`,
    });
    assert.match(stderr, /fail\.ts:6:9/);
  });
});
