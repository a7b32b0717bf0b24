import { existsSync } from "node:fs";
import { DeregisterTaskDefinitionCommand, paginateListTaskDefinitions } from "@aws-sdk/client-ecs";
import { all } from "../aws";
import { count } from "../preview/terminal";
import { stopMoto } from "./emulator";
import type { SandboxState } from "./folder";
import { type Clients, clientsFor } from "./inspect";
import { alone } from "./locks";
import { removeMark } from "./mark";
import { natureOf } from "./nature";
import { isThere } from "./place";
import { requirePulumi } from "./requirements";
import type { Session } from "./session";
import { Work } from "./work";

/** Removes the sandbox. @returns whether nothing is left of it */
export async function down(session: Session): Promise<boolean> {
  const { folder, print } = session;
  if (!existsSync(folder.path)) {
    print("There is no sandbox: nothing to remove.");
    print(
      "If .sandbox was deleted by hand, its moto goes on: `ps -ef | grep moto_server` shows its process, `kill` ends it.",
    );
    return true;
  }
  return alone(folder, () => remove(session));
}

/** Removes what there is. @returns whether nothing is left of it */
async function remove(session: Session): Promise<boolean> {
  const { folder, variables, print } = session;
  const { state } = folder;
  let removed = true;
  if (state && (await isThere(state))) {
    await requirePulumi(variables);
    removed = await destroy(session, state);
    if (!removed && !state.emulatorPid) {
      print("The sandbox is still there: try again, or stop its emulator; then this just removes the folder.");
      return false;
    }
  } else if (state) {
    print(`The emulator at ${state.endpoint} is gone or new, and the sandbox with it.`);
  }
  if (state?.emulatorPid && (await stopMoto(state.emulatorPid))) {
    print(removed ? "The emulator is stopped." : "The emulator is stopped, and what was left in it is gone with it.");
  }
  folder.remove();
  print("The folder .sandbox is removed.");
  return removed;
}

/** Destroys both stacks. @returns whether nothing is left in the emulator */
async function destroy(session: Session, state: SandboxState): Promise<boolean> {
  const { folder, print } = session;
  const clients = clientsFor(state.endpoint, state.regions.dev);
  const { forgetful } = await natureOf(state.endpoint, clients.ecs);
  return Work.on(session, state, forgetful, async (work) => {
    const { releases = {} } = folder.has("releases") ? await work.outputs("releases") : {};
    for (const stack of ["dev", "releases"] as const) {
      if (folder.has(stack) && !(await work.change("destroy", stack))) return false;
    }
    const families = Object.keys(releases as object);
    const revisions = await deregister(families, clientsFor(state.endpoint, state.regions.releases));
    if (revisions > 0) print(`${count(revisions, "revision")} deregistered; \`releases\` leaves them on purpose.`);
    await removeMark(clients);
    return true;
  });
}

/** Deregisters every revision of some families. @returns how many */
async function deregister(families: readonly string[], { ecs: client }: Clients): Promise<number> {
  let revisions = 0;
  for (const familyPrefix of families) {
    const pages = paginateListTaskDefinitions({ client }, { familyPrefix, status: "ACTIVE" });
    for (const taskDefinition of await all(pages, (page) => page.taskDefinitionArns)) {
      if (!taskDefinition.includes(`/${familyPrefix}:`)) continue; // or it is a longer name
      await client.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
      revisions++;
    }
  }
  return revisions;
}
