import { DescribeTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { type Clients, clientsFor, inspect, type Names } from "./inspect";
import { listing } from "./listing";
import { alone } from "./locks";
import { natureOf } from "./nature";
import { findPlace } from "./place";
import { installPlugins, requirePulumi } from "./requirements";
import type { Session } from "./session";
import { desiredCounts, waiting } from "./waiting";
import { Work } from "./work";

/** Brings the sandbox up, as far as it is not there. @returns whether all of it is there */
export async function up(session: Session, wait: boolean): Promise<boolean> {
  const { folder, variables } = session;
  await requirePulumi(variables);
  folder.check();
  return alone(folder, () => bringUp(session, wait));
}

async function bringUp(session: Session, wait: boolean): Promise<boolean> {
  const { folder, variables, root, print, look } = session;
  const state = await findPlace(session, folder.regions);
  const region = state.regions.dev;
  await installPlugins(root, variables, print);
  const clients = clientsFor(state.endpoint, region);
  const nature = await natureOf(state.endpoint, clients.ecs);
  const { waits, notes } = waiting(nature, wait, desiredCounts(folder.settingsOf("dev")));
  const emulator = `${nature.name} at ${state.endpoint}${state.emulatorPid ? `, process ${state.emulatorPid}` : ""}`;
  print(`Sandbox on ${emulator}, in ${region}`);
  for (const note of notes) print(look.tone("warn", note));
  print("");

  folder.writeProject();
  folder.writeSettings(state.endpoint, region);
  const settings = { "sandbox:waits": waits, "sandbox:forgetful": nature.forgetful, "fairlead:protect": false };
  return Work.on(session, state, nature.forgetful, async (work) => {
    folder.configure("releases", settings);
    await work.create("releases");
    if (!(await work.change("up", "releases"))) return false;
    const { releases } = (await work.outputs("releases")) as { releases: Record<string, string> };

    const { pins, moved } = await pinsFor(
      folder.settingsOf("dev")["fairlead:pins"] as Record<string, number>,
      releases,
      clients,
    );
    // An emulator has no image of anybody's, and is spoken to without TLS, which the bucket of their bundle wants.
    folder.configure("dev", { ...settings, "fairlead:nodeImages": {}, "fairlead:pins": pins });
    for (const line of moved) print(look.tone("warn", line));
    await work.create("dev");
    if (!(await work.change("up", "dev"))) return false;
    const { reference, loadBalancerDnsName } = (await work.outputs("dev")) as {
      reference: Names;
      loadBalancerDnsName: string;
    };

    const running = await inspect(reference, clients);
    const shown = {
      running,
      releases: Object.values(releases),
      loadBalancer: loadBalancerDnsName,
      cluster: reference.clusterName,
      emulator,
      onlyCounts: nature.firstTasks !== undefined,
    };
    for (const line of listing(shown, look)) print(line);
    return true;
  });
}

/** The committed pins; those on revisions that the emulator does not have go to the newest. */
async function pinsFor(committed: Record<string, number>, releases: Record<string, string>, { ecs }: Clients) {
  const pins: Record<string, number> = {};
  const moved: string[] = [];
  for (const [name, revision] of Object.entries(committed ?? {})) {
    const command = new DescribeTaskDefinitionCommand({ taskDefinition: `${name}:${revision}` });
    const status = await ecs.send(command).then(
      ({ taskDefinition }) => taskDefinition?.status,
      () => undefined,
    );
    const newest = releases[name];
    if (status === "ACTIVE" || !newest) pins[name] = revision;
    else {
      pins[name] = Number(newest.split(":").at(-1));
      moved.push(`${name}:${revision} is pinned and not registered here, so ${newest} runs`);
    }
  }
  return { pins, moved };
}
