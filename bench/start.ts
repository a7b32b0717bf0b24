/**
 * How long the program takes to start, by the way its TypeScript is run. `npm run bench -- --start` prints a table; the
 * figures behind the choices are in docs/decisions/0002-run-typescript-with-tsx.md and 0016-a-preview-loads-little.md.
 *
 * Each way loads index.ts with everything that it imports, in a process of its own, and asks the process what it used.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "./measure";

const root = join(__dirname, "..");
const RUNS = 5;

/** What a process prints of itself when it ends: seconds of CPU, seconds since its start, MiB at most. */
const REPORT = `process.on("exit", () => { const u = process.resourceUsage();
  console.log(JSON.stringify([(u.userCPUTime + u.systemCPUTime) / 1e6, process.uptime(), u.maxRSS / 1024])); });`;

const compiled = mkdtempSync(join(tmpdir(), "fairlead-bench-"));
try {
  const config = join(compiled, "tsconfig.json");
  const compilerOptions = { noEmit: false, outDir: compiled, rootDir: root, ...aliasesOfTheProject() };
  writeFileSync(
    config,
    JSON.stringify({ extends: join(root, "tsconfig.json"), compilerOptions, include: [join(root, "index.ts")] }),
  );
  execFileSync(join(root, "node_modules/.bin/tsc"), ["-p", config], { stdio: "inherit" });
  symlinkSync(join(root, "node_modules"), join(compiled, "node_modules"));

  const tsNode = (transpileOnly: boolean) =>
    `require("@pulumi/pulumi/vendor/ts-node@7.0.1/index.js").register({ transpileOnly: ${transpileOnly}, typeCheck: ${!transpileOnly},
       compiler: "typescript", compilerOptions: { target: "es2022", module: "commonjs", moduleResolution: "node", esModuleInterop: true } });`;
  const aliases = `const M = require("node:module"), resolve = M._resolveFilename;
     M._resolveFilename = (r, ...rest) => resolve(r === "fairlead" ? "${root}/components/index.ts" : r === "fairlead/rules" ? "${root}/components/rules/index.ts" : r, ...rest);`;
  const ways: [string, string[]][] = [
    ["node alone", ["-e", REPORT]],
    ["the SDK alone", ["-e", `${REPORT} require("@pulumi/pulumi"); require("@pulumi/aws");`]],
    [
      "precompiled",
      [
        "-e",
        `${REPORT} ${aliases.replaceAll(`${root}/components`, `${compiled}/components`).replaceAll(".ts", ".js")} require("${compiled}/index.js");`,
      ],
    ],
    ["tsx, both loaders", ["--import", "tsx", "-e", `${REPORT} require("./index.ts");`]],
    ["tsx, require only", ["--require", "tsx/cjs", "-e", `${REPORT} require("./index.ts");`]],
    ["tsx, own files only", ["--require", "./tools/typescript.js", "-e", `${REPORT} require("./index.ts");`]],
    ["ts-node, transpile only", ["-e", `${REPORT} ${aliases} ${tsNode(true)} require("./index.ts");`]],
    ["ts-node, type check", ["-e", `${REPORT} ${aliases} ${tsNode(false)} require("./index.ts");`]],
  ];
  console.log(`medians of ${RUNS} runs after one that is not counted\n`);
  console.log("way                        CPU s   wall s   MiB");
  for (const [way, args] of ways) {
    const runs = Array.from({ length: RUNS + 1 }, () => measure(args)).slice(1);
    const [cpu = 0, wall = 0, memory = 0] = [0, 1, 2].map((i) => median(runs.map((run) => run[i] ?? 0)));
    console.log(
      `${way.padEnd(25)} ${cpu.toFixed(2).padStart(6)} ${wall.toFixed(2).padStart(8)} ${memory.toFixed(0).padStart(5)}`,
    );
  }
} finally {
  rmSync(compiled, { recursive: true });
}

/** The aliases of tsconfig.json with absolute paths. */
function aliasesOfTheProject() {
  const at = (path: string) => [join(root, path)];
  return {
    paths: { fairlead: at("components/index.ts"), "fairlead/rules": at("components/rules/index.ts") },
    typeRoots: at("node_modules/@types"),
  };
}

function measure(args: string[]): number[] {
  const output = execFileSync(process.execPath, args, {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(output.trim().split("\n").at(-1) ?? "[]") as number[];
}
