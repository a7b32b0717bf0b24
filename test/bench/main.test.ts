import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Benchmark } from "../../bench/benchmark";
import type { Usage } from "../../bench/measure";

const root = join(__dirname, "../..");

/** What `npm run bench -- ARGS` says. */
async function bench(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, ["--require", "./tools/typescript.js", "bench/main.ts", ...args], {
    cwd: root,
  });
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}

function assertUsed({ wallSeconds, cpuSeconds, peakMiB, ...rest }: Usage): void {
  for (const figure of [wallSeconds, cpuSeconds, peakMiB]) assert.ok(Number.isFinite(figure) && figure > 0);
  assert.deepEqual(Object.keys(rest), []);
}

describe("npm run bench", function () {
  this.timeout(120_000);

  it("previews one environment once, and says how large it is", async () => {
    const { code, stdout } = await bench("--services", "2", "--once");
    assert.equal(code, 0);
    assert.match(stdout, /^2 services, \d+ resources\n$/);
  });

  it("says with the pack how many violations there are", async () => {
    const { stdout } = await bench("--services", "2", "--once", "--pack");
    assert.match(stdout, /^2 services, \d+ resources, 0 violations\n$/);
  });

  it("gives its figures as JSON: the load, and each size with and without the pack", async () => {
    const { code, stdout, stderr } = await bench("--json", "--runs", "1", "--services", "2");
    assert.equal(code, 0, stderr);
    const { date, machine, runs, load, sizes } = JSON.parse(stdout) as Benchmark;
    assert.match(date, /^\d{4}-\d{2}-\d{2}$/);
    assert.equal(machine.node, process.version);
    assert.equal(runs, 1);
    for (const usage of [load.node, load.used, load.all]) assertUsed(usage);
    assert.equal(sizes.length, 1);
    for (const { services, resources, inCloudFormation, preview, withPack, cdk } of sizes) {
      assert.equal(services, 2);
      assert.ok(resources > inCloudFormation && inCloudFormation > 0);
      assertUsed(preview);
      assertUsed(withPack);
      assert.equal(cdk, undefined);
    }
  });

  it("refuses an environment that one load balancer does not hold, and says what to do", async () => {
    const { code, stderr } = await bench("--services", "101", "--once");
    assert.equal(code, 2);
    assert.match(stderr, /"site-101": environment is used by 100 web services .* Make a second environment/);
    assert.doesNotMatch(stderr, /^\s+at /m);
  });

  for (const [what, args] of [
    ["more services than an environment holds", ["--services", "101"]],
    ["a preview with the library and CDK at once", ["--services", "1", "--once", "--cdk"]],
    ["the pack where it is always measured", ["--pack"]],
    ["a number of services that is none", ["--services", "many"]],
    ["two environments for one preview", ["--services", "1", "--services", "2", "--once"]],
    ["an option that it does not know", ["--fast"]],
  ] as const) {
    it(`refuses ${what}, and says how it is used`, async () => {
      const { code, stdout, stderr } = await bench(...args);
      assert.equal(code, 2);
      assert.equal(stdout, "");
      assert.match(stderr, /npm run bench -- --services 30/);
    });
  }
});
