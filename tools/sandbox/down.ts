import { existsSync } from "node:fs";
import { DeregisterTaskDefinitionCommand, paginateListTaskDefinitions } from "@aws-sdk/client-ecs";
import { count } from "../preview/terminal";
import { stopMoto } from "./emulator";
import { all, type Clients, clientsFor } from "./inspect";
import { removeMark } from "./mark";
import { natureOf } from "./nature";
import { isThere } from "./place";
import { requirePulumi } from "./requirements";
import type { Session } from "./session";
import { Work } from "./work";

/** Removes the sandbox. @returns whether nothing is left of it */
export async function down(session: Session): Promise<boolean> {
  const { folder, variables, print } = session;
  if (!existsSync(folder.path)) {
    print("There is no sandbox: nothing to remove.");
    return true;
  }
  const { state } = folder;
  const region = folder.regionOf("dev");
  if (state && (await isThere(state, region))) {
    await requirePulumi(variables);
    const clients = clientsFor(state.endpoint, region);
    const { forgetful } = await natureOf(state.endpoint, clients.ecs);
    const removed = await Work.on(session, state, forgetful, async (work) => {
      const { releases = {} } = folder.has("releases") ? await work.outputs("releases") : {};
      for (const stack of ["dev", "releases"] as const) {
        if (folder.has(stack) && !(await work.change("destroy", stack))) return false;
      }
      const revisions = await deregister(
        Object.keys(releases as object),
        clientsFor(state.endpoint, folder.regionOf("releases")),
      );
      if (revisions > 0)
        print(`${count(revisions, "revision")} deregistered; \`releases\` leaves them behind on purpose.`);
      return true;
    });
    if (!removed) {
      print(
        "The sandbox is still there: `npm run sandbox -- --down` tries again. When its emulator is stopped, that just removes the folder.",
      );
      return false;
    }
    await removeMark(clients);
  } else if (state) {
    print(`The emulator at ${state.endpoint} is gone or new, and the sandbox with it.`);
  }
  if (state?.emulatorPid) {
    await stopMoto(state.emulatorPid);
    print("The emulator is stopped.");
  }
  folder.remove();
  print("The folder .sandbox is removed.");
  return true;
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
