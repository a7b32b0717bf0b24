import { randomUUID } from "node:crypto";
import { startMoto, stopMoto, whyUnreachable } from "./emulator";
import { Refusal } from "./ends";
import { type Regions, type SandboxState, STACKS } from "./folder";
import { clientsFor } from "./inspect";
import { readMark, setMark } from "./mark";
import { namedEmulator, requireMoto } from "./requirements";
import type { Session } from "./session";

/** Where the sandbox is, or will be: on the emulator of the runs before, the one that is named, or one that is started. */
export async function findPlace(session: Session, regions: Regions): Promise<SandboxState> {
  const { folder, variables, print } = session;
  const named = namedEmulator(variables);
  const before = folder.state;
  if (before && (await isThere(before))) {
    if (named && named !== before.endpoint) {
      throw new Refusal(
        `The sandbox is on ${before.endpoint} and AWS_ENDPOINT_URL is ${named}: unset it, or remove the sandbox first (npm run sandbox -- --down).`,
      );
    }
    requireRegions(before, regions);
    return before;
  }
  if (!named) requireMoto(variables);
  if (before) print(`The emulator at ${before.endpoint} is gone or new, and the sandbox with it: it begins anew.`);
  if (before?.emulatorPid) await stopMoto(before.emulatorPid);
  const id = `${randomUUID()} ${folder.path}`;
  const place = named ? { endpoint: named } : await startMoto(folder.path, variables);
  if (named) await requireEmulator(named, regions.dev, folder.path);
  const state: SandboxState = { id, ...place, regions };
  try {
    folder.begin(state);
  } catch (error) {
    if (state.emulatorPid) await stopMoto(state.emulatorPid); // its number is kept nowhere
    throw error;
  }
  await setMark(id, clientsFor(place.endpoint, regions.dev));
  return state;
}

/** Whether the emulator that a sandbox is on is still the one that it was brought up on. */
export async function isThere({ endpoint, id, regions }: SandboxState): Promise<boolean> {
  if ((await whyUnreachable(endpoint)) !== undefined) return false;
  return (await readMark(clientsFor(endpoint, regions.dev)).catch(() => undefined)) === id;
}

/** Sees to it that no stack would move: what is in the other region would be left there. */
function requireRegions({ regions: before }: SandboxState, regions: Regions): void {
  for (const stack of STACKS) {
    if (regions[stack] === before[stack]) continue;
    throw new Refusal(
      `The sandbox has ${stack} in ${before[stack]} and aws:region of Pulumi.${stack}.yaml is ${regions[stack]}: put it back, or remove the sandbox first (npm run sandbox -- --down).`,
    );
  }
}

/** Sees to it that an emulator answers, and that it is nobody else's. */
async function requireEmulator(endpoint: string, region: string, path: string): Promise<void> {
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
  if (mark === undefined) return;
  const owner = mark.split(" ").slice(1).join(" ");
  throw new Refusal(
    owner === path
      ? `The emulator at ${endpoint} has an earlier sandbox of this checkout, and the folder that could remove it is gone: start that emulator anew, or use another one.`
      : `The emulator at ${endpoint} has the sandbox of ${owner}: remove that one, or use another emulator.`,
  );
}
