import assert from "node:assert/strict";
import type { NodeBundle } from "../../../node-image/bundle";
import { bucketOf, bundleOf, reference, smallBundle } from "./bundles";
import { boot, METADATA, onMachine, type Results } from "./machine";
import { metric, status } from "./said";

/** Fails for a reason that is longer than a word of a command may be. */
const WORDY = `"head -c 200000 /dev/zero | tr '\\\\0' x >/run/fairlead/reason; false"`;

/** What an environment may want, what its node does then, and why it says so. */
const BAD: Record<
  string,
  { wanted: (bad: NodeBundle) => string; bundle?: () => Promise<NodeBundle>; problem: RegExp }
> = {
  unreadable: { wanted: () => "{}{", problem: /the parameter names no bundle: / },
  unknownFormat: {
    wanted: (bad) => reference(bad, { format: 2 }),
    problem: /its format is 2; this image knows 1: roll to a newer image/,
  },
  option: { wanted: (bad) => reference(bad, { key: "--debug" }), problem: /its key is '--debug'/ },
  notThere: {
    wanted: (bad) => reference(bad, { version: "v.none" }),
    problem: /aws s3api get-object: .*NoSuchVersion/,
  },
  wrongChecksum: {
    wanted: (bad) => reference(bad, { sha256: "0".repeat(64) }),
    problem: /s3:\/\/bundles-of-dev\/node-bundle\.tar has another SHA-256 than the parameter says, 000000000000/,
  },
  noArchive: {
    bundle: async () => bundleOf(Buffer.from("this is no tar")),
    wanted: reference,
    problem: /the bundle cannot be unpacked: /,
  },
  badSyntax: {
    bundle: () => smallBundle("bad syntax", "    - name: No task\n      no_such_module: {}\n"),
    wanted: reference,
    problem: /bundle [0-9a-f]{12} fails its check: .*no_such_module/,
  },
  wordy: {
    bundle: () => smallBundle("wordy", `    - name: Fails\n      ansible.builtin.shell: ${WORDY}\n`),
    wanted: reference,
    problem: /bundle [0-9a-f]{12} failed: x{500}$/,
  },
  failing: {
    bundle: () => smallBundle("failing", "    - name: Fails\n      ansible.builtin.command: 'false'\n"),
    wanted: reference,
    problem: /bundle [0-9a-f]{12} failed: .*non-zero return code/,
  },
};

/** Those that are run, and fail. */
const RUN = ["wordy", "failing"];

/** Instead of `sync`: writes down what was to be on the disk. */
const SYNC = '#!/bin/sh\necho "$@" $(ls "$2") >>/results/synced\n';

