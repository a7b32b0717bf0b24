import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { NodeBundle } from "../../../node-image/bundle";
import { ENABLED, standIns } from "./units";

/** A node with an image of one's own, as it is before its first boot. */
export interface NodeOfImage {
  /** What instance metadata say, by path below `meta-data/`. */
  readonly metadata: Readonly<Record<string, string>>;
  /** What user data writes to `/etc/fairlead/node`. */
  readonly declared?: string;
  /** The bundle that the image was built with. */
  readonly baked?: NodeBundle;
  /** The parameter that names the environment's bundle; there is none without it. */
  readonly parameter?: string;
  /** What the bucket has, by version. */
  readonly objects?: Readonly<Record<string, Buffer>>;
  /** Other files of the machine, by path. */
  readonly files?: Readonly<Record<string, string | Buffer>>;
  /** AWS does not answer, until the scenario starts `aws.service`. */
  readonly withoutAws?: boolean;
  /** What its disk has room for besides the image, which can be filled then. */
  readonly freeMiB?: number;
}

/** What a machine left in its `/results`. */
export interface Results {
  /** A file of it. */
  file(name: string): string | undefined;
  /** What came up, in this order. */
  readonly order: readonly string[];
  /** What AWS was asked. */
  readonly aws: readonly { readonly service: string; readonly status: number; readonly request: unknown }[];
}

/** Metadata of a spot node of dev. */
export const METADATA: Readonly<Record<string, string>> = {
  "tags/instance/env": "dev",
  "tags/instance/Name": "a name with spaces",
  "tags/instance/fairlead:pool": "dev-spot",
  "tags/instance/fairlead:reserved-memory-mib": "256",
  "placement/region": "eu-west-1",
  "instance-id": "i-0123456789abcdef0",
  "instance-life-cycle": "spot",
  "local-ipv4": "10.0.1.7",
};

/** What user data of a node of dev writes. */
export const DECLARED = "ENVIRONMENT=dev\nECS_CLUSTER=fairlead-dev\n";

const IMAGE_FILES = join(__dirname, "../../../node-image/files");
const MACHINE = join(__dirname, "machine");
const TOOLS = [
  "unshare",
  "systemd-nspawn",
  "ansible-playbook",
  "aws",
  "rsyslogd",
  "logrotate",
  "chronyd",
  "curl",
  "ip",
];
const PATH = `${process.env.PATH}:/usr/sbin:/usr/bin:/sbin:/bin`;

/** A suite that boots machines; where none can be booted it is one line that says why. */
export function onMachine(title: string, body: (this: Mocha.Suite) => void): void {
  const why = whyNoMachine();
  if (why === undefined) describe(title, body);
  else it.skip(`${title}: not run, ${why}`);
}

/** Why no machine can be booted here, or nothing when one can. */
export function whyNoMachine(): string | undefined {
  if (process.platform !== "linux") return "machines are booted on Linux";
  if (process.getuid?.() !== 0) return "machines are booted as root";
  const paths = TOOLS.map(
    (tool) => spawnSync("sh", ["-c", `command -v ${tool}`], { env: { PATH }, encoding: "utf8" }).stdout,
  );
  const missing = TOOLS.filter((_, i) => paths[i] === "");
  if (missing.length > 0) return `not installed: ${missing.join(", ")}`;
  // The machine's root is this machine's root file system, without what is mounted below it.
  const elsewhere = TOOLS.filter((_, i) => statSync(realpathSync(paths[i]?.trim() ?? "")).dev !== statSync("/").dev);
  if (elsewhere.length > 0) return `not on the root's file system: ${elsewhere.join(", ")}`;
  if (spawnSync("unshare", ["--mount", "true"]).status !== 0) return "namespaces are not allowed here";
  return undefined;
}

/**
 * Boots the node with real systemd in a namespace, its root laid over this machine's, and runs `scenario`, a bash script, when
 * the agent has started or has been refused. What it and the stand-ins write to `/results` is what the test looks at.
 */
