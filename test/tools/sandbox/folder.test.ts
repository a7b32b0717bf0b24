import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { Refusal } from "../../../tools/sandbox/ends";
import { SandboxFolder } from "../../../tools/sandbox/folder";
import { emulatorVariables } from "../../../tools/sandbox/loopback";

const regions = { releases: "eu-west-1", dev: "eu-west-1" };

describe("the folder of a sandbox", () => {
  let root: string;
  let folder: SandboxFolder;
  const configOf = (stack: string) => parse(readFileSync(folder.file(`Pulumi.${stack}.yaml`), "utf8"));
  const commit = (text: string) => writeFileSync(join(root, "Pulumi.dev.yaml"), text);

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "fairlead-sandbox-"));
    folder = new SandboxFolder(root);
    folder.begin({ id: "1", endpoint: "http://127.0.0.1:5000", regions });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("takes a stack's configuration over, and adds what an emulator needs", () => {
    commit("config:\n  aws:region: eu-west-1\n  fairlead:pins: { web: 1 }\n  fairlead:zones: 2\n");
    folder.configure("dev", { "fairlead:pins": { web: 3 } });
    assert.deepEqual(configOf("dev"), {
      config: {
        "aws:region": "eu-west-1",
        "fairlead:pins": { web: 3 },
        "fairlead:zones": 2,
        "aws:s3UsePathStyle": true,
      },
    });
  });

  it("knows the region of each stack, and the default one where none is named", () => {
    commit("config:\n  aws:region: eu-west-1\n");
    writeFileSync(join(root, "Pulumi.releases.yaml"), "config: {}\n");
    assert.deepEqual(folder.regions, { releases: "eu-central-1", dev: "eu-west-1" });
  });

  it("takes a configuration without settings over", () => {
    commit("config:\n");
    folder.configure("dev", {});
    assert.deepEqual(configOf("dev"), { config: { "aws:s3UsePathStyle": true } });
  });

  for (const [what, text, why] of [
    ["that is not there", undefined, /^There is no \S+Pulumi\.dev\.yaml, and /],
    ["that is no YAML", "config:\n  a: b: c\n", /Pulumi\.dev\.yaml cannot be read: Nested .* at line 2, column 6$/],
    ["that says something twice", "config:\n  a: 1\n  a: 2\n", /: Map keys must be unique at line 3, column 3$/],
    ["that names what is nowhere", "config:\n  a: *b\n", /: Unresolved alias .*: b$/],
    ["that is empty", "", /: it must hold settings by name\.$/],
    ["without names", "config: [1]\n", /: config must hold settings by name\.$/],
    ["with a list as a name", "config:\n  ? [a, b]\n  : 1\n", /: \["a","b"\] is no name of a setting\.$/],
    ["that is several", "config: {}\n---\nconfig: {}\n", /: it holds several documents, and must be one\.$/],
  ] as const) {
    it(`takes no configuration over ${what}, and says so in one line`, () => {
      for (const file of ["Pulumi.yaml", "Pulumi.releases.yaml"]) writeFileSync(join(root, file), "name: fairlead\n");
      if (text !== undefined) commit(text);
      assert.throws(
        () => folder.check(),
        (error) => error instanceof Refusal && why.test(error.message) && !error.message.includes("\n"),
      );
    });
  }

  it("takes no configuration over that is a folder, and says so in one line", () => {
    for (const file of ["Pulumi.yaml", "Pulumi.releases.yaml"]) writeFileSync(join(root, file), "name: fairlead\n");
    mkdirSync(join(root, "Pulumi.dev.yaml"));
    assert.throws(
      () => folder.check(),
      (error) => error instanceof Refusal && /Pulumi\.dev\.yaml cannot be read: EISDIR[^\n]*$/.test(error.message),
    );
  });

  for (const text of ["{", "", "null", '{ "id": "1" }']) {
    it(`says in one line what to do when ${text || "nothing"} is all that it knows of its sandbox`, () => {
      writeFileSync(folder.file("sandbox.json"), text);
      assert.throws(
        () => folder.state,
        (error) =>
          error instanceof Refusal && /sandbox\.json does not .* delete \S+, .*kill[^\n]*$/.test(error.message),
      );
    });
  }

  it("takes nothing over that leads to an account", () => {
    commit(`secretsprovider: awskms://key
encryptedkey: abc
encryptionsalt: v1:theirs
config:
  aws:region: eu-west-1
  aws:profile: production
  aws:accessKey: AKIA
  aws:assumeRoles: [{ roleArn: "arn:aws:iam::1:role/x" }]
  aws:endpoints: [{ ecs: "https://ecs.amazonaws.com" }]
`);
    folder.configure("dev", {});
    assert.deepEqual(configOf("dev"), { config: { "aws:region": "eu-west-1", "aws:s3UsePathStyle": true } });
  });

  it("keeps the salt of its own stack", () => {
    commit("encryptionsalt: v1:theirs\nconfig:\n  aws:region: eu-west-1\n");
    folder.configure("dev", {});
    assert.equal(folder.has("dev"), false);
    writeFileSync(folder.file("Pulumi.dev.yaml"), "encryptionsalt: v1:ours\n", { flag: "a" });
    assert.equal(folder.has("dev"), true);
    folder.configure("dev", {});
    assert.equal(configOf("dev").encryptionsalt, "v1:ours");
    assert.equal(folder.has("dev"), true);
  });

  it("begins anew without anything of the sandbox before", () => {
    commit("config:\n  aws:region: eu-west-1\n");
    folder.configure("dev", {});
    writeFileSync(folder.file("Pulumi.dev.yaml"), "encryptionsalt: v1:ours\n", { flag: "a" });
    mkdirSync(folder.file("backend/.pulumi"));
    folder.begin({ id: "2", endpoint: "http://127.0.0.1:5001", regions, emulatorPid: 7 });
    assert.deepEqual(folder.state, { id: "2", endpoint: "http://127.0.0.1:5001", regions, emulatorPid: 7 });
    assert.equal(folder.has("dev"), false);
    assert.throws(() => readFileSync(folder.file("backend/.pulumi")), /ENOENT/);
  });

  it("is this project's, whose program is wrapped", () => {
    writeFileSync(join(root, "Pulumi.yaml"), "name: fairlead\nruntime: nodejs\nconfig:\n  kind:\n    type: string\n");
    folder.writeProject();
    const { main, ...project } = parse(readFileSync(folder.file("Pulumi.yaml"), "utf8"));
    assert.deepEqual(project, { name: "fairlead", runtime: "nodejs", config: { kind: { type: "string" } } });
    assert.equal(join(folder.path, main), join(__dirname, "../../../tools/sandbox/program.ts"));
  });

  it("has settings for a shell that lead to the emulator and to its own backend, wherever it led before", () => {
    folder.writeSettings("http://127.0.0.1:5000", "eu-west-1");
    const elsewhere = {
      AWS_PROFILE: "production",
      AWS_ENDPOINT_URL: "https://elsewhere",
      AWS_ENDPOINT_URL_ECS: "https://elsewhere",
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true",
      AWS_ROLE_ARN: "two\nlines",
      PULUMI_ACCESS_TOKEN: "somebody's",
      PULUMI_BACKEND_URL: "s3://x",
      PULUMI_CONFIG_PASSPHRASE_FILE: "/nowhere",
      PULUMI_STACK: "prod",
    };
    for (const shell of ["sh", "bash"]) {
      const shown = execFileSync(shell, ["-ec", `. "${folder.file("env")}"; env`], {
        env: { PATH: process.env.PATH, ...elsewhere },
        encoding: "utf8",
      });
      const set = shown.split("\n").filter((line) => /^(AWS|PULUMI)_/.test(line));
      assert.deepEqual(Object.fromEntries(set.map((line) => line.split("="))), {
        ...emulatorVariables("http://127.0.0.1:5000", folder.path),
        AWS_REGION: "eu-west-1",
        AWS_DEFAULT_REGION: "eu-west-1",
        ...folder.backendVariables(),
      });
    }
  });

  it("has an address of its backend, whatever characters its path has", () => {
    const { PULUMI_BACKEND_URL = "" } = new SandboxFolder("/a b/c#d/e?f/g%20h").backendVariables();
    assert.equal(PULUMI_BACKEND_URL, "file:///a%20b/c%23d/e%3Ff/g%2520h/.sandbox/backend");
  });
});
