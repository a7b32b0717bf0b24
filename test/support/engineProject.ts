import { execFile, execFileSync, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { Document, parseDocument } from "yaml";
import { callerEnvironment } from "./engineCalls";

/** What a command of the engine did. */
export interface Run {
  readonly succeeded: boolean;
  /** Whether it ended as a preview, before anything was touched. */
  readonly previewOnly: boolean;
  /** What was changed, or would be: `OPERATION TYPE NAME`, sorted. */
  readonly changes: readonly string[];
  /** Number of resources that stay as they are. */
  readonly unchanged: number;
  readonly violations: readonly Violation[];
  /** Texts of the errors. */
  readonly errors: string;
  /** All that was printed, for a person. */
  readonly output: string;
}

/** What a policy has refused or remarked. */
export interface Violation {
  readonly policy: string;
  readonly level: string;
  readonly urn: string;
  readonly message: string;
}

/** A resource as the engine remembers it. */
export interface Resource {
  readonly urn: string;
  readonly type: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** What an engine remembers of a stack, as `pulumi stack export` writes it. */
export interface StackState {
  readonly version: number;
  readonly deployment: { readonly resources?: readonly Resource[]; readonly [other: string]: unknown };
}

type Command = "preview" | "up" | "refresh" | "destroy";

const ROOT = resolve(__dirname, "..", "..");

/** The project's own packages, as the copy has them. */
const OWN_PACKAGES: Readonly<Record<string, string>> = { fairlead: "components", "fairlead-policy": "policy" };

/** Operations that leave a resource alone. */
const QUIET = new Set(["same", "read", "refresh"]);

/** A copy of this project in a folder of its own, to change and to run. What is installed is shared. */
export class Project {
  /** @param program Folder of the program that runs, within the copy. */
  constructor(
    private readonly environment: NodeJS.ProcessEnv,
    private readonly region: string,
    readonly folder = copyOfProject(),
    private readonly program = ".",
  ) {}

  /** Another program of the copy. */
  at(program: string): Project {
    return new Project(this.environment, this.region, this.folder, program);
  }

  /** The same copy for somebody whose settings are others. */
  with(settings: NodeJS.ProcessEnv): Project {
    return new Project({ ...this.environment, ...settings }, this.region, this.folder, this.program);
  }

  /** Compiles the packages; the policy pack runs compiled. */
  async build(): Promise<void> {
    const tsc = join(ROOT, "node_modules", ".bin", "tsc");
    for (const part of ["components", "policy"]) await promisify(execFile)(tsc, ["-p", part], { cwd: this.folder });
  }

  /** Options to judge a run by the project's own policy pack. */
  get policyPack(): string[] {
    return ["--policy-pack", join(this.folder, "policy")];
  }

  /** Changes a file of the program. */
  edit(file: string, from: string, to: string): void {
    const path = join(this.folder, this.program, file);
    const text = readFileSync(path, "utf8");
    if (!text.includes(from)) throw new Error(`${file} has no ${JSON.stringify(from)}.`);
    writeFileSync(path, text.replace(from, to));
  }

  /** Changes the configuration of a stack, at a path such as `pins.search`; `undefined` takes the value away. */
  configure(stack: string, path: string, value: unknown): void {
    const file = this.settingsOf(stack);
    // Not in braces: the engine's YAML takes fewer texts in them, and refuses the `?` of a schedule.
    const settings = existsSync(file) ? parseDocument(readFileSync(file, "utf8")) : new Document({ config: {} });
    const [first = "", ...others] = path.split(".");
    const keys = ["config", first.includes(":") ? first : `fairlead:${first}`, ...others];
    if (value === undefined) settings.deleteIn(keys);
    else settings.setIn(keys, settings.createNode(value));
    writeFileSync(file, settings.toString());
  }

  /** Makes a stack without anything in it. */
  async create(stack: string, ...options: string[]): Promise<void> {
    this.configure(stack, "aws:region", this.region);
    this.configure(stack, "aws:s3UsePathStyle", true); // an emulator has no host for each bucket
    const { code, output } = await this.pulumi(["stack", "init", stack, ...options]);
    if (code !== 0) throw new Error(`pulumi stack init ${stack}:\n${output}`);
  }

  /** What a stack has, as the engine remembers it. */
  async resources(stack: string): Promise<readonly Resource[]> {
    return (await this.exportState(stack)).deployment.resources ?? [];
  }

  /** All that the engine remembers of a stack, secrets in plain: they are those of an emulator. */
  async exportState(stack: string): Promise<StackState> {
    const { stdout } = await this.pulumi(["stack", "export", "--stack", stack, "--show-secrets"]);
    return JSON.parse(stdout);
  }

  /** Makes the engine remember something else of a stack; secrets are encrypted with the stack's own passphrase. */
  async importState(stack: string, { version, deployment }: StackState): Promise<void> {
    const salt = parseDocument(readFileSync(this.settingsOf(stack), "utf8")).get("encryptionsalt");
    const secrets_providers = { type: "passphrase", state: { salt } };
    const file = join(this.folder, "state.json");
    writeFileSync(file, JSON.stringify({ version, deployment: { ...deployment, secrets_providers } }));
    const { code, output } = await this.pulumi(["stack", "import", "--stack", stack, "--file", file]);
    if (code !== 0) throw new Error(`pulumi stack import of ${stack}:\n${output}`);
  }

  /** Runs a command that must succeed, without its preview. */
  async succeed(command: Command, stack: string, ...options: string[]): Promise<Run> {
    const run = await this.attempt(command, stack, ...(command === "preview" ? [] : ["--skip-preview"]), ...options);
    if (!run.succeeded) throw new Error(`pulumi ${command} of ${stack} failed:\n${run.output}`);
    return run;
  }

  /** Runs a command as somebody does who says yes to everything, with its preview. */
  async attempt(command: Command, stack: string, ...options: string[]): Promise<Run> {
    const log = join(this.folder, "events.log");
    rmSync(log, { force: true });
    const fixed = ["--stack", stack, "--non-interactive", "--color", "never", "--parallel", "64", "--event-log", log];
    const yes = command === "preview" ? [] : ["--yes"];
    const { code, output } = await this.pulumi([command, ...fixed, ...yes, ...options], callerEnvironment(stack));
    const lines = existsSync(log) ? readFileSync(log, "utf8").split("\n") : [];
    return summarize(
      lines.filter((line) => line !== "").map((line) => JSON.parse(line)),
      code === 0,
      output,
    );
  }

  /** Runs a script of the project's package.json in its folder. */
  async script(name: string, ...args: string[]): Promise<{ code: number | null; output: string }> {
    return this.execute("npm", ["run", "--silent", name, "--", ...args]);
  }

  /** Removes the copy. */
  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private settingsOf(stack: string): string {
    return join(this.folder, this.program, `Pulumi.${stack}.yaml`);
  }

  private pulumi(
    args: string[],
    more: NodeJS.ProcessEnv = {},
  ): Promise<{ code: number | null; stdout: string; output: string }> {
    return this.execute("pulumi", args, more);
  }

  private execute(
    command: string,
    args: string[],
    more: NodeJS.ProcessEnv = {},
  ): Promise<{ code: number | null; stdout: string; output: string }> {
    return new Promise((resolve, reject) => {
      const child = spawn(command, args, {
        cwd: join(this.folder, this.program),
        env: { ...this.environment, ...more, PULUMI_DEBUG_COMMANDS: "true" }, // or there is no --event-log
        stdio: ["ignore", "pipe", "pipe"],
      });
      let stdout = "";
      let output = "";
      child.stdout.on("data", (data) => {
        stdout += data;
        output += data;
      });
      child.stderr.on("data", (data) => {
        output += data;
      });
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, stdout, output }));
    });
  }
}

