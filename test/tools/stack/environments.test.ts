import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import { readProject } from "../../../tools/preview/settings";
import { awsOfStack } from "../../../tools/stack/awsOfStack";
import { environmentCalled, readStackFiles } from "../../../tools/stack/environments";
import { StackFolder } from "../../support/stackFolder";

const PINS = { dev: { web: 3 }, prod: { web: 1 }, stage: { web: 2 } };

describe("environments as files say them", () => {
  let folder: StackFolder;
  const path = process.env.PATH;
  beforeEach(() => {
    folder = new StackFolder(PINS, ["aws:region: eu-west-1"]);
  });
  afterEach(() => {
    process.env.PATH = path;
    folder.remove();
  });
  const read = () => readStackFiles(readProject(folder.path));
  const aws = (stack: string) => awsOfStack(readProject(folder.path), stack);

  it("come in the order of Pulumi.yaml, apart from what makes releases", () => {
    const { environments, names, releases } = read();
    assert.deepEqual([names, releases], [["dev", "stage", "prod"], ["releases"]]);
    assert.deepEqual(
      environments.map(({ stack, order, file, pins }) => [stack, order, file, pins]),
      [
        ["dev", 0, "Pulumi.dev.yaml", { web: 3 }],
        ["stage", 1, "Pulumi.stage.yaml", { web: 2 }],
        ["prod", 2, "Pulumi.prod.yaml", { web: 1 }],
      ],
    );
  });

  it("have the accounts that Pulumi.yaml tells by their names", () => {
    const accounts = '  accounts: { type: object, default: { dev: "111111111111", prod: "333333333333" } }';
    folder.write("Pulumi.yaml", `${folder.read("Pulumi.yaml")}\n${accounts}\n`);
    assert.deepEqual(
      read().environments.map(({ account }) => account),
      ["111111111111", undefined, "333333333333"],
    );
  });

  it("have no account whose id is a number that has lost its first digit", () => {
    folder.write("Pulumi.yaml", `${folder.read("Pulumi.yaml")}\n  accounts: { default: { prod: 012345678901 } }\n`);
    assert.throws(
      read,
      /^Error: Stack prod: `accounts` has 12345678901 for its environment; .* has 12 digits, and quotes/,
    );
  });

  it("are found by their name, or by their stack's where two stacks have the same", () => {
    folder.write("Pulumi.live.yaml", "config:\n  fairlead:environment: prod\n");
    assert.deepEqual(
      ["stage", "live", "prod"].map((name) => environmentCalled(name, read()).stack),
      ["stage", "live", "prod"],
    );
    folder.delete("Pulumi.prod.yaml");
    assert.equal(environmentCalled("prod", read()).stack, "live");
    folder.write("Pulumi.calm.yaml", folder.read("Pulumi.live.yaml"));
    assert.throws(
      () => environmentCalled("prod", read()),
      /^Error: Stacks calm, live are all environment prod\. Say which/,
    );
    assert.throws(
      () => environmentCalled("x", read()),
      /^Error: There is no environment x\. There are dev, stage, prod \(calm\), /,
    );
  });

  it("have every pin that is no revision told, and names that nobody has declared", () => {
    folder.write("Pulumi.dev.yaml", "config:\n  fairlead:pins: { web: 0, search: '7', mailer: x }\n");
    folder.write("Pulumi.test.yaml", "config: {}\n");
    assert.throws(read, ({ message }: Error) => {
      assert.deepEqual(message.split("\n"), [
        "Pulumi.dev.yaml: pins.web is 0; a revision is a number from 1.",
        'Pulumi.dev.yaml: pins.mailer is "x"; a revision is a number from 1.',
        "Pulumi.test.yaml: environment test is not among those of Pulumi.yaml (dev, stage, prod): add it there.",
      ]);
      return true;
    });
  });

  it("have the settings of their provider in the file, for which no engine is needed", async () => {
    process.env.PATH = folder.path;
    assert.deepEqual(await aws("dev"), { stack: "dev", aws: { region: "eu-west-1" } });
  });

  for (const [title, text] of [
    ["a setting is encrypted", "config:\n  aws:secretKey: { secure: 'v1:x' }\n"],
    ["settings come from Pulumi Cloud", "environment: [shop/dev]\nconfig: {}\n"],
  ] as const) {
    it(`have them of the engine when ${title}`, async () => {
      folder.write("Pulumi.dev.yaml", text);
      process.env.PATH = `${folder.path}:/bin`;
      await assert.rejects(aws("dev"), /^Error: pulumi is not on PATH\./);
      folder.write("pulumi", '#!/bin/sh\necho \'{"aws:secretKey":{"value":"open"},"fairlead:kind":{"value":"x"}}\'\n');
      chmodSync(join(folder.path, "pulumi"), 0o755);
      assert.deepEqual(await aws("dev"), { stack: "dev", aws: { secretKey: "open" } });
    });
  }
});
