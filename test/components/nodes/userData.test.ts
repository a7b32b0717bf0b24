import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { userData } from "../../../components/nodes/userData";

/** Instance metadata of a node. */
const METADATA = {
  "tags/instance/env": "dev",
  "placement/region": "eu-west-1",
  "instance-id": "i-0123456789abcdef0",
  "instance-life-cycle": "spot",
  "local-ipv4": "10.0.1.7",
};

/**
 * Runs a node's start script with bash in a throw-away root: absolute paths are moved below it, `curl` is a stub that
 * answers like the metadata service and asks for its token, `systemctl` writes down what it is told.
 */
function boot(metadata: Record<string, string>, clusterName = "fairlead-dev") {
  const root = mkdtempSync(join(tmpdir(), "fairlead-node-"));
  for (const folder of ["bin", "etc/ecs", "metadata"]) mkdirSync(join(root, folder), { recursive: true });
  for (const [path, value] of Object.entries(metadata)) {
    writeFileSync(join(root, "metadata", path.replaceAll("/", "_")), value);
  }
  const stub = (name: string, body: string) =>
    writeFileSync(join(root, "bin", name), `#!/bin/bash\n${body}\n`, { mode: 0o755 });
  stub(
    "curl",
    `url=\${@: -1}
case "$*" in
  *"--request PUT"*"/api/token") printf token ;;
  *"X-aws-ec2-metadata-token: token"*) cat "${root}/metadata/$(printf %s "\${url#*/meta-data/}" | tr / _)" ;;
  *) exit 22 ;;
esac`,
  );
  stub("systemctl", `echo "$*" >>"${root}/systemctl"`);
  const script = userData({
    clusterName,
    environment: "dev",
    pool: "dev-spot",
    market: "spot",
    reservedMemoryMiB: 256,
  }).replaceAll("/etc/", `${root}/etc/`);
  const { status, stderr } = spawnSync("bash", ["-c", script], {
    env: { PATH: `${root}/bin:${process.env.PATH}` },
    encoding: "utf8",
  });
  const read = (path: string) => (existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : undefined);
  const result = {
    status,
    stderr,
    config: read("etc/container_config/node.config"),
    agent: read("etc/ecs/ecs.config"),
    dropIn: read("etc/systemd/system/ecs.service.d/10-node-config.conf")?.replaceAll(root, ""),
    systemctl: read("systemctl"),
  };
  rmSync(root, { recursive: true });
  return result;
}

describe("the start of a node with the stock image", () => {
  it("says what the node is, its environment first", () => {
    const { status, config } = boot(METADATA);
    assert.equal(status, 0);
    assert.equal(
      config,
      `MY_ENVIRONMENT="dev"
MY_CLUSTER="fairlead-dev"
MY_REGION="eu-west-1"
MY_INSTANCE_ID="i-0123456789abcdef0"
MY_INSTANCE_LIFECYCLE="spot"
HOST_IP="10.0.1.7"
`,
    );
  });

  it("takes the environment from the instance's tag and not from the script", () => {
    assert.match(boot({ ...METADATA, "tags/instance/env": "stage" }).config ?? "", /^MY_ENVIRONMENT="stage"\n/);
  });

  it("tells the agent its cluster, the ports that the security group opens, and to drain on a spot notice", () => {
    const lines = boot(METADATA).agent?.split("\n") ?? [];
    for (const line of [
      "ECS_CLUSTER=fairlead-dev",
      "ECS_DYNAMIC_HOST_PORT_RANGE=32768-60999",
      "ECS_ENABLE_SPOT_INSTANCE_DRAINING=true",
      "ECS_RESERVED_MEMORY=256",
      'ECS_INSTANCE_ATTRIBUTES={"env":"dev","pool":"dev-spot","market":"spot"}',
    ]) {
      assert.ok(lines.includes(line), line);
    }
  });

  it("lets the agent start only when the node is configured, and does not start it itself", () => {
    const { dropIn, systemctl } = boot(METADATA);
    assert.equal(dropIn, "[Unit]\nAssertPathExists=/etc/container_config/node.config\n");
    assert.equal(systemctl, "daemon-reload\n");
  });

  for (const [what, metadata] of [
    ["has no env tag", { ...METADATA, "tags/instance/env": undefined }],
    ["has an env tag that is no name", { ...METADATA, "tags/instance/env": '$(reboot)"' }],
    ["cannot reach its metadata", {}],
    ["does not learn its address", { ...METADATA, "local-ipv4": undefined }],
  ] as const) {
    it(`never joins the cluster when it ${what}`, () => {
      const given = Object.entries(metadata).filter((entry): entry is [string, string] => entry[1] !== undefined);
      const { status, stderr, config, dropIn } = boot(Object.fromEntries(given));
      assert.notEqual(status, 0);
      assert.match(stderr, /fairlead: node not configured, it will not join the cluster/);
      assert.equal(config, undefined);
      assert.match(dropIn ?? "", /AssertPathExists/);
    });
  }

  it("bears a cluster name with a quote", () => {
    assert.match(boot(METADATA, "it's").config ?? "", /MY_CLUSTER="it's"/);
  });
});
