import assert from "node:assert/strict";
import type { NodeBundle } from "../../../node-image/bundle";
import { bucketOf, reference, smallBundle } from "./bundles";
import { boot, METADATA, onMachine, type Results } from "./machine";
import { metric, status } from "./said";

/** What the node keeps lies on a small file system of its own, which is full before the node is configured. */
const FULL = `[Service]
ExecStartPre=/bin/cp -a /var/lib/fairlead /run/kept
ExecStartPre=/bin/mount -t tmpfs -o size=1m,nr_inodes=60 tmpfs /var/lib/fairlead
ExecStartPre=/bin/cp -a /run/kept/. /var/lib/fairlead/
ExecStartPre=-/bin/dd if=/dev/zero of=/var/lib/fairlead/fill bs=4k count=300
`;

onMachine("a node whose disk is full", function () {
  this.timeout(600_000);
  let node: Results;
  let good: NodeBundle;
  let other: NodeBundle;
  const line = (name: string) => node.file(`${name}.journal`)?.trim();

  before(async () => {
    good = await smallBundle("good");
    other = await smallBundle("other");
    const failing = await smallBundle("failing", "    - name: Fails\n      ansible.builtin.command: 'false'\n");
    const bad = await smallBundle("bad", "    - name: No task\n      no_such_module: {}\n");
    const slow = await smallBundle("slow");
    node = boot(
      {
        metadata: METADATA,
        baked: good,
        parameter: reference(other),
        objects: bucketOf(good, other, failing, slow),
        files: {
          "stub/good": reference(good),
          "stub/failing": reference(failing),
          "stub/bad": reference(bad),
          "stub/bad.tar": bad.tar,
          "stub/slow": reference(slow),
          "stub/sync": "#!/bin/sh\nexec sleep 600\n",
          "etc/systemd/system/node-config.service.d/full.conf": FULL,
        },
      },
      `run() {
  refresh "$1"
  journalctl --boot --output=cat --identifier=fairlead | tail -n 1 >"/results/$1.journal"
  ls -A /var/lib/fairlead >"/results/$1.files"
}
state boot
ls -A /var/lib/fairlead >/results/boot.files
journalctl --boot --output=cat --identifier=fairlead >/results/boot.journal
run full
rm -f /var/lib/fairlead/fill
run free
cp /stub/failing /stub/parameter
run failing
rm -f /var/lib/fairlead/rejected
dd if=/dev/zero of=/var/lib/fairlead/fill bs=4k count=300 || true
run failingFull
rm -f /var/lib/fairlead/fill
cp /stub/good /stub/parameter
for i in {1..60}; do touch /var/lib/fairlead/fill$i || break; done
run noInodes
rm -f /var/lib/fairlead/fill*
run freeAgain
# A bundle that is bad for good and cannot be removed.
busy=/var/lib/fairlead/bundles/${bad.sha256}
mkdir "$busy"
tar -xf /stub/bad.tar -C "$busy"
mount --bind "$busy" "$busy"
cp /stub/bad /stub/parameter
run busy
umount "$busy"
# A disk that takes nothing in.
sed -i s/call_seconds=60/call_seconds=10/ /usr/libexec/fairlead/node-config
install -m 755 /stub/sync /usr/bin/sync
cp /stub/slow /stub/parameter
run slow
`,
    );
  });

  it("is configured with its last good bundle when it boots, and its agent starts", () => {
    assert.equal(node.file("boot.agent"), "active\n", node.file("log"));
    assert.match(node.file("boot.config") ?? "", /^MY_ENVIRONMENT="dev"\n/);
  });

  it("says so in its journal and its metric, as its status cannot be written", () => {
    for (const name of ["boot", "full"]) {
      assert.match(
        line(name) ?? "",
        new RegExp(
          `^node configuration kept: bundle ${good.sha256.slice(0, 12)}, environment dev.*: the bundle cannot be ` +
            "unpacked: .*No space left on device; /var/lib/fairlead cannot be written: .*No space left on device$",
        ),
        name,
      );
      assert.equal(node.file(`${name}.status`), undefined);
    }
    assert.equal(node.file("full.refresh"), "ok\n");
    for (const index of [0, 1]) assert.deepEqual(metric(node, index), { value: 1, environment: "dev" });
  });

  it("leaves nothing half written", () => {
    for (const name of ["boot", "full", "failingFull", "noInodes"]) {
      assert.doesNotMatch(node.file(`${name}.files`) ?? "", /\.new$/m, name);
    }
  });

  it("takes the wanted bundle as soon as there is space", () => {
    const { result, bundle, problem } = status(node, "free");
    assert.deepEqual({ result, bundle, problem }, { result: "ok", bundle: other.sha256, problem: null });
  });

  it("goes back to its last good bundle when it cannot write down that the wanted one failed", () => {
    assert.equal(node.file("failingFull.refresh"), "ok\n");
    assert.match(
      line("failingFull") ?? "",
      /^node configuration kept: .* failed: .*; \/var\/lib\/fairlead cannot be wr/,
    );
    assert.doesNotMatch(node.file("failingFull.files") ?? "", /rejected/);
  });

  it("is configured when it cannot write down with which bundle, and does it later", () => {
    assert.equal(node.file("noInodes.refresh"), "ok\n");
    const name = good.sha256.slice(0, 12);
    assert.match(
      line("noInodes") ?? "",
      new RegExp(`^node configuration ok: bundle ${name}, environment dev, .*: /var/lib/fairlead cannot be written: `),
    );
    const { result, bundle, problem } = status(node, "freeAgain");
    assert.deepEqual({ result, bundle, problem }, { result: "ok", bundle: good.sha256, problem: null });
  });

  it("says so when a bundle that is bad cannot be removed, and goes on with its last good one", () => {
    assert.equal(node.file("busy.refresh"), "ok\n");
    assert.match(line("busy") ?? "", /^node configuration kept: .* fails its check: .*; .* cannot be written: rm: /);
  });

  it("does not wait for ever until a bundle is on its disk", () => {
    assert.equal(node.file("slow.refresh"), "ok\n");
    assert.match(
      line("slow") ?? "",
      /^node configuration kept: .*: the bundle cannot be unpacked: it is not on the disk after 10 seconds$/,
    );
  });
});
