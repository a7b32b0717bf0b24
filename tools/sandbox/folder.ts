import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { isMap } from "yaml";
import { readDocument } from "./document";
import { Refusal } from "./ends";
import { emulatorVariables } from "./loopback";

/** What a sandbox is, from its first run until it is removed. */
export interface SandboxState {
  /** Written into the emulator too: one that does not have it is new, or not the one. */
  readonly id: string;
  readonly endpoint: string;
  /** Where each stack is: all of it stays there, whatever the committed configuration says by now. */
  readonly regions: Regions;
  /** The emulator's process, when the sandbox has started it. */
  readonly emulatorPid?: number;
}

/** Stacks of a sandbox, in the order of their updates. */
export const STACKS = ["releases", "dev"] as const;
export type Stack = (typeof STACKS)[number];
export type Regions = Readonly<Record<Stack, string>>;

/** Pulumi's own settings that would lead it away from the sandbox. */
export const LEADING_ELSEWHERE: readonly string[] = [
  "PULUMI_STACK",
  "PULUMI_ACCESS_TOKEN",
  "PULUMI_CONFIG_PASSPHRASE_FILE",
  "PULUMI_BACKEND_URL",
];

/** No secret: what it protects is gone with the folder. */
const PASSPHRASE = "sandbox";

/** The folder of a sandbox: a Pulumi project of its own, whose program is this project's, with its own backend. */
export class SandboxFolder {
  readonly path: string;

  constructor(private readonly root: string) {
    this.path = join(root, ".sandbox");
  }

  /** What the sandbox is, or nothing when there is none. @throws Refusal when its file was damaged. */
  get state(): SandboxState | undefined {
    const file = this.file("sandbox.json");
    if (!existsSync(file)) return undefined;
    try {
      const state: SandboxState = JSON.parse(readFileSync(file, "utf8"));
      if (state.id && state.endpoint && state.regions) return state;
    } catch {} // the same holds for what is no JSON
    throw new Refusal(
      `${file} does not say where the sandbox is: delete ${this.path}, and end the emulator ` +
        "(`ps -ef | grep moto_server` shows the process of a moto, `kill` ends it).",
    );
  }

  /** @throws Refusal when a file of this project that the sandbox is made from is missing or cannot be read. */
  check(): void {
    for (const file of ["Pulumi.yaml", ...STACKS.map(nameOf)]) readDocument(join(this.root, file));
  }

  /** Begins a sandbox; what was there before is gone. */
  begin(state: SandboxState): void {
    const { path } = this;
    for (const part of ["backend", "log"]) rmSync(join(path, part), { recursive: true, force: true });
    for (const stack of STACKS) rmSync(this.configFile(stack), { force: true });
    mkdirSync(join(path, "backend"), { recursive: true });
    mkdirSync(join(path, "log"), { recursive: true });
    writeFileSync(this.file("sandbox.json"), `${JSON.stringify(state, null, 2)}\n`);
  }

  /** Writes the project: this one's, whose program the sandbox wraps. */
  writeProject(): void {
    const project = readDocument(join(this.root, "Pulumi.yaml"));
    project.set("main", relative(this.path, join(__dirname, "program.ts")));
    writeFileSync(this.file("Pulumi.yaml"), project.toString());
  }

  /** Writes a shell's settings, to look further by hand. */
  writeSettings(endpoint: string, region: string): void {
    const exported = {
      ...emulatorVariables(endpoint, this.path),
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      ...this.backendVariables(),
    };
    const lines = Object.entries(exported).map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`);
    const ofAws = "$(env | sed -n 's/^\\(AWS_[A-Z0-9_]*\\)=.*/\\1/p')"; // a service can have an address of its own
    const unset = `unset ${ofAws} ${LEADING_ELSEWHERE.join(" ")}`;
    writeFileSync(
      this.file("env"),
      `# Source this: pulumi and aws work on the sandbox.\n${unset}\n${lines.join("\n")}\n`,
    );
  }

  /** Settings of `pulumi` that lead to the sandbox's backend. */
  backendVariables(): Record<string, string> {
    return {
      PULUMI_BACKEND_URL: pathToFileURL(join(this.path, "backend")).href,
      PULUMI_CONFIG_PASSPHRASE: PASSPHRASE,
      PULUMI_SKIP_UPDATE_CHECK: "true",
    };
  }

  /**
   * Writes the configuration of a stack: the committed one, without what leads to an account, and with what an emulator
   * needs.
   */
  configure(stack: Stack, settings: Readonly<Record<string, unknown>>): void {
    const config = readDocument(join(this.root, nameOf(stack)));
    const salt = existsSync(this.configFile(stack)) && readDocument(this.configFile(stack)).get("encryptionsalt");
    for (const key of ["encryptionsalt", "secretsprovider", "encryptedkey"]) config.delete(key);
    for (const key of Object.keys(this.settingsOf(stack)))
      if (key.startsWith("aws:") && key !== "aws:region") config.deleteIn(["config", key]);
    if (!isMap(config.get("config"))) config.set("config", config.createNode({}));
    config.setIn(["config", "aws:s3UsePathStyle"], true); // an emulator has no host for each bucket
    for (const [key, value] of Object.entries(settings)) config.setIn(["config", key], config.createNode(value));
    if (salt) config.set("encryptionsalt", salt);
    writeFileSync(this.configFile(stack), config.toString());
  }

  /** The committed configuration of a stack. */
  settingsOf(stack: Stack): Record<string, unknown> {
    return readDocument(join(this.root, nameOf(stack))).toJS().config ?? {};
  }

  /** The regions that the committed configuration names. */
  get regions(): Regions {
    const regionOf = (stack: Stack) => String(this.settingsOf(stack)["aws:region"] ?? "eu-central-1");
    return { releases: regionOf("releases"), dev: regionOf("dev") };
  }

  /** Whether a stack has been made. */
  has(stack: Stack): boolean {
    return existsSync(this.configFile(stack)) && readDocument(this.configFile(stack)).has("encryptionsalt");
  }

  file(name: string): string {
    return join(this.path, name);
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  private configFile(stack: Stack): string {
    return this.file(nameOf(stack));
  }
}

function nameOf(stack: Stack): string {
  return `Pulumi.${stack}.yaml`;
}
