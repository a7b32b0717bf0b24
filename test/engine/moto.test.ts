import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as ecs from "@aws-sdk/client-ecs";
import { isReachable, startMoto, stopMoto } from "../../tools/sandbox/emulator";
import { SandboxFolder } from "../../tools/sandbox/folder";
import { clientsFor } from "../../tools/sandbox/inspect";
import { natureOf } from "../../tools/sandbox/nature";
import { isOnPath } from "../../tools/sandbox/path";
import { findPlace } from "../../tools/sandbox/place";

const describeWithMoto: typeof describe.skip = isOnPath("moto_server", process.env) ? describe : describe.skip;

describeWithMoto("moto", () => {
  const region = "eu-west-3";
  const regions = { releases: region, dev: region };
  let folder: string;
  const started: number[] = [];
  const sessionIn = (root: string, said: string[]) => ({
    root,
    variables: process.env.AWS_ENDPOINT_URL ? { ...process.env, AWS_ENDPOINT_URL: "" } : process.env,
    folder: new SandboxFolder(root),
    look: { tone: (_: unknown, text: string) => text, width: 80 },
    live: false,
    print: (line: string) => void said.push(line),
  });
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "fairlead-moto-"));
  });
  after(async () => {
    await Promise.all(started.map(stopMoto));
    rmSync(folder, { recursive: true });
  });

  it("is known by what it does, with its number of tasks, and keeps nothing of the trial", async () => {
    const { endpoint, emulatorPid } = await startMoto(folder, process.env, 2);
    started.push(emulatorPid);
    const { ecs: client } = clientsFor(endpoint, region);
    assert.deepEqual(await natureOf(endpoint, client), { name: "moto", forgetful: true, firstTasks: 2 });
    const { clusterArns: clusters } = await client.send(new ecs.ListClustersCommand({}));
    const described = await client.send(new ecs.DescribeClustersCommand({ clusters }));
    assert.deepEqual(
      described.clusters?.filter(({ status }) => status === "ACTIVE"),
      [],
    );
    assert.deepEqual(
      (await client.send(new ecs.ListTaskDefinitionsCommand({ status: "ACTIVE" }))).taskDefinitionArns,
      [],
    );
  });

  it("gives a new service its number of tasks, and one whose desired count changes as many as it wants", async () => {
    const { endpoint, emulatorPid } = await startMoto(folder, process.env, 1);
    started.push(emulatorPid);
    const { ecs: client } = clientsFor(endpoint, region);
    const cluster = "trial";
    await client.send(new ecs.CreateClusterCommand({ clusterName: cluster }));
    const containerDefinitions = [{ name: "app", image: "busybox", memory: 16 }];
    await client.send(new ecs.RegisterTaskDefinitionCommand({ family: "web", containerDefinitions }));
    const service = { cluster, serviceName: "web", taskDefinition: "web", desiredCount: 2 };
    const made = await client.send(new ecs.CreateServiceCommand(service));
    assert.equal(made.service?.runningCount, 1);
    const changed = await client.send(new ecs.UpdateServiceCommand({ cluster, service: "web", desiredCount: 3 }));
    assert.equal(changed.service?.runningCount, 3);
  });

  it("is stopped again when the sandbox cannot keep its number, by which it is stopped later", async () => {
    const session = sessionIn(join(folder, "broken"), []);
    mkdirSync(session.folder.file("Pulumi.dev.yaml"), { recursive: true }); // nothing can be written there
    await assert.rejects(findPlace(session, regions), /Pulumi\.dev\.yaml/);
    const [, port] =
      /Running on http:\/\/127\.0\.0\.1:(\d+)/.exec(readFileSync(session.folder.file("emulator.log"), "utf8")) ?? [];
    assert.ok(port);
    assert.equal(await isReachable(`http://127.0.0.1:${port}`), false);
  });

  it("is started for a sandbox once, and anew with a sandbox that begins anew when it is gone", async () => {
    const said: string[] = [];
    const session = sessionIn(folder, said);
    const first = await findPlace(session, regions);
    started.push(first.emulatorPid ?? 0);
    assert.deepEqual(await findPlace(session, regions), first);
    assert.deepEqual(said, []);

    mkdirSync(session.folder.file("backend/.pulumi"));
    await stopMoto(first.emulatorPid ?? 0);
    const second = await findPlace(session, regions);
    started.push(second.emulatorPid ?? 0);
    assert.notEqual(second.id, first.id);
    assert.deepEqual(said, [
      `The emulator at ${first.endpoint} is gone or new, and the sandbox with it: it begins anew.`,
    ]);
    assert.throws(() => readFileSync(session.folder.file("backend/.pulumi")), /ENOENT/);

    const elsewhere = { ...session, variables: { ...process.env, AWS_ENDPOINT_URL: "http://127.0.0.1:9" } };
    await assert.rejects(
      findPlace(elsewhere, regions),
      /The sandbox is on .* and AWS_ENDPOINT_URL is .*: unset it, or/,
    );
  });
});
