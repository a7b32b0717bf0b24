import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const folder = resolve(__dirname, "../../node-image");
const cleanup = readFileSync(join(folder, "cleanup.sh"), "utf8");
const IDENTITY = "i-0fedcba9876543210";

/** What a machine has that an image was built on, by the line of the clean-up that takes it out. */
const REMAINS: Readonly<Record<string, readonly string[]>> = {
  "out 'var/lib/ecs/data/*'": ["var/lib/ecs/data/agent.db", "var/lib/ecs/data/.lock"],
  "out 'etc/ecs/ecs.config'": ["etc/ecs/ecs.config"],
  "out 'var/lib/docker/engine-id'": ["var/lib/docker/engine-id"],
  "out 'var/lib/docker/containers/*'": ["var/lib/docker/containers/0123/config.v2.json"],
  "out 'var/lib/docker/network/files/*'": ["var/lib/docker/network/files/local-kv.db"],
  "out 'var/lib/docker/tmp/*'": ["var/lib/docker/tmp/GetImageBlob1"],
  "out 'etc/container_config'": ["etc/container_config/node.config"],
  "out 'etc/fairlead'": ["etc/fairlead/node"],
  "out 'var/lib/fairlead/status.json*'": ["var/lib/fairlead/status.json", "var/lib/fairlead/status.json.new"],
  "out 'var/lib/fairlead/rejected*'": ["var/lib/fairlead/rejected", "var/lib/fairlead/rejected.new"],
  "out 'var/lib/fairlead/bundles/.new'": ["var/lib/fairlead/bundles/.new/site.yml"],
  "blank 'etc/machine-id'": ["etc/machine-id"],
  "out 'var/lib/dbus/machine-id'": ["var/lib/dbus/machine-id"],
  "out 'etc/hostname'": ["etc/hostname"],
  "out 'etc/ssh/ssh_host_*'": ["etc/ssh/ssh_host_ed25519_key", "etc/ssh/ssh_host_rsa_key.pub"],
  "out 'var/lib/systemd/random-seed'": ["var/lib/systemd/random-seed"],
  "out 'var/lib/systemd/credential.secret'": ["var/lib/systemd/credential.secret"],
  "out 'var/lib/systemd/coredump/*'": ["var/lib/systemd/coredump/core.aws.0.zst"],
  "out 'var/lib/chrony/drift'": ["var/lib/chrony/drift"],
  "out 'var/lib/logrotate/*'": ["var/lib/logrotate/logrotate.status"],
  "out 'etc/udev/rules.d/70-persistent-net.rules'": ["etc/udev/rules.d/70-persistent-net.rules"],
  "out 'var/lib/dhclient/*'": ["var/lib/dhclient/dhclient--ens5.lease"],
  "out 'var/lib/dhcp/*'": ["var/lib/dhcp/dhclient.leases"],
  "out 'var/lib/NetworkManager/*'": ["var/lib/NetworkManager/internal-0-ens5.lease"],
  "out 'var/lib/cloud/*'": [
    "var/lib/cloud/instance/user-data.txt",
    "var/lib/cloud/seed/nocloud/meta-data",
    "var/lib/cloud/sem/config_ssh",
    "var/lib/cloud/data/previous-instance-id",
  ],
  "out 'var/lib/amazon/ssm/i-*'": [`var/lib/amazon/ssm/${IDENTITY}/inventory/file`],
  "out 'var/lib/amazon/ssm/Vault'": ["var/lib/amazon/ssm/Vault/Store/RegistrationKey"],
  "out 'var/lib/amazon/ssm/registration'": ["var/lib/amazon/ssm/registration"],
  "out 'var/lib/amazon/ssm/runtimeconfig'": ["var/lib/amazon/ssm/runtimeconfig/identity_config.json"],
  "out 'root/.ssh'": ["root/.ssh/authorized_keys"],
  "out 'home/*/.ssh'": ["home/ec2-user/.ssh/authorized_keys", "home/somebody/.ssh/known_hosts"],
  "out 'root/.aws'": ["root/.aws/credentials"],
  "out 'home/*/.aws'": ["home/ec2-user/.aws/credentials"],
  "out 'root/.*_history'": ["root/.bash_history"],
  "out 'home/*/.*_history'": ["home/ec2-user/.bash_history", "home/ec2-user/.python_history"],
  "out 'root/.ansible'": ["root/.ansible/tmp/x"],
  "out 'home/*/.ansible'": ["home/ec2-user/.ansible/tmp/x"],
  "out 'root/.cache'": ["root/.cache/pip/x"],
  "out 'home/*/.cache'": ["home/ec2-user/.cache/x"],
  "out 'var/log/journal/*'": ["var/log/journal/0123456789abcdef/system.journal"],
  "files 'var/log'": ["var/log/messages", "var/log/cloud-init-output.log", "var/log/ecs/ecs-agent.log", "var/log/wtmp"],
  "out 'var/lib/rsyslog/*'": ["var/lib/rsyslog/imjournal.state"],
  "out 'var/cache/dnf/*'": ["var/cache/dnf/amazonlinux.solv"],
  "out 'var/cache/yum/*'": ["var/cache/yum/x86_64/x"],
  "out 'tmp/*'": ["tmp/fairlead/cleanup.sh", "tmp/.hidden"],
  "out 'var/tmp/*'": ["var/tmp/x"],
};

