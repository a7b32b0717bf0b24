import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const root = join(__dirname, "../..");

/** Runs a script whose output nobody reads. */
async function unread(script: string): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, ["--require", "tsx/cjs", "--eval", script], { cwd: root });
  child.stdout.destroy();
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const [stderr, code] = await Promise.all([text(child.stderr), ended]);
  return { code, stderr };
}

describe("a command line that nobody reads", () => {
  const writes = `setInterval(() => process.stdout.write("x".repeat(9_999)), 5); setTimeout(() => process.exit(7), 300);`;

  it("goes on to its end, and says nothing", async () => {
    const { code, stderr } = await unread(`require("./tools/outliveReader").outliveReader(); ${writes}`);
    assert.deepEqual({ code, stderr }, { code: 7, stderr: "" });
  });

  it("would have ended there otherwise", async () => {
    const { code, stderr } = await unread(writes);
    assert.equal(code, 1);
    assert.match(stderr, /EPIPE/);
  });
});
