import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import fc from "fast-check";

/** The folder with the entry point and its example. */
export const container = resolve(__dirname, "../../container");
export const entrypoint = join(container, "entrypoint.sh");

/** What an image's /bin/sh may be. */
export const SHELLS = ["sh", "dash", "bash", "bash --posix", "busybox ash", "mksh"].map((shell) => shell.split(" "));

const CANARY = "canary"; // the file that appears once anything hostile is executed

/** Pieces of text that hurt where a program trusts what it reads. */
export const HOSTILE = [
  `$(touch ${CANARY})`,
  `\`touch ${CANARY}\``,
  `; touch ${CANARY};`,
  `| touch ${CANARY} &`,
  `>${CANARY}`,
  "$HOME",
  `\${HOME}`,
  "$((1+1))",
  "*",
  "?",
  "[a-z]*",
  "{a,b}",
  "~",
  "!",
  "#",
  ":",
  "=",
  "%s",
  "-n",
  "--",
  "\\",
  "\\n",
  "\\\\",
  "'",
  '"',
  " ",
  "\t",
  "\r",
  "é",
  "€",
  "\u2003", // blank to a UTF-8 locale, not to us
];

/** Text of one line or more: what hurts, among what does not. */
export const hostileText = fc.string({
  unit: fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ minLength: 1, maxLength: 1, unit: "grapheme" })),
  maxLength: 12,
});

/** A port of the node, as the agent writes it down. */
export interface Mapping {
  ContainerPort: unknown;
  HostPort: unknown;
  BindIp?: string;
  Protocol?: string;
}

/**
 * The file as the ECS agent writes it, with tabs and in this order.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/metadata-file-format.html
 */
export function agentMetadata(changes: object = {}): string {
  const ready = {
    Cluster: "fairlead-dev",
    ContainerInstanceARN: "arn:aws:ecs:eu-west-1:123456789012:container-instance/fairlead-dev/1f73d099b914411c",
    TaskARN: "arn:aws:ecs:eu-west-1:123456789012:task/fairlead-dev/2b88376daba34950",
    TaskDefinitionFamily: "web",
    TaskDefinitionRevision: "12",
    ContainerID: "aec2557997f4eed9b280c2efd7afccdcedfda4ac399f7480cae870cfc7e163fd",
    ContainerName: "app",
    DockerContainerName: "/ecs-web-12-app-e4e8e495e8baa5de1a00",
    ImageID: "sha256:2ae34abc2ed0a22e280d17e13f9c01aaf725688b09b7a1525d1a2750e2c0d1de",
    ImageName: "registry.example.com/web:1.4",
    PortMappings: [tcp(8080, 32_768)],
    Networks: [{ NetworkMode: "bridge", IPv4Addresses: ["172.17.0.2"] }],
    MetadataFileStatus: "READY",
    AvailabilityZone: "eu-west-1b",
    HostPrivateIPv4Address: "10.0.1.7",
    HostPublicIPv4Address: "203.0.113.0",
  };
  return JSON.stringify({ ...ready, ...changes }, null, "\t");
}

/** One that Docker has mapped. */
export function tcp(ContainerPort: unknown, HostPort: unknown, BindIp = "0.0.0.0"): Mapping {
  return { ContainerPort, HostPort, BindIp, Protocol: "tcp" };
}

/** How the entry point is started. */
export interface Start {
  /** node.config; null for none. */
  config?: string | Buffer | null;
  /** The args file; left out for none. */
  args?: string | Buffer;
  /** The file of the ECS agent, and the variable that names it; left out for neither. */
  metadata?: string | Buffer;
  env?: Record<string, string>;
  command?: string[];
}

/** The entry point under one shell, with files of its own for each test. */
export class Entrypoint {
  /** The folder of this test's files. */
  dir = "";
  readonly program: string;
  readonly options: readonly string[];

  constructor([program = "", ...options]: readonly string[]) {
    this.program = program;
    this.options = options;
  }

  readonly file = (name: "node.config" | "args" | "metadata.json") => join(this.dir, name);

  /** Variables of the container, without those of this process. */
  readonly environment = (env: Record<string, string> = {}) => ({
    PATH: process.env.PATH,
    LC_ALL: "C.UTF-8", // the harder one: in it a shell sees characters where C has bytes
    CONTAINER_CONFIG_DIR: this.dir,
    ENTRYPOINT_ARGS_FILE: this.file("args"),
    ...env,
  });

  /** Writes the files, and says which variables the container has. */
  readonly prepare = ({ config = 'MY_ENVIRONMENT="dev"\n', args, metadata, env }: Start) => {
    if (config !== null) writeFileSync(this.file("node.config"), config);
    if (args !== undefined) writeFileSync(this.file("args"), args);
    if (metadata === undefined) return this.environment(env);
    writeFileSync(this.file("metadata.json"), metadata);
    return this.environment({ ECS_CONTAINER_METADATA_FILE: this.file("metadata.json"), ...env });
  };

  /** Runs it with a command that prints its arguments, unless told another. */
  readonly start = (how: Start = {}) => {
    const { status, stdout, stderr } = spawnSync(
      this.program,
      [...this.options, entrypoint, ...(how.command ?? ["printf", "%s\\0", "own argument"])],
      { cwd: this.dir, env: this.prepare(how), encoding: "utf8" },
    );
    assert.ok(!readdirSync(this.dir).includes(CANARY), "something was executed");
    return { status, stdout, stderr, words: stdout.split("\0").slice(1, -1) };
  };

  /** The arguments that the app gets, where nothing is said on the way. */
  readonly started = (how: Start) => {
    const { status, stderr, words } = this.start(how);
    assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
    return words;
  };

  /** The variables that the app sees, and what was said on the way. */
  readonly variables = (how: Start) => {
    const { status, stdout, stderr } = this.start({ args: "dev:", ...how, command: ["env", "-0"] });
    assert.equal(status, 0, stderr);
    const pairs = stdout.split("\0").filter((pair) => pair !== "");
    const app = Object.fromEntries(
      pairs.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
    );
    return { stderr, app };
  };

  readonly refused = (how: Start, code: number, message: RegExp) => {
    const { status, stdout, stderr } = this.start(how);
    assert.match(stderr, /^entrypoint: [^\n]+\n$/, "one line");
    assert.match(stderr, message);
    assert.deepEqual({ status, stdout }, { status: code, stdout: "" });
  };
}

/** Describes the entry point under each shell that is here; of others it says that they are not. */
export function underEachShell(what: string, suite: (entrypoint: Entrypoint) => void): void {
  for (const shell of SHELLS) {
    describe(`${what} under ${shell.join(" ")}`, () => {
      const [program = "", ...options] = shell;
      if (spawnSync(program, [...options, "-c", ":"]).status !== 0) {
        it.skip(`${shell.join(" ")} is not installed here: nothing tried with it`);
        return;
      }
      const tried = new Entrypoint(shell);
      beforeEach(() => {
        tried.dir = mkdtempSync(join(tmpdir(), "entrypoint-"));
      });
      afterEach(() => rmSync(tried.dir, { recursive: true }));
      suite(tried);
    });
  }
}