export function boot(node: NodeOfImage, scenario: string): Results {
  const folder = mkdtempSync(join(tmpdir(), "fairlead-machine-"));
  try {
    prepare(join(folder, "root"), node, scenario);
    const size = node.freeMiB === undefined ? [] : [`${node.freeMiB}m`];
    const { status, stdout, stderr } = spawnSync("unshare", ["--mount", join(MACHINE, "boot.sh"), folder, ...size], {
      encoding: "utf8",
    });
    const kept = new Map(filesOf(join(folder, "results")));
    if (!kept.has("done")) {
      throw new Error(
        `the scenario did not end (${status}):\n${stdout}${stderr}\n${kept.get("log")?.split("\n").slice(-40).join("\n")}`,
      );
    }
    const lines = (name: string) => kept.get(name)?.trimEnd().split("\n") ?? [];
    return { file: (name) => kept.get(name), order: lines("order"), aws: lines("aws").map((line) => JSON.parse(line)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function filesOf(folder: string): [string, string][] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => [name, readFileSync(join(folder, name), "utf8")]);
}

/** Lays out what a node has and this machine has not. */
function prepare(root: string, node: NodeOfImage, scenario: string): void {
  const write = (path: string, content: string | Buffer) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  cpSync(IMAGE_FILES, root, { recursive: true });
  for (const stub of ["imds.py", "aws.py"]) write(`stub/${stub}`, readFileSync(join(MACHINE, stub)));
  write("usr/bin/docker", readFileSync(join(MACHINE, "docker")));
  chmodSync(join(root, "usr/bin/docker"), 0o755);

  write("stub/metadata.json", JSON.stringify(node.metadata));
  write("stub/node", node.declared ?? DECLARED);
  write("stub/scenario", `${PRELUDE}${scenario}\ntouch /results/done\n`);
  write("stub/objects/none", "");
  if (node.parameter !== undefined) write("stub/parameter", node.parameter);
  for (const [version, object] of Object.entries(node.objects ?? {})) write(`stub/objects/${version}`, object);
  for (const [path, content] of Object.entries(node.files ?? {})) write(path, content);

  // As Amazon Linux has them: chrony's sources, the agent's empty configuration, and where rsyslog remembers what it has read.
  write("etc/chrony.conf", "sourcedir /run/chrony.d\nsourcedir /etc/chrony.d\ndriftfile /var/lib/chrony/drift\n");
  write("etc/chrony.d/README", "");
  write("etc/ecs/ecs.config", "");
  mkdirSync(join(root, "var/lib/rsyslog"), { recursive: true });
  // Its /tmp has what this machine's has, which is not to be cleaned up.
  write("etc/tmpfiles.d/tmp.conf", "");

  for (const [name, unit] of Object.entries(standIns(PATH, node.withoutAws))) write(`etc/systemd/system/${name}`, unit);
  const wants = join(root, "etc/systemd/system/multi-user.target.wants");
  mkdirSync(wants);
  for (const name of ENABLED) symlinkSync(`../${name}`, join(wants, name));
  if (node.baked) bake(join(root, "var/lib/fairlead"), node.baked);
}

/** What `node-config bake` leaves in an image. */
function bake(state: string, { tar, sha256 }: NodeBundle): void {
  const bundle = join(state, "bundles", sha256);
  mkdirSync(bundle, { recursive: true });
  spawnSync("tar", ["-x", "-C", bundle], { input: tar });
  for (const link of ["current", "last-good"]) symlinkSync(`bundles/${sha256}`, join(state, link));
}

/** What every scenario can use. */
const PRELUDE = `exec >/results/log 2>&1
set -eux
shopt -s nullglob
# keep NAME FILE: FILE as NAME, if it is there
keep() { [ ! -e "$2" ] || cp -L "$2" "/results/$1"; }
# state NAME: what the node says of itself
state() {
  keep "$1.status" /var/lib/fairlead/status.json
  keep "$1.config" /etc/container_config/node.config
  systemctl is-active ecs.service >"/results/$1.agent" || true
}
# refresh NAME: what the timer does, and what the node says then
refresh() {
  systemctl start node-config-refresh.service && echo ok >"/results/$1.refresh" || echo failed >"/results/$1.refresh"
  state "$1"
}
journal() { journalctl --boot --output=cat "$@"; }
`;
