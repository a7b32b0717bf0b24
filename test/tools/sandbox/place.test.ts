import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lookFor } from "../../../tools/preview/terminal";
import { down } from "../../../tools/sandbox/down";
import { Refusal } from "../../../tools/sandbox/ends";
import { SandboxFolder } from "../../../tools/sandbox/folder";
import { clientsFor } from "../../../tools/sandbox/inspect";
import { readMark } from "../../../tools/sandbox/mark";
import { findPlace } from "../../../tools/sandbox/place";
import type { Session } from "../../../tools/sandbox/session";
import { up } from "../../../tools/sandbox/up";

/** An emulator that keeps the parameters of each region, and has nothing else. */
function emulator(): Server {
  const values = new Map<string, string>();
  return createServer(async (request, response) => {
    if (request.method !== "POST") return void response.writeHead(404).end();
    let text = "";
    for await (const part of request) text += part;
    const { Name, Value } = JSON.parse(text || "{}");
    const region = /Credential=[^/]+\/\d+\/([^/]+)/.exec(request.headers.authorization ?? "")?.[1];
    const key = `${region} ${Name}`;
    const call = String(request.headers["x-amz-target"]).split(".").at(-1);
    if (call === "PutParameter") values.set(key, Value);
    if (call === "DeleteParameter") values.delete(key);
    const found = values.get(key);
    const missing = call === "GetParameter" && found === undefined;
    response.writeHead(missing ? 400 : 200, { "content-type": "application/x-amz-json-1.1" });
    response.end(JSON.stringify(missing ? { __type: "ParameterNotFound" } : { Parameter: { Name, Value: found } }));
  });
}

describe("a sandbox on an emulator that goes on", () => {
  let root: string;
  let server: Server;
  let endpoint: string;
  let session: Session;
  let printed: string[];
  const commit = (stack: string, region: string) =>
    writeFileSync(join(root, `Pulumi.${stack}.yaml`), `config:\n  aws:region: ${region}\n`);
  const refuses = (why: RegExp) =>
    assert.rejects(
      findPlace(session, session.folder.regions),
      (error) => error instanceof Refusal && why.test(error.message) && !error.message.includes("\n"),
    );

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), "fairlead-sandbox-"));
    for (const stack of ["releases", "dev"]) commit(stack, "eu-west-1");
    writeFileSync(join(root, "pulumi"), "#!/bin/sh\necho v3.220.0\n", { mode: 0o755 });
    server = emulator();
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    printed = [];
    session = {
      root,
      variables: { PATH: `${root}:/usr/bin:/bin`, AWS_ENDPOINT_URL: endpoint },
      folder: new SandboxFolder(root),
      look: lookFor({}),
      live: false,
      print: (line) => printed.push(line),
    };
    await findPlace(session, session.folder.regions);
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
    rmSync(root, { recursive: true });
  });

  it("is found again", async () => {
    assert.deepEqual(await findPlace(session, session.folder.regions), session.folder.state);
    assert.deepEqual(printed, []);
  });

  for (const stack of ["releases", "dev"]) {
    it(`is not moved when the region of ${stack} changes`, async () => {
      commit(stack, "eu-west-2");
      await refuses(
        new RegExp(
          `^The sandbox has ${stack} in eu-west-1 and aws:region of Pulumi\\.${stack}\\.yaml is eu-west-2: .* --down\\)\\.$`,
        ),
      );
    });
  }

  it("is removed where it is, whatever its region is by now", async () => {
    commit("dev", "eu-west-2");
    assert.equal(await down(session), true);
    assert.equal(await readMark(clientsFor(endpoint, "eu-west-1")), undefined);
    assert.equal(existsSync(session.folder.path), false);
    assert.deepEqual(printed, ["The folder .sandbox is removed."]);
  });

  it("is removed when the configuration is gone", async () => {
    rmSync(join(root, "Pulumi.dev.yaml"));
    assert.equal(await down(session), true);
    assert.equal(await readMark(clientsFor(endpoint, "eu-west-1")), undefined);
  });

  it("is begun by one run at a time, and is not removed meanwhile", async () => {
    writeFileSync(session.folder.file("run.pid"), String(process.pid));
    const busy = new RegExp(`^Error: Process ${process.pid} works on the sandbox already`);
    writeFileSync(join(root, "Pulumi.yaml"), "name: fairlead\n");
    const mark = await readMark(clientsFor(endpoint, "eu-west-1"));
    rmSync(session.folder.file("sandbox.json")); // as it is before a first run has found its place
    await assert.rejects(up(session, true), busy);
    await assert.rejects(down(session), busy);
    assert.equal(await readMark(clientsFor(endpoint, "eu-west-1")), mark);
  });

  it("says what to do when its folder was deleted", async () => {
    session.folder.remove();
    await refuses(
      /has an earlier sandbox of this checkout, .* is gone: start that emulator anew, or use another one\.$/,
    );
  });

  it("says whose it is to another checkout", async () => {
    const folder = new SandboxFolder(mkdtempSync(join(root, "other-")));
    await assert.rejects(findPlace({ ...session, folder }, session.folder.regions), ({ message }: Error) =>
      message.includes(`has the sandbox of ${session.folder.path}: remove that one`),
    );
  });
});
