import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const files = join(__dirname, "../../node-image/files");
const script = readFileSync(join(files, "usr/libexec/fairlead/node-config"), "utf8");

describe("what a node may wait for while it is configured", () => {
  const seconds = (name: string) => Number(new RegExp(`\\b${name}_seconds=(\\d+)`).exec(script)?.[1] ?? Number.NaN);
  // AWS is asked for the parameter and the bundle, and told the metric; the disk takes the bundle in.
  const calls = 4 * seconds("call");
  const plays = seconds("check") + 2 * seconds("play") + 3 * seconds("kill");
  const run = seconds("facts") + calls + plays;

  it("ends before a run that waits for another gives up", () => assert.ok(run < seconds("lock"), String(run)));

  for (const unit of ["node-config.service", "node-config-refresh.service"]) {
    it(`ends before systemd ends ${unit}`, () => {
      const text = readFileSync(join(files, "etc/systemd/system", unit), "utf8");
      const minutes = Number(/^TimeoutStartSec=(\d+)min$/m.exec(text)?.[1]);
      assert.ok(seconds("lock") + run + 60 < minutes * 60, `${minutes} min`);
    });
  }
});
