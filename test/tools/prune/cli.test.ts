import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { type Account, fakeEcs, type Running } from "../../support/fakeEcs";
import { StackFolder, settingsFor } from "../../support/stackFolder";

const root = resolve(__dirname, "../../..");

describe("the command line of prune", () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  /** Runs it with fourteen revisions, of which environments pin the first. */
  async function prune(args: readonly string[], running: Running = {}) {
    const web = Array.from({ length: 14 }, (_, i) => ({ image: `web:${i}`, hash: `hash ${i}` }));
    const account: Account = { web };
    const aws = await fakeEcs(account, "123456789012", running);
    const folder = new StackFolder({ dev: { web: 1 }, stage: { web: 1 }, prod: { web: 1 } }, settingsFor(aws.endpoint));
    closing.push(aws.close, () => folder.remove());
    const script = `require("./tools/prune/cli").runCli(process.argv.slice(1), ${JSON.stringify(folder.path)})`;
    const command = ["--require", "tsx/cjs", "-e", script, "--", ...args];
    return new Promise<{ code: number | null; stdout: string; stderr: string; gone: number[] }>((done) => {
      const child = execFile(process.execPath, command, { cwd: root }, (_error, stdout, stderr) => {
        const gone = account.web?.flatMap(({ inactive }, i) => (inactive ? i + 1 : [])) ?? [];
        done({ code: child.exitCode, stdout, stderr, gone });
      });
    });
  }

  it("lists what goes, spares the newest ten, and touches nothing until it is told to", async () => {
    const listed = await prune([]);
    assert.deepEqual([listed.code, listed.stderr, listed.gone], [0, "", []]);
    assert.match(listed.stdout, /^ {4}2-4 +goes$/m);
    assert.match(listed.stdout, /^ {4}5-14 +stays: one of the newest 10$/m);
    assert.match(listed.stdout, /\n3 revisions of 14 would be deregistered\. Nothing was touched: say --yes /);
    const { code, stdout, gone } = await prune(["--yes"]);
    assert.deepEqual([code, gone], [0, [2, 3, 4]]);
    assert.match(stdout, /\nDeregistered 3 revisions\.\n$/);
  });

  it("ends with 1 and touches nothing when all are to go and one is used", async () => {
    const running = { clusters: { a: { tasks: ["web:7"] } } };
    const { code, stdout, stderr, gone } = await prune(["--all", "--yes"], running);
    assert.deepEqual([code, gone], [1, []]);
    assert.match(stdout, /^ {4}web:7 run as a task in a$/m);
    assert.match(stderr, /^Something still runs, so nothing was touched\. /);
  });

  it("ends with 2 and one line when that cannot be told", async () => {
    const { code, stderr, gone } = await prune(["--yes"], { denied: "ListClusters" });
    assert.deepEqual([code, gone], [2, []]);
    assert.match(stderr, /^AWS, asked for stack .*\n$/);
    assert.equal((await prune(["--keep", "0"])).code, 2);
  });
});
