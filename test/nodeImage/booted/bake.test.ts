import assert from "node:assert/strict";
import { changedBundle, smallBundle } from "./bundles";
import { boot, METADATA, onMachine, type Results } from "./machine";
import { status } from "./said";

onMachine("an image", function () {
  this.timeout(600_000);
  let node: Results;
  let good: string;

  before(async () => {
    const bundle = await changedBundle({});
    const bad = await smallBundle("bad", "    - name: No task\n      no_such_module: {}\n");
    good = bundle.sha256;
    node = boot(
      { metadata: METADATA, files: { "stub/good.tar": bundle.tar, "stub/bad.tar": bad.tar } },
      `state unbaked
node_config=/usr/libexec/fairlead/node-config
$node_config bake /stub/bad.tar >/results/bad 2>&1 || echo "ended with $?" >>/results/bad
[ ! -e /var/lib/fairlead/current ]
$node_config bake /stub/good.tar
for link in current last-good; do readlink /var/lib/fairlead/$link; done >/results/links
keep rsyslog.conf /etc/rsyslog.conf
ls /etc/container_config /etc/ecs/ecs.config -s >/results/written 2>&1 || true
systemctl is-active node-config-refresh.timer >/results/timer || true
refresh baked
`,
    );
  });

  it("takes no tasks without a bundle, and says so", () => {
    assert.equal(status(node, "unbaked").result, "failed");
    assert.match(status(node, "unbaked").problem ?? "", /ParameterNotFound.*; there is no last good bundle$/);
    assert.notEqual(node.file("unbaked.agent"), "active\n");
  });

  it("is not made with a bundle that is bad", () => {
    assert.match(node.file("bad") ?? "", /fails its check: .*no_such_module.*\nended with 1\n$/);
  });

  it("is made with a bundle as the last good one", () => {
    assert.equal(node.file("links"), `bundles/${good}\nbundles/${good}\n`);
    assert.equal(status(node, "baked").bundle, good);
  });

  it("has what is the same on every node, and nothing that one node is", () => {
    assert.match(node.file("rsyslog.conf") ?? "", /MY_ENVIRONMENT=unconfigured/);
    assert.match(node.file("written") ?? "", /^0 \/etc\/ecs\/ecs\.config$/m);
    assert.match(node.file("written") ?? "", /container_config.*No such file/);
    assert.equal(node.file("timer"), "inactive\n", "the machine that builds it does not configure itself");
  });
});
