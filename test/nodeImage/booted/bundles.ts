import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type NodeBundle, packNodeBundle } from "../../../node-image/bundle";

const ANSIBLE = join(__dirname, "../../../node-image/ansible");

/** The bundle as the repository has it, with other files here and there. */
export function changedBundle(files: Record<string, string>): Promise<NodeBundle> {
  return packed((folder) => cpSync(ANSIBLE, folder, { recursive: true }), files);
}

/** A bundle that does little: it writes `node.config`, and `text` to `/results/applied`. `more` is run besides. */
export function smallBundle(text: string, more = ""): Promise<NodeBundle> {
  const site = `- name: Write down that this was applied
  hosts: localhost
  gather_facts: false
  tasks:
    - name: Write it down
      ansible.builtin.shell: |
        mkdir -p /etc/container_config
        echo 'MY_ENVIRONMENT="dev"' >/etc/container_config/node.config
        echo '${text}' >>/results/applied
${more}`;
  return packed(() => {}, { "site.yml": site, "ansible.cfg": "[defaults]\nlocalhost_warning = False\n" });
}

async function packed(fill: (folder: string) => void, files: Record<string, string>): Promise<NodeBundle> {
  const folder = mkdtempSync(join(tmpdir(), "fairlead-bundle-"));
  try {
    fill(folder);
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    return await packNodeBundle(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The parameter's value that names a bundle; the version is the first digits of its SHA-256. */
export function reference({ sha256 }: NodeBundle, changes: Record<string, unknown> = {}): string {
  const value = { format: 1, bucket: "bundles-of-dev", key: "node-bundle.tar", version: version(sha256), sha256 };
  return JSON.stringify({ ...value, ...changes });
}

/** What a bucket with these bundles has. */
export function bucketOf(...bundles: NodeBundle[]): Record<string, Buffer> {
  return Object.fromEntries(bundles.map(({ tar, sha256 }) => [version(sha256), tar]));
}

/** A bundle of any bytes. */
export function bundleOf(tar: Buffer): NodeBundle {
  return { tar, sha256: createHash("sha256").update(tar).digest("hex") };
}

function version(sha256: string): string {
  return `v.${sha256.slice(0, 16)}`;
}