onMachine("a node whose bundle is bad", function () {
  this.timeout(600_000);
  let node: Results;
  let good: NodeBundle;
  let bad: Map<string, NodeBundle>;

  before(async () => {
    good = await smallBundle("good");
    const better = await smallBundle("better");
    const fine = await Promise.all(["one", "two", "three"].map((text) => smallBundle(text)));
    bad = new Map();
    for (const [name, { bundle }] of Object.entries(BAD)) bad.set(name, await (bundle?.() ?? smallBundle(name)));
    const files: Record<string, string> = { "stub/wants/better": reference(better), "usr/bin/sync": SYNC };
    for (const [i, one] of fine.entries()) files[`stub/wants/fine${i}`] = reference(one);
    for (const [name, { wanted }] of Object.entries(BAD)) {
      files[`stub/wants/${name}`] = wanted(bad.get(name) as NodeBundle);
    }
    const objects = { ...bucketOf(good, better, ...fine, ...bad.values()) };
    node = boot(
      { metadata: METADATA, baked: good, objects, files, withoutAws: true },
      `chmod +x /usr/bin/sync
state withoutAws
systemctl start aws.service
for i in {1..50}; do ! curl --silent --output /dev/null http://127.0.0.1:4566 || break; sleep 0.1; done
for name in ${Object.keys(BAD).join(" ")}; do
  cp /stub/wants/$name /stub/parameter
  echo "$name:" >>/results/applied
  refresh $name
  readlink /var/lib/fairlead/current >/results/$name.current
  keep $name.rejected /var/lib/fairlead/rejected
  ls /var/lib/fairlead/bundles >/results/$name.bundles
  rm -f /var/lib/fairlead/rejected
done
keep applied.bad /results/applied
wc -l </results/aws >/results/asked
refresh failingFirst
refresh failingAgain
keep applied.again /results/applied
touch -d '3 hours ago' /var/lib/fairlead/rejected
refresh failingLater
keep applied.later /results/applied
cp /stub/wants/better /stub/parameter
refresh better
for file in /var/lib/fairlead/bundles/${fine[0]?.sha256}/{site.yml,ansible.cfg}; do install -D /dev/null $file; done
cp /stub/wants/fine0 /stub/parameter
refresh lost
rm /var/lib/fairlead/rejected
for i in 0 1 2; do cp /stub/wants/fine$i /stub/parameter; refresh fine$i; done
ls /var/lib/fairlead/bundles >/results/kept
journalctl --boot --output=cat --identifier=fairlead >/results/journal
(
  flock 9
  systemctl start --no-block node-config-refresh.service
  for i in {1..300}; do if pgrep -x flock; then break; fi; sleep 0.1; done
  systemctl is-active node-config-refresh.service || true
) 9>/run/fairlead/lock >/results/locked
`,
    );
  });

  it("is configured with what its image has when AWS cannot be reached, and its agent starts", () => {
    assert.equal(status(node, "withoutAws").result, "kept");
    assert.equal(status(node, "withoutAws").bundle, good.sha256);
    assert.match(
      status(node, "withoutAws").problem ?? "",
      /aws ssm get-parameter: .*Could not connect to the endpoint URL/,
    );
    assert.equal(node.file("withoutAws.agent"), "active\n");
  });

  for (const [name, { problem }] of Object.entries(BAD)) {
    it(`keeps the last good one: ${name}`, () => {
      const { result, bundle, problem: said } = status(node, name);
      assert.deepEqual({ result, bundle }, { result: "kept", bundle: good.sha256 });
      assert.match(said ?? "", problem);
      assert.equal(node.file(`${name}.current`), `bundles/${good.sha256}\n`);
      const lines = node.file("applied.bad")?.split(/^(\w+):\n/m) ?? [];
      const applied = lines[lines.indexOf(name) + 1];
      assert.equal(applied, RUN.includes(name) ? `${name}\ngood\n` : "good\n");
    });
  }

  it("says so in one line each time, and in its metric", () => {
    const said = node.file("journal")?.trim().split("\n") ?? [];
    const lines = said.filter((line) => line.startsWith("node configuration"));
    assert.equal(lines.length, 1 + Object.keys(BAD).length + 3 + 5, lines.join("\n"));
    for (const line of lines.slice(0, 1 + Object.keys(BAD).length))
      assert.match(line, /^node configuration kept: bundle /);
    assert.deepEqual(metric(node, 0), { value: 1, environment: "dev" });
    assert.deepEqual(metric(node, -1), { value: 0, environment: "dev" });
  });

  it("does not try a bundle again soon that failed, and tries it later: what it failed for may have passed", () => {
    assert.equal(node.file("applied.again"), `${node.file("applied.bad")}failing\ngood\ngood\n`);
    assert.match(
      status(node, "failingAgain").problem ?? "",
      /^not tried again for 2 hours: bundle [0-9a-f]{12} failed/,
    );
    assert.equal(node.file("applied.later"), `${node.file("applied.again")}failing\ngood\n`);
  });

  it("rejects for good what is the bundle's own fault, and nothing else", () => {
    const rejected = Object.keys(BAD).map((name) => [name, node.file(`${name}.rejected`)?.split("\n")[1]]);
    assert.deepEqual(
      rejected.filter(([, how]) => how !== undefined),
      [
        ["noArchive", "for-good"],
        ["badSyntax", "for-good"],
        ["wordy", "for-now"],
        ["failing", "for-now"],
      ],
    );
  });

  it("has none of a bundle that it has rejected for good", () => {
    for (const [name, bundle] of bad) {
      const isThere = node.file(`${name}.bundles`)?.includes(bundle.sha256);
      assert.equal(isThere, RUN.includes(name), name);
    }
  });

  it("fetches a bundle again whose files a loss of power has emptied, when it is not rejected any more", () => {
    assert.equal(status(node, "lost").result, "kept");
    assert.match(status(node, "lost").problem ?? "", /fails its check: /);
    assert.equal(status(node, "fine0").result, "ok");
  });

  it("has a bundle on its disk before it takes it for one that is there", () => {
    const synced = node.file("synced")?.trim().split("\n") ?? [];
    // Those that could be unpacked: the three bad ones, the better one, and the fine ones.
    assert.deepEqual(
      synced,
      Array(7).fill("--file-system /var/lib/fairlead/bundles/.new ansible.cfg shared.json site.yml"),
    );
  });

  it("takes the next one that is good", () => assert.equal(status(node, "better").result, "ok"));

  it("keeps three bundles", () => {
    assert.equal(node.file("kept")?.trim().split("\n").length, 3);
    assert.ok(node.file("kept")?.includes(status(node, "fine2").bundle as string));
  });

  it("waits while another run goes on", () => assert.match(node.file("locked") ?? "", /^\d+\nactivating\n$/));
});
