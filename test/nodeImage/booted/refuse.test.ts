import assert from "node:assert/strict";
import { userData } from "../../../components/nodes/userData";
import { changedBundle } from "./bundles";
import { boot, METADATA, onMachine, type Results } from "./machine";
import { metric, status } from "./said";

/** An on-demand node without its tag. */
const UNTAGGED = Object.fromEntries(
  Object.entries({ ...METADATA, "instance-life-cycle": "on-demand" }).filter(([path]) => path !== "tags/instance/env"),
);
const TAGGED = { ...UNTAGGED, "tags/instance/env": "dev" };

/** What metadata and user data may say, and why the node refuses. */
const REFUSED: Record<string, { metadata: Record<string, string | undefined>; declared?: string; problem: RegExp }> = {
  noName: {
    metadata: { "tags/instance/env": "dev\n" },
    problem: /the tag 'env' is "dev\\n", which names no environment/,
  },
  hostile: { metadata: { "tags/instance/env": '$(reboot)"' }, problem: /which names no environment/ },
  contradicts: {
    metadata: { "tags/instance/env": "stage" },
    problem: /'env' is stage and \/etc\/fairlead\/node says "dev"/,
  },
  noUserData: { metadata: {}, declared: "", problem: /'env' is dev and \/etc\/fairlead\/node says null/ },
  cluster: {
    metadata: {},
    declared: "ENVIRONMENT=dev\nECS_CLUSTER=$(reboot)\n",
    problem: /MY_CLUSTER would be "\$\(reboot\)"/,
  },
  noAddress: { metadata: { "local-ipv4": undefined }, problem: /HOST_IP would be null/ },
  noPool: { metadata: { "tags/instance/fairlead:pool": undefined }, problem: /fairlead:pool .* are null and "256"/ },
  memory: {
    metadata: { "tags/instance/fairlead:reserved-memory-mib": "256M" },
    problem: /fairlead:reserved-memory-mib are "dev-spot" and "256M"/,
  },
};

onMachine("a node that cannot say what it is", function () {
  this.timeout(600_000);
  let node: Results;

  before(async () => {
    const files: Record<string, string> = { "stub/tagged.json": JSON.stringify(TAGGED) };
    for (const [name, { metadata, declared }] of Object.entries(REFUSED)) {
      files[`stub/${name}.json`] = JSON.stringify({ ...TAGGED, ...metadata });
      files[`stub/${name}.node`] = declared ?? "ENVIRONMENT=dev\nECS_CLUSTER=fairlead-dev\n";
    }
    files["stub/user-data"] = userData({
      clusterName: "fairlead-dev",
      environment: "dev",
      pool: "dev-spot",
      market: "on-demand",
      reservedMemoryMiB: 256,
    });
    node = boot(
      { metadata: UNTAGGED, baked: await changedBundle({}), files },
      `state untagged
systemctl status --no-pager ecs.service >/results/agent.says || true
for name in ${Object.keys(REFUSED).join(" ")}; do
  cp /stub/$name.json /stub/metadata.json
  cp /stub/$name.node /etc/fairlead/node
  refresh $name
done
systemctl stop imds.service
refresh silent
systemctl start imds.service
while ! curl --silent --output /dev/null http://169.254.169.254/; do sleep 0.1; done
cp /stub/tagged.json /stub/metadata.json
cp /stub/node /etc/fairlead/node
refresh tagged
for i in {1..60}; do ! systemctl is-active --quiet ecs.service || break; sleep 1; done
state joined
keep own.node.config /etc/container_config/node.config
keep own.ecs.config /etc/ecs/ecs.config
rm /etc/container_config/node.config /etc/ecs/ecs.config
bash /stub/user-data
keep stock.node.config /etc/container_config/node.config
keep stock.ecs.config /etc/ecs/ecs.config
`,
    );
  });

  it("never joins without its tag, and says why in its journal and its metric", () => {
    assert.equal(status(node, "untagged").result, "failed");
    assert.match(status(node, "untagged").problem ?? "", /the instance has no tag 'env', so it takes no tasks; tag it/);
    assert.notEqual(node.file("untagged.agent"), "active\n");
    assert.equal(node.file("untagged.config"), undefined);
    assert.match(
      node.file("agent.says") ?? "",
      /ecs\.service: Job ecs\.service\/start failed with result 'dependency'/,
    );
    assert.deepEqual(metric(node, 0), { value: 1, environment: "unknown" });
  });

  for (const [name, { problem }] of Object.entries(REFUSED)) {
    it(`refuses: ${name}`, () => {
      assert.equal(node.file(`${name}.refresh`), "failed\n");
      assert.match(status(node, name).problem ?? "", problem);
      assert.notEqual(node.file(`${name}.agent`), "active\n");
    });
  }

  it("refuses while its metadata do not answer", () => {
    assert.match(status(node, "silent").problem ?? "", /^instance metadata does not answer at api\/token: .*refused/);
  });

  it("joins as soon as it can say what it is", () => {
    assert.equal(node.file("tagged.refresh"), "ok\n");
    assert.equal(node.file("joined.agent"), "active\n");
  });

  it("then writes what the user data of a stock image write, byte for byte", () => {
    assert.equal(node.file("own.node.config"), node.file("stock.node.config"));
    assert.equal(node.file("own.ecs.config"), node.file("stock.ecs.config"));
    assert.match(node.file("own.node.config") ?? "", /^MY_ENVIRONMENT="dev"\nMY_CLUSTER="fairlead-dev"\n/);
    assert.match(
      node.file("own.ecs.config") ?? "",
      /^ECS_CLUSTER=fairlead-dev\nECS_INSTANCE_ATTRIBUTES=\{.*"on-demand"\}\n/,
    );
  });
});
