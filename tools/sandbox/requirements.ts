import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Refusal } from "./ends";
import { isLoopback } from "./loopback";
import { isOnPath } from "./path";

const OLDEST_PULUMI = [3, 220] as const;

/** Sees to it that `pulumi` is there and new enough. */
export async function requirePulumi(variables: NodeJS.ProcessEnv): Promise<void> {
  if (!isOnPath("pulumi", variables)) {
    throw new Refusal("There is no `pulumi` on PATH: https://www.pulumi.com/docs/install/ says how to get it.");
  }
  const { stdout } = await promisify(execFile)("pulumi", ["version"], { env: variables }).catch((error: Error) => {
    throw new Refusal(`\`pulumi version\` fails: ${error.message.trim().split("\n").at(-1)}`);
  });
  const version = stdout.trim();
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_PULUMI;
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    throw new Refusal(
      `pulumi is ${version}; it must be ${OLDEST_PULUMI.join(".")} or newer: https://www.pulumi.com/docs/install/`,
    );
  }
}

/** The emulator that somebody else runs, if the settings name one. */
export function namedEmulator({ AWS_ENDPOINT_URL: address }: NodeJS.ProcessEnv): string | undefined {
  if (!address) return undefined;
  if (isLoopback(address)) return new URL(address).origin;
  throw new Refusal(
    `AWS_ENDPOINT_URL is ${address}; a sandbox talks to an emulator on this machine only, like http://localhost:4566.`,
  );
}

/** Sees to it that an emulator can be started. */
export function requireMoto(variables: NodeJS.ProcessEnv): void {
  if (isOnPath("moto_server", variables)) return;
  throw new Refusal(
    "There is no emulator of AWS: `pip install 'moto[server]'` for one that the sandbox starts by itself, " +
      "or start one and set AWS_ENDPOINT_URL to its address on this machine.",
  );
}

/** A plugin of the engine. */
export interface Plugin {
  readonly name: string;
  readonly version: string;
}

/** Plugins that the program needs and that the engine would have to download. */
export function missingPlugins(root: string, variables: NodeJS.ProcessEnv): Plugin[] {
  const home = variables.PULUMI_HOME || join(variables.HOME || homedir(), ".pulumi");
  return ["aws", "awsx"].flatMap((name) => {
    const { version } = require(join(root, "node_modules", "@pulumi", name, "package.json")) as { version: string };
    const program = `pulumi-resource-${name}`;
    const installed = existsSync(join(home, "plugins", `resource-${name}-v${version}`, program));
    return installed || isOnPath(program, variables) ? [] : [{ name, version }];
  });
}

/** Downloads the plugins that are missing, where that is allowed. */
export async function installPlugins(root: string, variables: NodeJS.ProcessEnv, print: (line: string) => void) {
  for (const { name, version } of missingPlugins(root, variables)) {
    const command = ["plugin", "install", "resource", name, `v${version}`];
    const remedy = `pulumi ${command.join(" ")}`;
    if (/^(1|true)$/i.test(variables.PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION ?? "")) {
      throw new Refusal(`Pulumi's plugin ${name} ${version} is missing, and it may not download plugins: ${remedy}`);
    }
    print(`Downloading Pulumi's plugin ${name} ${version}, once.`);
    await promisify(execFile)("pulumi", command, { env: variables }).catch(({ stderr }: { stderr?: string }) => {
      const why = (stderr ?? "").trim().split("\n").at(-1);
      throw new Refusal(
        `Pulumi's plugin ${name} ${version} is missing and could not be downloaded (${why}): ${remedy}`,
      );
    });
  }
}
