import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { measure, median, runOnce } from "../../bench/measure";

const script = (code: string) => ({ args: ["-e", code], cwd: tmpdir() });

describe("measuring a program", () => {
  it("takes the middle of several runs", () => {
    assert.equal(median([3, 1, 20]), 3);
    assert.equal(median([4, 1, 20, 2]), 3);
  });

  it("runs programs in turn, after a round that is not counted", async () => {
    const folder = mkdtempSync(join(tmpdir(), "fairlead-measure-"));
    try {
      const log = join(folder, "log");
      const writes = (text: string) => script(`require("fs").appendFileSync(${JSON.stringify(log)}, "${text}")`);
      await measure([writes("a"), writes("b")], 2);
      assert.equal(readFileSync(log, "utf8"), "ababab");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("counts the program's own memory, not that of who started it", async () => {
    const held = Buffer.alloc(200 * 2 ** 20, 1);
    const { peakMiB, output } = await runOnce(script("console.log('done')"));
    assert.equal(output, "done");
    assert.ok(peakMiB > 20 && peakMiB < 150, `${peakMiB} MiB, while the parent holds ${held.length} bytes`);
  });

  it("counts what the program allocates", async () => {
    const { peakMiB } = await runOnce(script("Buffer.alloc(300 * 2 ** 20, 1)"));
    assert.ok(peakMiB > 300);
  });

  it("takes no figure of a program that failed, and tells what it said", async () => {
    await assert.rejects(runOnce(script("throw new Error('no such estate')")), /code 1[\s\S]*no such estate/);
  });
});
