import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Refusal } from "../../../tools/sandbox/ends";
import { SandboxFolder } from "../../../tools/sandbox/folder";
import { findPlace } from "../../../tools/sandbox/place";
import { installPlugins, namedEmulator, requireMoto, requirePulumi } from "../../../tools/sandbox/requirements";
import type { Session } from "../../../tools/sandbox/session";

const root = join(__dirname, "../../..");

/** Runs something that must be refused. @returns why, which is one line */
async function refusal(task: () => unknown): Promise<string> {
  try {
    await task();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    assert.doesNotMatch(error.message, /\n/);
    return error.message;
  }
  return assert.fail("it is not refused");
}

const regions = { releases: "eu-central-1", dev: "eu-central-1" };

describe("what the sandbox needs", () => {
  let folder: string;
  const session = (variables: NodeJS.ProcessEnv): Session => ({
    root: folder,
    variables,
    folder: new SandboxFolder(folder),
    look: { tone: (_, text) => text, width: 80 },
    live: false,
    print: () => undefined,
  });
  /** Puts programs, shell scripts, on a path of their own. */
  const path = (programs: Record<string, string>): NodeJS.ProcessEnv => {
    const bin = mkdtempSync(join(folder, "bin-"));
    for (const [name, script] of Object.entries(programs)) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
    return { PATH: `${bin}:/usr/bin:/bin`, HOME: folder };
  };

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "fairlead-sandbox-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("is pulumi", async () => {
    assert.match(await refusal(() => requirePulumi({ PATH: folder })), /no `pulumi` on PATH.*docs\/install/);
  });

  for (const version of ["v3.219.0", "2.99.1"]) {
    it(`is a newer pulumi than ${version}`, async () => {
      const variables = path({ pulumi: `echo ${version}` });
      assert.match(
        await refusal(() => requirePulumi(variables)),
        new RegExp(`pulumi is ${version}; .* 3\\.220 or newer`),
      );
    });
  }

  for (const version of ["v3.220.0", "3.274.1", "v4.0.0-alpha.1"]) {
    it(`is content with ${version}`, () => requirePulumi(path({ pulumi: `echo ${version}` })));
  }

  it("is a pulumi that runs", async () => {
    const variables = path({ pulumi: "echo broken >&2; exit 1" });
    assert.match(await refusal(() => requirePulumi(variables)), /`pulumi version` fails: broken/);
  });

  it("is an emulator, whose ways to get one it names", async () => {
    assert.match(await refusal(() => requireMoto({ PATH: folder })), /pip install 'moto\[server\]'.*AWS_ENDPOINT_URL/);
    requireMoto(path({ moto_server: "" }));
  });

  for (const address of [
    "https://ecs.eu-central-1.amazonaws.com",
    "http://192.168.1.5:5000",
    "http://localhost@example.com",
    "https://localhost:4566",
    "localhost:5000",
  ]) {
    it(`is nothing at ${address}`, async () => {
      const message = await refusal(() => namedEmulator({ AWS_ENDPOINT_URL: address }));
      assert.ok(message.startsWith(`AWS_ENDPOINT_URL is ${address}; `) && /on this machine only/.test(message));
    });
  }

  it("is an emulator that answers", async () => {
    const variables = { AWS_ENDPOINT_URL: "http://127.0.0.1:9" };
    assert.match(
      await refusal(() => findPlace(session(variables), regions)),
      /No emulator answers at AWS_ENDPOINT_URL, http:\/\/127\.0\.0\.1:9 \(.+\): start it/,
    );
  });

  it("is not just anything that answers", async () => {
    const server = createServer((_, response) => response.end("<h1>hello</h1>"));
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    try {
      const variables = { AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
      assert.match(
        await refusal(() => findPlace(session(variables), regions)),
        /What answers at AWS_ENDPOINT_URL, .*, is no emulator of AWS/,
      );
    } finally {
      server.close();
    }
  });

  it("is a moto with its server", async () => {
    const variables = path({ moto_server: "echo \"ModuleNotFoundError: No module named 'flask'\" >&2; exit 1" });
    assert.match(
      await refusal(() => findPlace(session(variables), regions)),
      /moto_server does not start: ModuleNotFoundError.*pip install 'moto\[server\]'/,
    );
  });

  it("is each plugin, in the version of its SDK", async () => {
    const variables = { ...path({ pulumi: "" }), PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true" };
    const { version } = require("@pulumi/aws/package.json");
    assert.equal(
      await refusal(() => installPlugins(root, variables, () => undefined)),
      `Pulumi's plugin aws ${version} is missing, and it may not download plugins: pulumi plugin install resource aws v${version}`,
    );
  });

  it("is downloaded where that is allowed, and says why not where it fails", async () => {
    const said: string[] = [];
    const fine = path({ pulumi: `echo "$@" >> "${folder}/calls"` });
    await installPlugins(root, fine, (line) => said.push(line));
    assert.equal(said.length, 2);
    const offline = path({ pulumi: "echo 'no route to host' >&2; exit 1" });
    assert.match(
      await refusal(() => installPlugins(root, offline, () => undefined)),
      /aws .* could not be downloaded \(no route to host\): pulumi plugin install resource aws v/,
    );
  });

  it("is no plugin that is there already", async () => {
    const { version } = require("@pulumi/aws/package.json");
    const home = join(folder, "pulumi");
    mkdirSync(join(home, "plugins", `resource-aws-v${version}`), { recursive: true });
    writeFileSync(join(home, "plugins", `resource-aws-v${version}`, "pulumi-resource-aws"), "");
    const variables = { ...path({ "pulumi-resource-awsx": "" }), PULUMI_HOME: home };
    await installPlugins(root, variables, assert.fail);
  });
});
