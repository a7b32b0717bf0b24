import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bucketOf, changedBundle, reference } from "./bundles";
import { boot, METADATA, onMachine, type Results } from "./machine";
import { metric, status } from "./said";

const settings = readFileSync(join(__dirname, "../../../node-image/ansible/settings.yml"), "utf8");

/** An agent that ends for one setting in a way that systemd does not start it again. */
const ENDS = `[Service]
ExecStart=
ExecStart=/bin/sh -c '[ "$ECS_LOG_DRIVER" != splunk ] || exit 5; exec sleep infinity'
`;

onMachine("a node whose agent does not take its settings", function () {
  this.timeout(600_000);
  let node: Results;
  let good = "";

  before(async () => {
    const baked = await changedBundle({});
    const wanted = await changedBundle({
      "settings.yml": settings.replace("agent_settings: {}", "agent_settings: { ECS_LOG_DRIVER: splunk }"),
    });
    good = baked.sha256;
    node = boot(
      {
        metadata: METADATA,
        baked,
        parameter: reference(baked),
        objects: bucketOf(baked, wanted),
        files: { "stub/bad": reference(wanted), "etc/systemd/system/ecs.service.d/90-ends.conf": ENDS },
      },
      `state first
cp /stub/bad /stub/parameter
refresh bad
keep bad.ecs.config /etc/ecs/ecs.config
systemctl stop ecs.service
refresh stopped
printf '[Service]\\nExecStart=\\nExecStart=/bin/false\\n' >/etc/systemd/system/ecs.service.d/91-never.conf
systemctl daemon-reload
systemctl stop ecs.service
refresh never
systemctl list-timers --all logrotate.timer --no-legend >/results/timers
systemctl cat logrotate.timer | grep OnCalendar >/results/calendar
systemctl is-enabled logrotate.timer >>/results/calendar
`,
    );
  });

  it("goes back to its last good bundle, and its agent is started again", () => {
    const { result, bundle, agent, problem } = status(node, "bad");
    assert.deepEqual({ result, bundle, agent }, { result: "kept", bundle: good, agent: "active" });
    assert.match(problem ?? "", /the agent does not stay up with its new ecs\.config: ecs\.service is failed/);
    assert.equal(node.file("bad.agent"), "active\n");
    assert.doesNotMatch(node.file("bad.ecs.config") ?? "", /splunk/);
  });

  it("starts an agent that was stopped", () => assert.equal(status(node, "stopped").agent, "active"));

  it("says that its agent does not run, in its status and its metric", () => {
    const { agent, problem } = status(node, "never");
    assert.notEqual(agent, "active");
    assert.match(problem ?? "", /; ecs\.service is (failed|activating)$/);
    assert.deepEqual(metric(node, -1), { value: 1, environment: "dev" });
  });

  it("looks at the size of its log files every hour", () => {
    assert.match(node.file("timers") ?? "", /logrotate\.timer/);
    assert.match(node.file("calendar") ?? "", /OnCalendar=\nOnCalendar=hourly\nenabled\n$/);
  });
});
