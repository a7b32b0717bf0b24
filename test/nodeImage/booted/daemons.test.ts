import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bucketOf, changedBundle, reference } from "./bundles";
import { boot, METADATA, onMachine, type Results } from "./machine";
import { metric, status } from "./said";

const shipper = { name: "shipper", image: "registry.example.com/shipper:1", memoryMiB: 64 };
const listed = (changes: object = {}) => JSON.stringify({ daemons: [{ ...shipper, ...changes }] });

const CONF = join(__dirname, "../../../node-image/ansible/roles/logging/templates/rsyslog.conf.j2");

/** rsyslog as an image has it: it runs before the node is configured. */
const RSYSLOG = {
  "etc/rsyslog.conf": readFileSync(CONF, "utf8").replace("{{ logging_label }}", "unconfigured"),
  "etc/systemd/system/node-config.service.d/rsyslog.conf": "[Unit]\nWants=rsyslog.service\nAfter=rsyslog.service\n",
};

onMachine("a node whose daemon does not start when it boots", function () {
  this.timeout(600_000);
  let node: Results;

  before(async () => {
    const baked = await changedBundle({ "daemons.json": listed() });
    const ends = await changedBundle({ "daemons.json": listed({ arguments: ["--ends"] }) });
    node = boot(
      {
        metadata: METADATA,
        baked,
        parameter: reference(baked),
        objects: bucketOf(baked, ends),
        files: { "stub/no-images": "", "stub/ends": reference(ends), ...RSYSLOG },
      },
      `state first
logger --tag app "a line of an app"
for i in {1..20}; do ! grep "a line of an app" /var/log/messages >/results/line || break; sleep 1; done
refresh second
rm /stub/no-images
refresh third
for i in {1..60}; do ! systemctl is-active --quiet ecs.service || break; sleep 1; done
state joined
refresh again
cp /stub/ends /stub/parameter
refresh ends
`,
    );
  });

  it("is not configured, in this run and in each that comes after", () => {
    for (const name of ["first", "second"]) {
      assert.equal(status(node, name).result, "failed", name);
      assert.match(status(node, name).problem ?? "", /shipper/);
      assert.notEqual(node.file(`${name}.agent`), "active\n", name);
    }
    assert.deepEqual(metric(node, 1), { value: 1, environment: "dev" });
  });

  it("has what was configured before that read all the same", () => {
    assert.match(node.file("line") ?? "", /MY_ENVIRONMENT=dev app/);
  });

  it("joins when the daemon is up", () => {
    assert.equal(node.file("third.refresh"), "ok\n");
    assert.equal(node.file("joined.agent"), "active\n");
    assert.equal(status(node, "again").changed, 0);
  });

  it("does not take a daemon for up that ends after a while", () => {
    assert.equal(status(node, "ends").result, "kept");
    assert.match(
      status(node, "ends").problem ?? "",
      /the daemon shipper does not stay up: its unit is activating; journalctl -u fairlead-daemon-shipper/,
    );
    assert.equal(node.file("ends.agent"), "active\n");
  });
});
