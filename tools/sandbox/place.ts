import { randomUUID } from "node:crypto";
import { startMoto, stopMoto, whyUnreachable } from "./emulator";
import type { SandboxState } from "./folder";
import { clientsFor } from "./inspect";
import { readMark, setMark } from "./mark";
import { namedEmulator, requireMoto } from "./requirements";
import { Refusal, type Session } from "./session";

/** Where the sandbox is, or will be: on the emulator of the runs before, the one that is named, or one that is started. */
export async function findPlace(session: Session, region: string): Promise<SandboxState> {
  const { folder, variables, print } = session;
  const named = namedEmulator(variables);
  const before = folder.state;
  if (before && (await isThere(before, region))) {
    if (!named || named === before.endpoint) return before;
    throw new Refusal(
      `The sandbox is on ${before.endpoint} and AWS_ENDPOINT_URL is ${named}: unset it, or remove the sandbox first (npm run sandbox -- --down).`,
    );
  }
  if (!named) requireMoto(variables);
  if (before) print(`The emulator at ${before.endpoint} is gone or new, and the sandbox with it: it begins anew.`);
  if (before?.emulatorPid) await stopMoto(before.emulatorPid);
  const id = `${randomUUID()} ${folder.path}`;
  const place = named ? { endpoint: named } : await startMoto(folder.path, variables);
  if (named) await requireEmulator(named, region);
  const state: SandboxState = { id, ...place };
  try {
    folder.begin(state);
  } catch (error) {
    if (state.emulatorPid) await stopMoto(state.emulatorPid); // its number is kept nowhere
    throw error;
  }
  await setMark(id, clientsFor(place.endpoint, region));
  return state;
}

/** Whether the emulator that a sandbox is on is still the one that it was brought up on. */
export async function isThere({ endpoint, id }: SandboxState, region: string): Promise<boolean> {
  if ((await whyUnreachable(endpoint)) !== undefined) return false;
  return (await readMark(clientsFor(endpoint, region)).catch(() => undefined)) === id;
}

/** Sees to it that an emulator answers, and that it is nobody else's. */
async function requireEmulator(endpoint: string, region: string): Promise<void> {
  const why = await whyUnreachable(endpoint);
  if (why !== undefined) {
    throw new Refusal(
      `No emulator answers at AWS_ENDPOINT_URL, ${endpoint} (${why}): start it, or unset the variable and have the sandbox start moto.`,
    );
  }
  const mark = await readMark(clientsFor(endpoint, region)).catch((error: Error) => {
    throw new Refusal(
      `What answers at AWS_ENDPOINT_URL, ${endpoint}, is no emulator of AWS (${error.message.split("\n")[0]}).`,
    );
  });
  if (mark !== undefined) {
    throw new Refusal(
      `The emulator at ${endpoint} has the sandbox of ${mark.split(" ").slice(1).join(" ")}: remove that one, or use another emulator.`,
    );
  }
}
