import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const preview = join(__dirname, "../../../tools/preview");
const project = join(__dirname, "../../support/project/index.ts");

/** Records a program in a fresh Node after running some code first, and tells what it found. */
async function recordAfter(first: string): Promise<{ measures: boolean[]; loaded: string[]; recording: unknown }> {
  const script = `
    const lean = require(${JSON.stringify(join(preview, "lean"))});
    const measures = [];
    ${first}
    const { record } = require(${JSON.stringify(join(preview, "recorder"))});
    console.log = () => {};
    record({ project: "example", stack: "dev", config: { "example:kind": "releases" }, program: require(${JSON.stringify(project)}) })
      .then((recording) => {
        const heavy = /[\\\\/](typescript|arborist)[\\\\/]lib[\\\\/](typescript|index)\\.js$/;
        const loaded = Object.values(require.cache).filter(({ filename, exports }) => heavy.test(filename) && typeof exports !== "function");
        const arborist = Object.keys(require.cache).filter((file) => /arborist[\\\\/]lib[\\\\/]arborist/.test(file));
        process.stdout.write(JSON.stringify({ measures, loaded: [...loaded, ...arborist].length, recording }));
      });`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", "-e", script], { maxBuffer: 1e8 });
  return JSON.parse(stdout);
}

const all = "measures.push(...lean.beLean());";

describe("a lean recording", () => {
  it("is the same as a plain one, without loading what only closures need", async () => {
    const [plain, lean] = await Promise.all([recordAfter(""), recordAfter(all)]);
    assert.deepEqual(lean.measures, [true, true, true, true, true]);
    assert.deepEqual(lean.recording, plain.recording);
    assert.ok(Number(plain.loaded) > 0);
    assert.equal(lean.loaded, 0);
  });

  it("still serialises closures for who needs it", async () => {
    const { recording } = await recordAfter(`${all}
      const pulumi = require("@pulumi/pulumi");
      const text = pulumi.runtime.serializeFunction(() => 42).then(({ text }) => {
        if (!text.includes("42")) throw new Error("no closure");
      });`);
    assert.deepEqual((recording as { errors: unknown }).errors, []);
  });

  it("loads of AWS's services only what the program touches, and the automation API for who needs it", async () => {
    const { loaded } = await recordAfter(`${all}
      const isLoaded = (file) => typeof require.cache[require.resolve(file)].exports !== "function";
      const services = ["ecs", "alb", "s3", "types"].map((service) => "@pulumi/aws/" + service);
      const aws = require("@pulumi/aws");
      if (typeof aws.ecs.Cluster !== "function" || aws.types.enums.alb.IpAddressType.Ipv4 !== "ipv4") throw new Error();
      measures.push(...services.map(isLoaded), isLoaded("@pulumi/pulumi/automation"));
      const { LocalWorkspace } = require("@pulumi/pulumi").automation;
      if (typeof LocalWorkspace !== "function") throw new Error("no automation");`).then(({ measures }) => ({
      loaded: measures.slice(5),
    }));
    assert.deepEqual(loaded, [true, false, false, true, false]);
  });

  it("runs plainly where the SDK has moved what it reaches for", async () => {
    const { measures, recording } = await recordAfter(`
      const moved = [
        [require("@pulumi/pulumi/runtime/debuggable"), "debuggablePromise"],
        [require("@pulumi/pulumi/resource").Resource, "callsites"],
        [require("@pulumi/pulumi/log"), "debug"],
      ].map(([from, key]) => ({ from, key, value: from[key] }));
      for (const { from, key } of moved) delete from[key];
      measures.push(lean.skipPromiseStacks(), lean.skipSourcePositions(), lean.skipDebugLogs());
      for (const { from, key, value } of moved) from[key] = value;`);
    assert.deepEqual(measures, [false, false, false]);
    assert.deepEqual((recording as { errors: unknown }).errors, []);
  });

  it("changes nothing once the SDK is loaded", async () => {
    const { measures } = await recordAfter(
      `require("@pulumi/pulumi"); measures.push(lean.loadClosureToolsLazily(), lean.loadServicesLazily());`,
    );
    assert.deepEqual(measures, [false, false]);
  });
});