/** Copies what git knows or would take, and links what is installed, except the project's own packages. */
function copyOfProject(): string {
  const copy = mkdtempSync(join(tmpdir(), "fairlead-project-"));
  const list = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: ROOT });
  const files = list
    .toString()
    .split("\0")
    .filter((file) => file !== "" && existsSync(join(ROOT, file)));
  for (const file of files) cpSync(join(ROOT, file), join(copy, file));
  mkdirSync(join(copy, "node_modules"));
  for (const name of readdirSync(join(ROOT, "node_modules"))) {
    const own = OWN_PACKAGES[name];
    symlinkSync(own ? join(copy, own) : join(ROOT, "node_modules", name), join(copy, "node_modules", name));
  }
  return copy;
}

// biome-ignore lint/suspicious/noExplicitAny: the engine's events, as it writes them
function summarize(events: any[], succeeded: boolean, output: string): Run {
  const steps = events.flatMap(({ resOutputsEvent, resOpFailedEvent }) => resOutputsEvent ?? resOpFailedEvent ?? []);
  const summary = events.find(({ summaryEvent }) => summaryEvent)?.summaryEvent;
  // Without it, "no changes" would be what nobody has looked at.
  if (succeeded && !summary) throw new Error(`The engine has logged no events:\n${output}`);
  return {
    succeeded,
    previewOnly: summary?.isPreview === true,
    changes: steps
      .filter(({ metadata }) => !QUIET.has(metadata.op))
      .map(({ metadata: { op, type, urn } }) => `${op} ${type} ${urn.split("::").at(-1)}`)
      .sort(),
    unchanged: steps.filter(({ metadata }) => metadata.op === "same").length,
    violations: events
      .flatMap(({ policyEvent }) => policyEvent ?? [])
      .map(({ policyName, enforcementLevel, resourceUrn, message }) => ({
        policy: policyName,
        level: enforcementLevel,
        urn: resourceUrn ?? "",
        message: plain(message),
      })),
    errors: events
      .flatMap(({ diagnosticEvent }) => (diagnosticEvent?.severity === "error" ? plain(diagnosticEvent.message) : []))
      .join("\n"),
    output,
  };
}

/** Takes the engine's marks for colours out of a text. */
function plain(text: string): string {
  return text.replaceAll(/<\{%.*?%\}>/g, "");
}
