import assert from "node:assert/strict";
import { join } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { readProject, readStackConfig } from "../../tools/preview/settings";
import { RECORDED, RECORDED_STACK, RECORDED_VERSIONS, recordedTree } from "../support/recorded";
import { registered } from "../support/recorder";
import { identitiesIn, identitiesOf, treeOf } from "../support/tree";

/** What today's library makes of the program that was written against a version. */
function madeToday(version: string) {
  const folder = join(RECORDED, version, "program");
  const project = readProject(folder);
  const { config } = readStackConfig(project, RECORDED_STACK);
  const program: () => void = require(folder);
  return registered(program, { project: project.name, stack: RECORDED_STACK, config });
}

for (const version of RECORDED_VERSIONS) {
  describe(`what version ${version} of the library made`, () => {
    it("is known to today's by type, name and parent, or by an alias", async () => {
      const known = identitiesOf(await madeToday(version));
      const lost = identitiesIn(recordedTree(version)).filter((identity) => !known.has(identity));
      assert.deepEqual(lost, [], "an update would delete these; a rename needs `aliases`");
    });
  });
}

/** A component with one child, called after it. */
class Pair extends pulumi.ComponentResource {
  constructor(type: string, name: string, childName: string, opts: { own?: pulumi.Alias[]; child?: pulumi.Alias[] }) {
    super(`fairlead:index:${type}`, name, {}, { aliases: opts.own ?? [] });
    new aws.ecs.Cluster(childName, {}, { parent: this, aliases: opts.child ?? [] });
  }
}

describe("a recorded tree", () => {
  const BEFORE = "fairlead:index:Pair web\n  aws:ecs/cluster:Cluster web-main\n";

  /** What an engine that remembers the tree would not find again. */
  async function lost(program: () => void): Promise<string[]> {
    const known = identitiesOf(await registered(program));
    return identitiesIn(BEFORE).filter((identity) => !known.has(identity));
  }

  it("reads as the program's resources do, each under its parent", async () => {
    assert.equal(treeOf(await registered(() => void new Pair("Pair", "web", "web-main", {}))), BEFORE);
  });

  it("loses a child that is renamed, and keeps it with an alias", async () => {
    const child = "fairlead:index:Pair$aws:ecs/cluster:Cluster::web-main";
    assert.deepEqual(await lost(() => void new Pair("Pair", "web", "web-first", {})), [child]);
    assert.deepEqual(
      await lost(() => void new Pair("Pair", "web", "web-first", { child: [{ name: "web-main" }] })),
      [],
    );
  });

  it("loses a component and all in it when its type changes, and keeps both with one alias", async () => {
    assert.equal((await lost(() => void new Pair("Couple", "web", "web-main", {}))).length, 2);
    const own = [{ type: "fairlead:index:Pair" }];
    assert.deepEqual(await lost(() => void new Pair("Couple", "web", "web-main", { own })), []);
  });

  it("follows a renamed component to children that are called after it", async () => {
    assert.equal((await lost(() => void new Pair("Pair", "shop", "shop-main", {}))).length, 2);
    assert.deepEqual(await lost(() => void new Pair("Pair", "shop", "shop-main", { own: [{ name: "web" }] })), []);
  });
});
