import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const script = resolve(__dirname, "../../node-image/install.sh");

/** Programs of Amazon Linux, which write down how they were called. */
const STUBS = {
  dnf: 'echo "dnf $*" >>"$CALLS"',
  systemctl: 'echo "systemctl $*" >>"$CALLS"',
  rpm: 'printf "%s\\n" "rpm $*" >>"$CALLS"; echo 1.102.0',
};

describe("what makes a node of the builder of an image", () => {
  let work = "";
  let calls = "";

  beforeEach(() => {
    work = mkdtempSync(join(tmpdir(), "fairlead-install-"));
    calls = join(work, "calls");
    for (const name of [
      "bin",
      "root/var/lib/ecs/data",
      "uploaded/files/usr/libexec/fairlead",
      "uploaded/files/etc/x",
    ]) {
      mkdirSync(join(work, name), { recursive: true });
    }
    for (const [name, text] of Object.entries(STUBS)) program(`bin/${name}`, text);
    program("uploaded/files/usr/libexec/fairlead/node-config", 'echo "node-config $*" >>"$CALLS"', 0o600);
    writeFileSync(join(work, "uploaded/files/etc/x/a.conf"), "a\n", { mode: 0o777 });
    writeFileSync(join(work, "uploaded/node-bundle.tar"), "bundle");
    writeFileSync(calls, "");
  });
  afterEach(() => rmSync(work, { recursive: true }));

  function program(file: string, text: string, mode = 0o755): void {
    writeFileSync(join(work, file), `#!/bin/sh\n${text}\n`);
    chmodSync(join(work, file), mode);
  }

  function install(sha256 = createHash("sha256").update("bundle").digest("hex")) {
    const { status, stderr } = spawnSync("bash", [script], {
      encoding: "utf8",
      env: {
        PATH: `${join(work, "bin")}:${process.env.PATH}`,
        CALLS: calls,
        ROOT: join(work, "root"),
        UPLOADED: join(work, "uploaded"),
        BUNDLE_SHA256: sha256,
      },
    });
    return { status, stderr, calls: readFileSync(calls, "utf8").trim().split("\n") };
  }

  it("installs packages, then files, then runs the playbooks of the bundle, and finds out the agent's version", () => {
    const { status, stderr, calls } = install();
    assert.equal(status, 0, stderr);
    assert.match(calls[0] ?? "", /^dnf install .*ansible-core awscli-2 chrony logrotate rsyslog$/);
    assert.deepEqual(calls.slice(1, 4), [
      "systemctl daemon-reload",
      "systemctl enable node-config-refresh.timer",
      `node-config bake ${join(work, "uploaded/node-bundle.tar")}`,
    ]);
    assert.match(calls[4] ?? "", /^rpm --query .* ecs-init$/);
    assert.equal(readFileSync(join(work, "uploaded/ecs-agent-version"), "utf8"), "1.102.0\n");
  });

  it("makes what is in libexec executable and nothing else, however it was uploaded", () => {
    install();
    const mode = (file: string) => statSync(join(work, "root", file)).mode & 0o777;
    assert.equal(mode("usr/libexec/fairlead/node-config"), 0o755);
    assert.equal(mode("etc/x/a.conf"), 0o644);
  });

  it("refuses another bundle before it touches anything", () => {
    const { status, stderr, calls } = install("0".repeat(64));
    assert.equal(status, 1);
    assert.match(
      stderr,
      /^install\.sh: node-bundle\.tar is not what `npm run node-bundle` made: its SHA-256 is not 0+\n$/,
    );
    assert.deepEqual(calls, [""]);
  });

  it("refuses a builder whose agent has run", () => {
    writeFileSync(join(work, "root/var/lib/ecs/data/agent.db"), "");
    const { status, stderr, calls } = install();
    assert.equal(status, 1);
    assert.match(stderr, /the agent of ECS has run here/);
    assert.deepEqual(calls, [""]);
  });

  it("fails when the playbooks do", () => {
    program("uploaded/files/usr/libexec/fairlead/node-config", "exit 1");
    assert.equal(install().status, 1);
  });
});