/** What a node needs, and what is in Amazon's image: all of it stays as it is. */
const NEEDED: readonly string[] = [
  "usr/libexec/fairlead/node-config",
  "etc/systemd/system/node-config.service",
  "etc/systemd/system/node-config-refresh.timer",
  "etc/systemd/system/ecs.service.d/10-node-config.conf",
  "var/lib/fairlead/bundles/0123/site.yml",
  "etc/rsyslog.d/10-fairlead.conf",
  "etc/chrony.d/fairlead.conf",
  "etc/ssh/sshd_config",
  "etc/cloud/cloud.cfg.d/90_ecs.cfg",
  "etc/amazon/ssm/amazon-ssm-agent.json.template",
  "etc/ecs/ecs.config.json",
  "home/ec2-user/.bashrc",
  "usr/bin/aws",
  "usr/bin/ansible-playbook",
  "usr/sbin/rsyslogd",
  "usr/sbin/chronyd",
  "var/cache/ecs/ecs-agent.tar",
  "var/lib/docker/image/overlay2/repositories.json",
  "var/lib/ecs/deps/execute-command/config/seelog.xml",
];

/** Folders that daemons do not make. */
const FOLDERS = ["var/log/ecs", "var/log/journal", "var/lib/ecs/data", "var/lib/cloud", "tmp", "var/tmp"];

