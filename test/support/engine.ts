import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { emulatorVariables, isLoopback, withoutAws } from "../../tools/sandbox/loopback";
import { isOnPath } from "../../tools/sandbox/path";
import { keepConnections } from "../../tools/sandbox/proxy";
import { type Call, readCall, readSignature, type Signature } from "./engineCalls";

/** A Pulumi engine and an emulator of AWS that it talks to. */
export interface Engine {
  /** Environment of every command; no variable of it leads to the real AWS. */
  readonly environment: NodeJS.ProcessEnv;
  /** Where the emulator listens, on loopback. */
  readonly endpoint: string;
  /** What the AWS provider has asked for so far. */
  readonly calls: readonly Call[];
  /** Who has signed what was asked of the emulator. */
  readonly signatures: readonly Signature[];
  /** Ends what was started and removes the stacks' state. */
  stop(): Promise<void>;
}

/** How to start an engine, or what it takes to have one. */
export type EngineOffer = { start(): Promise<Engine> } | { missing: string };

const run = promisify(execFile);

const HOW_TO_GET_ONE =
  "They need RIG, a folder with scripts `env` (puts pulumi on PATH) and `emulator` (starts one and prints its address), " +
  "or `pulumi` on PATH and AWS_ENDPOINT_URL, the address of an emulator on this machine.";

/** Looks for an engine: the rig that RIG names, or else `pulumi` on PATH with an emulator that is running already. */
export function findEngine(variables: NodeJS.ProcessEnv = process.env): EngineOffer {
  const { RIG, AWS_ENDPOINT_URL } = variables;
  if (RIG) {
    const rig = resolve(RIG);
    const lacking = [join(rig, "env"), join(rig, "emulator"), join(rigHome(variables), "bin", "pulumi")];
    const file = lacking.find((file) => !existsSync(file));
    return file === undefined
      ? { start: () => startRig(rig, variables) }
      : { missing: `RIG is set and ${file} is not there.` };
  }
  if (!isOnPath("pulumi", variables)) return { missing: HOW_TO_GET_ONE };
  if (!AWS_ENDPOINT_URL) return { missing: HOW_TO_GET_ONE };
  if (!isLoopback(AWS_ENDPOINT_URL)) {
    return {
      missing: `AWS_ENDPOINT_URL is ${AWS_ENDPOINT_URL}; these tests talk to an emulator on this machine, over http.`,
    };
  }
  return { start: () => useRunning(AWS_ENDPOINT_URL, variables) };
}

/** What the rig has built. */
function rigHome(variables: NodeJS.ProcessEnv): string {
  return variables.RIG_HOME || join(variables.XDG_CACHE_HOME || join(homedir(), ".cache"), "rig");
}

/** Starts an emulator of its own with the rig's scripts; they answer by exporting variables. */
async function startRig(rig: string, variables: NodeJS.ProcessEnv): Promise<Engine> {
  const state = newFolder();
  const script = '. "$RIG/env" && answer=$("$RIG/emulator" --fail-fast) && eval "$answer" && env -0';
  const { stdout } = await run("bash", ["-c", script], {
    env: {
      ...withoutAws(variables),
      RIG: rig,
      RIG_STATE: state,
      PYTHONOPTIMIZE: "1", // moto 5.2.1 asserts of user data in a template's second version what it has not made it
      MOTO_ACM_VALIDATION_WAIT: "1", // seconds until a certificate is issued, otherwise a minute
    },
    maxBuffer: 16 * 2 ** 20,
  });
  const environment = Object.fromEntries(
    stdout.split("\0").flatMap((line): [string, string][] => {
      const at = line.indexOf("=");
      return at > 0 ? [[line.slice(0, at), line.slice(at + 1)]] : [];
    }),
  );
  const { AWS_ENDPOINT_URL: emulator = "", EMULATOR_PID: pid = "", EMULATOR_LOG: log } = environment;
  const kill = () => process.kill(Number(pid));
  process.once("exit", kill); // a run that was interrupted
  process.once("SIGTERM", leave); // or there is no "exit"
  if (!isLoopback(emulator)) throw new Error(`The emulator says that it listens on "${emulator}".`);
  const { endpoint, calls, signatures, close } = await recorded(emulator);
  return {
    environment: { ...environment, AWS_ENDPOINT_URL: endpoint },
    endpoint,
    calls,
    signatures,
    stop: async () => {
      await close();
      await run(join(rig, "emulator"), ["stop", pid], { env: environment });
      process.off("exit", kill);
      process.off("SIGTERM", leave);
      rmSync(state, { recursive: true, force: true });
      if (log) rmSync(log, { force: true });
    },
  };
}

/** Stands in front of an emulator and writes down what providers ask for. */
async function recorded(emulator: string) {
  const calls: Call[] = [];
  const signatures: Signature[] = [];
  const proxy = await keepConnections(emulator, undefined, (request) => {
    const [call, signature] = [readCall(request), readSignature(request)];
    if (call) calls.push(call);
    if (signature) signatures.push(signature);
  });
  return { ...proxy, calls, signatures };
}

function leave(): void {
  process.exit(143);
}

/** Uses an emulator that somebody else started and will stop. */
async function useRunning(emulator: string, variables: NodeJS.ProcessEnv): Promise<Engine> {
  const state = newFolder();
  const { endpoint, calls, signatures, close } = await recorded(emulator);
  mkdirSync(join(state, "backend"));
  const environment = {
    ...withoutAws(variables),
    ...emulatorVariables(endpoint, state),
    PULUMI_BACKEND_URL: `file://${join(state, "backend")}`,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  return {
    environment,
    endpoint,
    calls,
    signatures,
    stop: async () => {
      await close();
      rmSync(state, { recursive: true, force: true });
    },
  };
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), "fairlead-engine-"));
}
