import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Refusal } from "./ends";
import { withoutAws } from "./loopback";
import { end, runs } from "./processes";

/** Tasks that a new service has in a moto that the sandbox starts: as many as each service of dev wants. */
const TASKS = 1;

const START_SECONDS = 60;

/** What ends this program. */
export const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Starts moto on a free port of this machine; it goes on when this program ends. @param folder Where its log goes. */
export async function startMoto(
  folder: string,
  variables: NodeJS.ProcessEnv,
  tasks = TASKS,
): Promise<{ endpoint: string; emulatorPid: number }> {
  mkdirSync(folder, { recursive: true });
  const logFile = join(folder, "emulator.log");
  const log = openSync(logFile, "w");
  const port = await freePort();
  const child = spawn("moto_server", ["-H", "127.0.0.1", "-p", String(port)], {
    detached: true,
    stdio: ["ignore", log, log],
    env: {
      ...withoutAws(variables),
      MOTO_ECS_SERVICE_RUNNING: String(tasks),
      MOTO_IAM_LOAD_MANAGED_POLICIES: "true", // roles of nodes use AWS's own policies
      MOTO_ACM_VALIDATION_WAIT: "1", // seconds until a certificate is issued
    },
  });
  closeSync(log);
  let ended = false;
  child.on("error", () => {
    ended = true;
  });
  child.on("exit", () => {
    ended = true;
  });
  // Until somebody knows its number, nobody else would end it.
  const leave = () => {
    child.kill();
    process.exit(130);
  };
  for (const signal of SIGNALS) process.on(signal, leave);
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    for (const end = Date.now() + START_SECONDS * 1000; !ended && Date.now() < end; await sleep(200)) {
      if (child.pid !== undefined && (await isReachable(endpoint))) {
        child.unref();
        return { endpoint, emulatorPid: child.pid };
      }
    }
  } finally {
    for (const signal of SIGNALS) process.off(signal, leave);
  }
  if (!ended) child.kill();
  const last = readFileSync(logFile, "utf8").trim().split("\n").at(-1);
  throw new Refusal(
    `moto_server does not start: ${last || "it says nothing"}. Is the server part installed? pip install 'moto[server]'`,
  );
}

/** Whether anything answers over HTTP at an address. */
export async function isReachable(endpoint: string): Promise<boolean> {
  return (await whyUnreachable(endpoint)) === undefined;
}

/** Why nothing answers over HTTP at an address; nothing when something does. */
export async function whyUnreachable(endpoint: string): Promise<string | undefined> {
  try {
    await fetch(endpoint, { method: "HEAD", signal: AbortSignal.timeout(10_000) });
    return undefined;
  } catch (error) {
    const { cause, message } = error as Error & { cause?: { code?: string; message?: string } };
    return cause?.code ?? cause?.message ?? message;
  }
}

/** Ends the moto that a sandbox has started. @returns whether it was still there */
export async function stopMoto(pid: number): Promise<boolean> {
  const there = await runs(pid, "moto_server");
  if (there) await end(pid);
  return there;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
