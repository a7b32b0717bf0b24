import assert from "node:assert/strict";
import { bucketOf, changedBundle, reference } from "./bundles";
import { boot, METADATA, onMachine, type Results } from "./machine";
import { metric, status } from "./said";

const DAEMONS = {
  daemons: [
    {
      name: "shipper",
      image: "public.ecr.aws/example/shipper:1.2",
      memoryMiB: 64,
      arguments: ["--to", 'a b "$HOME" %n'],
    },
    {
      name: "metrics",
      image: "public.ecr.aws/example/metrics:3",
      memoryMiB: 100,
      environment: { SITE: "eu%1" },
      mounts: [{ source: "/proc", target: "/host/proc" }],
    },
  ],
};

onMachine("a node with an image of one's own", function () {
  this.timeout(600_000);
  let node: Results;

  before(async () => {
    const baked = await changedBundle({});
    const wanted = await changedBundle({ "daemons.json": JSON.stringify(DAEMONS) });
    node = boot(
      { metadata: METADATA, baked, parameter: reference(wanted), objects: bucketOf(wanted) },
      `
state first
keep ecs.config /etc/ecs/ecs.config
stat -c '%n %a %U' /etc/container_config /etc/container_config/node.config >/results/modes
systemd-analyze verify --man=no /etc/systemd/system/{node-config.service,node-config-refresh.service,node-config-refresh.timer,ecs.service} \\
  /etc/systemd/system/fairlead-daemon-*.service >/results/verify 2>&1 || echo "ended with $?" >>/results/verify
chronyc -n -c sources >/results/sources
chronyd -p -f /etc/chrony.conf >/dev/null && cat /etc/chrony.d/*.sources >/results/chrony
rsyslogd -N1 >/results/rsyslogd 2>&1 && echo right >>/results/rsyslogd
logrotate --debug /etc/logrotate.d/rsyslog >/results/logrotate 2>&1 && echo right >>/results/logrotate
refresh again
keep again.ansible /run/fairlead/ansible.log

systemctl show node-config-refresh.timer --property=TimersMonotonic,RandomizedDelayUSec >/results/timer
mkdir -p /run/systemd/system/node-config-refresh.timer.d
printf '[Timer]\\nOnActiveSec=1s\\nRandomizedDelaySec=0\\nAccuracySec=1ms\\n' >/run/systemd/system/node-config-refresh.timer.d/90-soon.conf
rm /var/lib/fairlead/status.json
systemctl daemon-reload
systemctl restart node-config-refresh.timer
for i in {1..60}; do [ ! -e /var/lib/fairlead/status.json ] || break; sleep 1; done
state byTimer
systemctl stop node-config-refresh.timer
while systemctl is-active node-config-refresh.service | grep -q activating; do sleep 1; done

logger --tag app "a line of an app"
for i in {1..20}; do ! grep -q "a line of an app" /var/log/messages || break; sleep 1; done
grep MY_ENVIRONMENT=dev /var/log/messages | tail -n 5 >/results/messages

echo '{"daemons": []}' >/var/lib/fairlead/current/daemons.json
refresh fewer
keep fewer.ecs.config /etc/ecs/ecs.config
ls /etc/systemd/system >/results/units
pgrep -x sleep | wc -l >/results/sleepers
keep order.fewer /results/order

sed -i 's/"tags.instance.env": *"dev", *//; s/"tags.instance.env":"dev",//' /stub/metadata.json
refresh lost
journalctl --boot --output=cat --identifier=fairlead >/results/journal
`,
    );
  });

  it("is configured before its agent starts, after user data", () => {
    const at = (what: string) => node.order.findIndex((line) => line.startsWith(what));
    assert.ok(at("cloud-final.service") >= 0);
    assert.ok(at("cloud-final.service") < at("ecs.service"));
    assert.equal(node.order[at("ecs.service")], 'ecs.service fairlead-dev MY_ENVIRONMENT="dev"');
    assert.equal(node.file("first.agent"), "active\n");
  });

  it("has its daemons up before its agent starts, with their memory limited and their words as they were written", () => {
    const start = node.order.findIndex((line) => line.startsWith("ecs.service"));
    const before = node.order.slice(0, start).filter((line) => line.startsWith("docker run"));
    assert.deepEqual(before, [
      "docker run --rm --name fairlead-shipper --network host --memory 64m --memory-swap 64m --env MY_ENVIRONMENT " +
        "--volume /etc/container_config:/etc/container_config:ro public.ecr.aws/example/shipper:1.2 --to " +
        'a\\ b\\ \\"\\$HOME\\"\\ %n ',
      "docker run --rm --name fairlead-metrics --network host --memory 100m --memory-swap 100m --env MY_ENVIRONMENT " +
        "--volume /etc/container_config:/etc/container_config:ro --env SITE=eu%1 --volume /proc:/host/proc:ro " +
        "public.ecr.aws/example/metrics:3 ",
    ]);
  });

  it("keeps the daemons' memory and images from tasks", () => {
    const lines = node.file("ecs.config")?.split("\n") ?? [];
    assert.ok(lines.includes("ECS_RESERVED_MEMORY=420"), node.file("ecs.config"));
    assert.ok(
      lines.includes("ECS_EXCLUDE_UNTRACKED_IMAGE=public.ecr.aws/example/shipper:1.2,public.ecr.aws/example/metrics:3"),
    );
  });

  it("says what it is in a file that every container can read", () => {
    assert.match(node.file("first.config") ?? "", /^MY_ENVIRONMENT="dev"\nMY_CLUSTER="fairlead-dev"\n/);
    assert.equal(node.file("modes"), "/etc/container_config 755 root\n/etc/container_config/node.config 644 root\n");
  });

  it("takes the bundle that its environment wants, and says so in a file, its journal and a metric", () => {
    const { result, environment, changed, problem } = status(node, "first");
    assert.deepEqual({ result, environment, problem }, { result: "ok", environment: "dev", problem: null });
    assert.ok(changed > 10);
    assert.deepEqual(metric(node, 0), { value: 0, environment: "dev" });
    assert.match(
      node.file("journal") ?? "",
      /^node configuration ok: bundle [0-9a-f]{12}, environment dev, \d+ changed\n/,
    );
  });

  it("changes nothing when it is run again", () => {
    assert.equal(node.file("again.refresh"), "ok\n");
    assert.equal(status(node, "again").changed, 0, node.file("again.ansible"));
    assert.equal(status(node, "again").bundle, status(node, "first").bundle);
  });

  it("fetches a bundle once", () => {
    assert.equal(node.aws.filter(({ service }) => service === "s3").length, 1);
  });

  it("is configured again by a timer that starts another unit, every half hour and not all at once", () => {
    assert.match(node.file("timer") ?? "", /OnUnitInactiveUSec=30min/);
    assert.match(node.file("timer") ?? "", /RandomizedDelayUSec=5min/);
    assert.equal(status(node, "byTimer").result, "ok");
  });

  it("has units that systemd finds nothing wrong with", () => assert.equal(node.file("verify"), ""));

  it("takes the time from the Amazon Time Sync Service", () => {
    assert.match(node.file("sources") ?? "", /,169\.254\.169\.123,/);
    assert.match(node.file("chrony") ?? "", /^server 169\.254\.169\.123 prefer/m);
  });

  it("labels each line of its logs with its environment", () => {
    assert.match(node.file("messages") ?? "", /^\S+ \S+ MY_ENVIRONMENT=dev app\[\d+\]: a line of an app$/m);
  });

  it("has a configuration that rsyslog and logrotate take", () => {
    assert.match(node.file("rsyslogd") ?? "", /right\n$/);
    assert.doesNotMatch(node.file("rsyslogd") ?? "", /error/i);
    assert.match(node.file("logrotate") ?? "", /right\n$/);
    assert.doesNotMatch(node.file("logrotate") ?? "", /error:/i);
  });

  it("stops daemons that are not listed any more, forgets them, and tells its agent", () => {
    assert.equal(node.file("fewer.refresh"), "ok\n", node.file("log"));
    assert.doesNotMatch(node.file("units") ?? "", /fairlead-daemon/);
    assert.match(node.file("fewer.ecs.config") ?? "", /^ECS_RESERVED_MEMORY=256$/m);
    const starts = node.order.filter((line) => line.startsWith("ecs.service"));
    assert.equal(starts.length, 2, "the agent was started once more");
    assert.equal(node.file("sleepers"), "1\n", "only the agent's stand-in sleeps");
  });

  it("goes on with what it has when it loses its tag, and reports that it failed", () => {
    assert.equal(node.file("lost.refresh"), "failed\n");
    assert.equal(node.file("lost.agent"), "active\n");
    assert.equal(node.file("lost.config"), node.file("first.config"));
    assert.equal(status(node, "lost").result, "failed");
    assert.match(status(node, "lost").problem ?? "", /has no tag 'env'/);
    assert.deepEqual(metric(node, -1), { value: 1, environment: "unknown" });
  });

  it("asks for its metadata with a token only", () => {
    assert.doesNotMatch(node.file("imds") ?? "", /^401/m);
    assert.match(node.file("imds") ?? "", /^200 PUT \/latest\/api\/token$/m);
  });
});
