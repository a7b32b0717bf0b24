import assert from "node:assert/strict";
import { join } from "node:path";
import * as fairlead from "fairlead";

interface Schema {
  resources: Record<
    string,
    { inputProperties: Record<string, unknown>; requiredInputs?: string[]; isComponent: boolean }
  >;
}
interface Analysis {
  components: object;
  typeDefinitions: object;
  dependencies: object[];
}

/** What `pulumi package get-schema` asks the SDK for; a test in test/engine/ asks the command itself. */
const { Analyzer } = require("@pulumi/pulumi/provider/experimental/analyzer") as {
  Analyzer: new (folder: string, name: string, manifest: object, components: Set<string>) => { analyze(): Analysis };
};
const { generateSchema } = require("@pulumi/pulumi/provider/experimental/schema") as {
  generateSchema(...args: unknown[]): Schema;
};

const COMPONENTS = [
  "EcsEnvironment",
  "OnDemandCapacity",
  "ScheduledTask",
  "SpotCapacity",
  "TaskRelease",
  "WebService",
  "Worker",
];

describe("the library as a component package", () => {
  const folder = join(__dirname, "../../components");
  let schema: Schema;
  before(() => {
    const manifest = require(join(folder, "package.json"));
    const { components, typeDefinitions, dependencies } = new Analyzer(
      folder,
      "fairlead",
      manifest,
      new Set(COMPONENTS),
    ).analyze();
    schema = generateSchema(
      "fairlead",
      manifest.version,
      manifest.description,
      components,
      typeDefinitions,
      dependencies,
    );
  });

  it("offers every component that it exports", () => {
    const classes = Object.entries(fairlead).filter(
      ([, value]) => typeof value === "function" && /^class /.test(String(value)),
    );
    assert.deepEqual(classes.map(([name]) => name).sort(), COMPONENTS);
    assert.deepEqual(
      Object.keys(schema.resources).sort(),
      COMPONENTS.map((name) => `fairlead:index:${name}`),
    );
  });

  // What a program must say. An argument that becomes required, or goes, breaks programs of other teams.
  for (const [name, required] of Object.entries({
    EcsEnvironment: ["network", "pools", "profile"],
    OnDemandCapacity: ["clusterName", "environment", "instanceTypes", "maxNodes", "securityGroupIds", "subnetIds"],
    ScheduledTask: ["environment", "release", "schedule", "timeZone"],
    SpotCapacity: ["clusterName", "environment", "instanceTypes", "maxNodes", "securityGroupIds", "subnetIds"],
    TaskRelease: ["containers", "environments"],
    WebService: ["capacity", "environment", "hosts", "release"],
    Worker: ["capacity", "environment", "noLoadBalancer", "release"],
  })) {
    it(`asks of a ${name} ${required.join(", ")}`, () => {
      const { requiredInputs = [], isComponent } = schema.resources[`fairlead:index:${name}`] ?? assert.fail();
      assert.deepEqual([...requiredInputs].sort(), required);
      assert.equal(isComponent, true);
    });
  }
});
