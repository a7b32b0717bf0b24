import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chosenStacks, readProject, readStackConfig, SettingsError, stackNames } from "../../../tools/preview/settings";

describe("settings of a stack", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "settings-"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  /** Writes files and reads a stack's configuration. */
  function read(project: string, stack: string, name = "dev") {
    writeFileSync(join(root, "Pulumi.yaml"), `name: shop\n${project}`);
    writeFileSync(join(root, `Pulumi.${name}.yaml`), stack);
    return readStackConfig(readProject(root), name);
  }

  it("come as the engine gives them: full keys, text, and JSON for what has a structure", () => {
    const { config } = read(
      "",
      "config:\n  aws:region: eu-west-1\n  size: 3\n  big: true\n  pools: {a: {n: 1}}\n  zones: [a, b]\n",
    );
    assert.deepEqual(config, {
      "aws:region": "eu-west-1",
      "shop:size": "3",
      "shop:big": "true",
      "shop:pools": '{"a":{"n":1}}',
      "shop:zones": '["a","b"]',
    });
  });

  it("are refused when a file says one of them with the project before it and without", () => {
    const stack = "config:\n  nodeImages: { x86_64: ami-1 }\n  shop:nodeImages: { x86_64: ami-2 }\n";
    assert.throws(() => read("", stack), /^SettingsError: Pulumi\.dev\.yaml has both nodeImages and shop:nodeImages, /);
  });

  it("take defaults and values of the project where the stack says nothing", () => {
    const project =
      "config:\n  size: {type: integer, default: 2}\n  kind: {type: string, default: plain}\n  pools: {type: object, default: {}}\n" +
      "  aws:region: {value: eu-west-1}\n  aws:profile: build\n";
    const { config } = read(project, "config:\n  shop:size: 5\n");
    assert.deepEqual(config, {
      "shop:size": "5",
      "shop:kind": "plain",
      "shop:pools": "{}",
      "aws:region": "eu-west-1",
      "aws:profile": "build",
    });
  });

  it("are refused in one error that names everything wrong", () => {
    const project =
      "config:\n  host: {type: string}\n  size: {type: integer}\n  on: {type: boolean}\n  pools: {type: object}\n" +
      "  zones: {type: array, items: {type: string}}\n  fine: {type: string}\n";
    const stack = "config: {size: many, on: maybe, pools: [], zones: [[a]], fine: 3}\n";
    assert.throws(
      () => read(project, stack),
      (error: Error) => {
        assert.ok(error instanceof SettingsError);
        assert.equal(
          error.message,
          "Pulumi.dev.yaml does not fit Pulumi.yaml:\n" +
            "  - shop:host is missing (string)\n" +
            '  - shop:size is "many", not of type integer\n' +
            '  - shop:on is "maybe", not of type boolean\n' +
            "  - shop:pools is [], not of type object\n" +
            '  - shop:zones is [["a"]], not an array of string',
        );
        return true;
      },
    );
  });

  it("keep what is encrypted closed, and mark it as secret", () => {
    const stack = "config:\n  key: {secure: AAAB}\n  db: {user: me, password: {secure: AAAC}}\n  open: 1\n";
    const { config, secretConfigKeys } = read(
      "config: {key: {type: integer}, open: {secret: true, type: integer}}\n",
      stack,
    );
    assert.deepEqual([...secretConfigKeys].sort(), ["shop:db", "shop:key", "shop:open"]);
    assert.equal(config["shop:key"], "[secret]");
    assert.equal(config["shop:db"], '{"user":"me","password":"[secret]"}');
    assert.ok(!JSON.stringify(config).includes("AAA"));
  });

  it("of an empty file are the defaults", () => {
    assert.deepEqual(read("config: {size: {type: integer, default: 2}}\n", "").config, { "shop:size": "2" });
    assert.deepEqual(read("", "config:\n").config, {});
  });

  it("say where the YAML is broken", () => {
    assert.throws(() => read("", "config: [\n"), /Pulumi\.dev\.yaml: .*line/s);
  });

  it("put stacks that make releases first, then dev, stage and prod, then others by name", () => {
    writeFileSync(join(root, "Pulumi.yaml"), "name: shop\n");
    for (const name of ["prod", "zoo", "stage", "ant", "dev"]) writeFileSync(join(root, `Pulumi.${name}.yaml`), "");
    writeFileSync(join(root, "Pulumi.images.yaml"), "config: {shop:kind: releases}\n");
    assert.deepEqual(stackNames(readProject(root)), ["images", "dev", "stage", "prod", "ant", "zoo"]);
  });

  it("are those of the stacks one asks for, in the usual order", () => {
    assert.deepEqual(chosenStacks(["releases", "dev", "prod"], []), ["releases", "dev", "prod"]);
    assert.deepEqual(chosenStacks(["releases", "dev", "prod"], ["prod", "releases"]), ["releases", "prod"]);
    assert.throws(
      () => chosenStacks(["releases", "dev"], ["prd", "dev"]),
      /There is no stack prd\. The stacks are releases, dev\./,
    );
  });

  it("need a project", () => {
    assert.throws(() => readProject(root), /There is no Pulumi\.yaml/);
  });
});
