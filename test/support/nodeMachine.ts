import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { isOnPath } from "../../tools/sandbox/path";

const TOOLS = join(__dirname, "../../node-image/files/usr/libexec/fairlead");

/** What a node has said of its last run. */
export interface NodeStatus {
  readonly result: string;
  /** SHA-256 of the bundle that it runs. */
  readonly bundle: string | null;
  readonly problem: string | null;
}

/** What is missing here to let a node's own script talk to AWS; nothing when it can. */
export function missingForNode(variables: NodeJS.ProcessEnv = process.env): string | undefined {
  if (!existsSync(join(TOOLS, "node-config"))) return "node-image has no node-config";
  const lacking = ["aws", "bash", "flock", "python3", "sha256sum"].filter((name) => !isOnPath(name, variables));
  return lacking.length === 0 ? undefined : `${lacking.join(", ")} is not on the PATH`;
}

/**
 * A folder in which the script of a node runs as at boot, with its own tools and the real AWS CLI. Its paths are moved into
 * the folder; the playbooks, which would change this machine, are not run.
 */
export class NodeMachine {
  readonly root = mkdtempSync(join(tmpdir(), "fairlead-machine-"));

  constructor(
    environment: string,
    region: string,
    private readonly variables: NodeJS.ProcessEnv,
  ) {
    for (const folder of ["bin", "tools", "state", "run"]) mkdirSync(join(this.root, folder));
    for (const tool of ["node-config", "bundle-reference", "unpack-bundle"]) {
      const moved = readFileSync(join(TOOLS, tool), "utf8")
        .replaceAll("/usr/libexec/fairlead", join(this.root, "tools"))
        .replaceAll("/var/lib/fairlead", join(this.root, "state"))
        .replaceAll("/run/fairlead", join(this.root, "run"));
      this.write(`tools/${tool}`, moved);
    }
    const facts = JSON.stringify({ node_facts: { environment, region } });
    this.write("tools/node-facts", `#!/bin/sh\ncat <<'FACTS'\n${facts}\nFACTS\n`);
    for (const command of ["ansible-playbook", "logger", "systemctl"]) this.write(`bin/${command}`, "#!/bin/sh\n");
  }

  /** Configures the node. @returns how that went */
  async boot(): Promise<NodeStatus> {
    const env = { ...this.variables, PATH: `${join(this.root, "bin")}:${this.variables.PATH}` };
    const status = join(this.root, "state/status.json");
    await promisify(execFile)(join(this.root, "tools/node-config"), ["boot"], { env }).catch((error) => {
      if (!existsSync(status)) throw error; // else it says itself what is wrong
    });
    return JSON.parse(readFileSync(status, "utf8"));
  }

  /** A file of the bundle that it runs. */
  read(file: string): string {
    return readFileSync(join(this.root, "state/current", file), "utf8");
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  private write(file: string, content: string): void {
    writeFileSync(join(this.root, file), content);
    chmodSync(join(this.root, file), 0o755);
  }
}
