import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findEngine } from "../support/engine";

describe("the engine that these tests look for", () => {
  let folder: string;

  /** What is missing, or "nothing". */
  const missing = (variables: NodeJS.ProcessEnv) => {
    const offer = findEngine({ PATH: folder, ...variables });
    return "missing" in offer ? offer.missing : "nothing";
  };

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "fairlead-engine-"));
    mkdirSync(join(folder, "bin"));
    for (const file of ["pulumi", "bin/pulumi", "env", "emulator"])
      writeFileSync(join(folder, file), "", { mode: 0o755 });
  });
  after(() => rmSync(folder, { recursive: true }));

  it("is the one of RIG, when it has been set up", () => {
    assert.equal(missing({ RIG: folder, RIG_HOME: folder }), "nothing");
    assert.match(missing({ RIG: folder, RIG_HOME: join(folder, "elsewhere") }), /elsewhere.bin.pulumi is not there/);
  });

  it("is `pulumi` on PATH otherwise, with an emulator that runs", () => {
    assert.equal(missing({ AWS_ENDPOINT_URL: "http://127.0.0.1:5000" }), "nothing");
    assert.match(missing({}), /AWS_ENDPOINT_URL/);
    assert.match(missing({ AWS_ENDPOINT_URL: "http://127.0.0.1:5000", PATH: "" }), /`pulumi` on PATH/);
  });

  for (const address of [
    "https://ecs.eu-central-1.amazonaws.com",
    "http://192.168.1.5:5000",
    "http://127.0.0.1.example.com",
    "http://localhost@example.com",
    "localhost:5000",
  ]) {
    it(`never talks to ${address}`, () => {
      assert.match(missing({ AWS_ENDPOINT_URL: address }), /an emulator on this machine/);
    });
  }
});
