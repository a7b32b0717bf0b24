import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { buildIfStale } from "../../tools/build";

const root = join(__dirname, "../..");
const npm = (args: string[], cwd: string) =>
  execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** What programs of other teams import. */
const PROGRAM = `
import * as fairlead from "fairlead";
import { EcsEnvironment, Market, SpotCapacity, WebService, type EnvironmentReference } from "fairlead";
import { DYNAMIC_HOST_PORTS, spotTimingProblems } from "fairlead/rules";
import { ecsPolicies, prodNotAllSpot, servicesBehindAlb } from "fairlead-policy";

export const classes = [EcsEnvironment, SpotCapacity, WebService, fairlead.TaskRelease];
export const market: Market = Market.Spot;
export const port: number = DYNAMIC_HOST_PORTS.from;
export const problems = spotTimingProblems({ spotShare: 1, deregistrationDelaySeconds: 30, stopTimeoutSeconds: 30, minimumHealthyPercent: 50 });
export const policies = [...ecsPolicies(), prodNotAllSpot, servicesBehindAlb];
export const use = (environment: EnvironmentReference) =>
  new WebService("web", { environment, release: "web:1", hosts: ["a.example.com"], capacity: { spot: {} } });
`;
const RUN = (named: string) => `
if (typeof ${named}.EcsEnvironment !== "function") throw new Error("no EcsEnvironment");
if (policy.prodNotAllSpot.name !== "prod-not-all-spot") throw new Error("no policies");
if (rules.DYNAMIC_HOST_PORTS.from !== 32768) throw new Error("no rules");
console.log("fine");
`;

describe("the published packages", () => {
  const folder = mkdtempSync(join(tmpdir(), "fairlead-packages-"));
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text);

  before(function () {
    this.timeout(300_000); // builds them first when they are stale
    buildIfStale();
    for (const name of ["fairlead", "fairlead-policy"]) {
      const source = join(root, name === "fairlead" ? "components" : "policy");
      const [{ filename }] = JSON.parse(npm(["pack", "--json", "--pack-destination", folder], source));
      const target = join(folder, "node_modules", name);
      mkdirSync(target, { recursive: true });
      execFileSync("tar", ["-xzf", join(folder, filename), "-C", target, "--strip-components=1"]);
    }
    // What a consumer installs beside them: the peers, and the compiler.
    for (const name of ["@pulumi", "@types", "@grpc", "google-protobuf", "typescript", "undici-types"]) {
      const target = join(folder, "node_modules", name);
      mkdirSync(dirname(target), { recursive: true });
      symlinkSync(join(root, "node_modules", name), target);
    }
  });
  after(() => rmSync(folder, { recursive: true }));

  it("hold what is needed, and no tests", () => {
    for (const [name, needed] of [
      ["fairlead", ["LICENSE", "PulumiPlugin.yaml", "README.md", "dist", "index.ts", "package.json", "tsconfig.json"]],
      [
        "fairlead-policy",
        ["LICENSE", "PulumiPolicy.yaml", "README.md", "dist", "index.ts", "package.json", "tsconfig.json"],
      ],
    ] as const) {
      const files = readdirSync(join(folder, "node_modules", name));
      for (const file of needed) assert.ok(files.includes(file), `${name}: ${file}`);
      assert.ok(!files.includes("node_modules") && !files.includes("test"), name);
    }
  });

  for (const [kind, extension, module] of [
    ["an ES module", "mts", "nodenext"],
    ["a CommonJS module", "cts", "nodenext"],
    ["a program with the older resolution of modules", "ts", "commonjs"],
  ] as const) {
    it(`have types for ${kind}`, () => {
      write(`types.${extension}`, PROGRAM);
      const compilerOptions = {
        module,
        moduleResolution: module === "commonjs" ? "node10" : "nodenext",
        target: "es2022",
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        types: ["node"],
      };
      write("tsconfig.json", JSON.stringify({ compilerOptions, files: [`types.${extension}`] }));
      execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", folder], {
        stdio: ["ignore", "inherit", "inherit"],
      });
    });
  }

  it("run in an ES module", () => {
    write(
      "run.mjs",
      `import { EcsEnvironment } from "fairlead"; import * as rules from "fairlead/rules"; import * as policy from "fairlead-policy";
       const named = { EcsEnvironment }; ${RUN("named")}`,
    );
    assert.match(execFileSync(process.execPath, ["run.mjs"], { cwd: folder, encoding: "utf8" }), /fine/);
  });

  it("run in a CommonJS module", () => {
    write(
      "run.cjs",
      `const fairlead = require("fairlead"), rules = require("fairlead/rules"), policy = require("fairlead-policy"); ${RUN("fairlead")}`,
    );
    assert.match(execFileSync(process.execPath, ["run.cjs"], { cwd: folder, encoding: "utf8" }), /fine/);
  });

  it("bring no copy of the SDK along", () => {
    for (const name of ["fairlead", "fairlead-policy"]) {
      const { peerDependencies, dependencies = {} } = require(join(folder, "node_modules", name, "package.json"));
      assert.ok(peerDependencies["@pulumi/pulumi"]);
      assert.equal(dependencies["@pulumi/pulumi"], undefined);
      assert.equal(dependencies["@pulumi/aws"], undefined);
    }
  });
});