describe("the clean-up of an image", () => {
  const lines = cleanup.split("\n").filter((line) => /^(out|files|blank) /.test(line));
  let work = "";
  let used = "";

  before("a root as it is when an image has been built", () => {
    work = mkdtempSync(join(tmpdir(), "fairlead-cleanup-"));
    used = join(work, "used");
    for (const file of [...Object.values(REMAINS).flat(), ...NEEDED]) write(used, file, `${file}\n`);
    for (const file of NEEDED.filter((file) => /bin\/|libexec\//.test(file))) chmodSync(join(used, file), 0o755);
    for (const link of ["current", "last-good"]) symlinkSync("bundles/0123", join(used, "var/lib/fairlead", link));
    mkdirSync(join(used, "etc/systemd/system/timers.target.wants"));
    symlinkSync("../x.timer", join(used, "etc/systemd/system/timers.target.wants/node-config-refresh.timer"));
  });
  after(() => rmSync(work, { recursive: true }));

  function write(root: string, file: string, text: string): void {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }

  /** Runs a clean-up on a copy of the root. @returns the copy */
  function clean(script: string, change: (root: string) => void = () => {}): string {
    const root = join(work, "root");
    rmSync(root, { recursive: true, force: true });
    cpSync(used, root, { recursive: true, verbatimSymlinks: true });
    change(root);
    const { status, stderr } = spawnSync("bash", { input: script, env: { ...process.env, ROOT: root } });
    assert.equal(status, 0, String(stderr));
    return root;
  }

  /** What is wrong with a root, as the last step of a build tells. */
  function problems(root: string): string[] {
    const { status, stderr } = spawnSync(join(folder, "check.sh"), {
      encoding: "utf8",
      env: { ...process.env, ROOT: root, IDENTITY },
    });
    const told = stderr.trim().split("\n").filter(Boolean);
    assert.equal(status, told.length === 0 ? 0 : 1, stderr);
    return told;
  }

  const isLeft = (root: string, file: string) => {
    const found = lstatSync(join(root, file), { throwIfNoEntry: false });
    return found !== undefined && (file !== "etc/machine-id" || found.size > 0);
  };

  it("is known line by line", () => {
    assert.deepEqual([...lines].sort(), Object.keys(REMAINS).sort());
  });

  it("leaves nothing of the machine, and an image that is fit", () => {
    const root = clean(cleanup);
    assert.deepEqual(
      Object.values(REMAINS)
        .flat()
        .filter((file) => isLeft(root, file)),
      [],
    );
    assert.equal(readFileSync(join(root, "etc/machine-id"), "utf8"), "");
    assert.deepEqual(problems(root), []);
  });

  it("leaves what a node needs as it is, and the folders of logs", () => {
    const root = clean(cleanup);
    for (const file of NEEDED) assert.equal(readFileSync(join(root, file), "utf8"), `${file}\n`);
    for (const link of ["current", "last-good"])
      assert.ok(existsSync(join(root, "var/lib/fairlead", link, "site.yml")));
    assert.deepEqual(
      FOLDERS.filter((name) => !existsSync(join(root, name))),
      [],
    );
  });

  it("may run twice, and on a machine that has none of it", () => {
    const root = clean(cleanup);
    for (let run = 0; run < 2; run += 1) {
      const { status, stderr } = spawnSync("bash", { input: cleanup, env: { ...process.env, ROOT: root } });
      assert.equal(status, 0, String(stderr));
    }
    assert.deepEqual(problems(root), []);
  });

  it("knows the files that an image has by the names that they have", () => {
    const own = NEEDED.filter((file) => /node-config|ecs\.service\.d/.test(file));
    assert.equal(own.length, 4);
    for (const file of own) assert.ok(existsSync(join(folder, "files", file)), file);
  });

  for (const line of lines) {
    it(`without \`${line}\` leaves what the check finds`, () => {
      const root = clean(cleanup.replace(`${line}\n`, ""));
      const told = problems(root);
      assert.notDeepEqual(told, []);
      const top = line.split("'")[1]?.split("*")[0] ?? "";
      assert.ok(
        told.every((problem) => problem.includes(top)),
        told.join("\n"),
      );
    });
  }

  it("stops what would write it again when the machine goes down", () => {
    const stop = /^ {2}systemctl stop ((?:[^\\|]|\\\n)*)\|\| true$/m.exec(cleanup)?.[1]?.split(/[\s\\]+/) ?? [];
    for (const unit of ["chronyd.service", "systemd-random-seed.service", "logrotate.timer", "rsyslog.service"]) {
      assert.ok(stop.includes(unit), unit);
    }
  });

  it("is not all that the check goes by: it finds the builder's instance id wherever it is", () => {
    for (const file of ["etc/motd.d/builder", "var/spool/x", "opt/x", "usr/local/etc/x"]) {
      const root = clean(cleanup, (root) => write(root, file, `id=${IDENTITY}\n`));
      assert.deepEqual(problems(root), [`not fit for an image: the builder's instance id: /${file}`]);
    }
  });

  for (const [title, change, problem] of [
    [
      "is no script that configures nodes",
      (root: string) => rmSync(join(root, "usr/libexec/fairlead/node-config")),
      /there is no script that configures nodes/,
    ],
    [
      "is one that cannot be run",
      (root: string) => chmodSync(join(root, "usr/libexec/fairlead/node-config"), 0o644),
      /it cannot be run/,
    ],
    [
      "is no bundle",
      (root: string) => rmSync(join(root, "var/lib/fairlead/current")),
      /there is no bundle of playbooks/,
    ],
    [
      "is no bundle to go back to",
      (root: string) => rmSync(join(root, "var/lib/fairlead/last-good")),
      /there is no bundle to go back to/,
    ],
    [
      "is no order of the units",
      (root: string) => rmSync(join(root, "etc/systemd/system/ecs.service.d"), { recursive: true }),
      /there is no order of that unit/,
    ],
    [
      "is no unit",
      (root: string) => rmSync(join(root, "etc/systemd/system/node-config.service")),
      /there is no unit that configures nodes/,
    ],
    [
      "is a timer that is not enabled",
      (root: string) => rmSync(join(root, "etc/systemd/system/timers.target.wants"), { recursive: true }),
      /it is not enabled/,
    ],
    ["is no Ansible", (root: string) => rmSync(join(root, "usr/bin/ansible-playbook")), /no command ansible-playbook/],
    ["is no agent", (root: string) => rmSync(join(root, "var/cache/ecs/ecs-agent.tar")), /no image of the ECS agent/],
    ["is no machine-id", (root: string) => rmSync(join(root, "etc/machine-id")), /no place for one/],
  ] as [string, (root: string) => void, RegExp][]) {
    it(`is followed by a check that fails when there ${title}`, () => {
      const root = clean(cleanup);
      change(root);
      const told = problems(root);
      assert.equal(told.length, 1, told.join("\n"));
      assert.match(told[0] ?? "", problem);
    });
  }
});
