import assert from "node:assert/strict";
import type { NodeBundle } from "../../../node-image/bundle";
import { bucketOf, changedBundle, reference } from "./bundles";
import { boot, METADATA, onMachine, type Results } from "./machine";
import { status } from "./said";

onMachine("a node whose root disk is full", function () {
  this.timeout(600_000);
  let node: Results;
  let good: NodeBundle;
  const line = (name: string) => node.file(`${name}.journal`)?.trim() ?? "";
  const short = () => good.sha256.slice(0, 12);

  before(async () => {
    good = await changedBundle({});
    const other = await changedBundle({ "note.txt": "x".repeat(5_000) });
    node = boot(
      {
        metadata: METADATA,
        freeMiB: 64,
        baked: good,
        parameter: reference(good),
        objects: bucketOf(good, other),
        files: { "stub/other": reference(other) },
      },
      `fill() { for i in 1 2 3; do dd if=/dev/zero of=/fill$i bs=4k oflag=append conv=notrunc || true; done; }
told() { journalctl --boot --output=cat --identifier=fairlead | tail -n 1 >"/results/$1.journal"; }
state boot
for name in same wanted; do
  fill
  if echo one >/tmp/one; then exit 1; fi
  refresh $name
  told $name
  rm /fill*
  cp /stub/other /stub/parameter
done
systemctl stop ecs.service node-config.service
rm /etc/container_config/node.config
fill
systemctl start ecs.service || true
state first
told first
rm /fill*
refresh free
for i in {1..60}; do ! systemctl is-active --quiet ecs.service || break; sleep 1; done
state joined
`,
    );
  });

  it("stays configured with the wanted bundle", () => {
    assert.equal(status(node, "boot").result, "ok");
    assert.equal(node.file("same.refresh"), "ok\n", line("same"));
    // What a run frees may be enough for its status.
    const unwritten = "/var/lib/fairlead cannot be written: .*No space left on device";
    assert.match(
      line("same"),
      new RegExp(`^node configuration ok: bundle ${short()}, environment dev, 0 changed(: ${unwritten})?$`),
    );
    assert.equal(node.file("same.agent"), "active\n");
  });

  it("keeps its last good bundle when the wanted one has no room", () => {
    assert.equal(node.file("wanted.refresh"), "ok\n", line("wanted"));
    assert.match(
      line("wanted"),
      new RegExp(`^node configuration kept: bundle ${short()}, .* the bundle cannot be unpacked: .*No space left on d`),
    );
    assert.equal(node.file("wanted.agent"), "active\n");
  });

  it("does not join when what containers read cannot be written, and joins when there is room", () => {
    assert.match(line("first"), /^node configuration failed: .*No space left on device/);
    assert.notEqual(node.file("first.agent"), "active\n");
    assert.equal(node.file("first.config"), undefined);
    assert.equal(node.file("free.refresh"), "ok\n");
    assert.equal(node.file("joined.agent"), "active\n");
  });
});
