import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { unknown } from "../../../tools/preview/recorder";
import { one, recorded, registered } from "../../support/recorder";

const clusterType = "aws:ecs/cluster:Cluster";
const serviceType = "aws:ecs/service:Service";

class Pool extends pulumi.ComponentResource {
  readonly cluster: aws.ecs.Cluster;
  constructor(name: string, args: { size: pulumi.Input<number> }, opts?: pulumi.ComponentResourceOptions) {
    super("test:index:Pool", name, args, opts);
    this.cluster = new aws.ecs.Cluster(name, { tags: { size: pulumi.interpolate`${args.size}` } }, { parent: this });
    this.registerOutputs({ arn: this.cluster.arn, name: this.cluster.name });
  }
}

class Estate extends pulumi.ComponentResource {
  constructor(name: string) {
    super("test:index:Estate", name, {}, {});
    new Pool("web", { size: 3 }, { parent: this });
    this.registerOutputs();
  }
}

/** A service on a cluster, the least of what most tests need. */
function service(args: Partial<aws.ecs.ServiceArgs> = {}, opts?: pulumi.CustomResourceOptions): aws.ecs.Service {
  return new aws.ecs.Service("web", { cluster: "main", taskDefinition: "web:1", ...args }, opts);
}

describe("a recorded program", () => {
  it("has the engine's URNs: types of all ancestors, without the Stack", async () => {
    const { resources } = await recorded(() => void new Estate("all"));
    assert.deepEqual(
      resources.map(({ urn }) => urn),
      [
        "urn:pulumi:dev::fairlead::pulumi:pulumi:Stack::fairlead-dev",
        "urn:pulumi:dev::fairlead::test:index:Estate::all",
        "urn:pulumi:dev::fairlead::test:index:Estate$test:index:Pool::web",
        "urn:pulumi:dev::fairlead::pulumi:providers:aws::default_7_48_0",
        "urn:pulumi:dev::fairlead::test:index:Estate$test:index:Pool$aws:ecs/cluster:Cluster::web",
      ],
    );
  });

  it("gives the Stack as parent to whatever the program gives none", async () => {
    const cluster = one(await registered(() => void new aws.ecs.Cluster("web")), clusterType);
    assert.equal(cluster.parent, "urn:pulumi:dev::fairlead::pulumi:pulumi:Stack::fairlead-dev");
  });

  it("keeps a component's arguments as inputs and what it registers as outputs", async () => {
    const pool = one(await registered(() => void new Pool("web", { size: 3 })), "test:index:Pool");
    assert.deepEqual(pool.inputs, { size: 3 });
    assert.match(String(pool.outputs.name), /^web-[0-9a-f]{7}$/);
    assert.equal(pool.outputs.arn, unknown);
  });

  it("keeps a resource among arguments as its id, and a component as its URN", async () => {
    class Holder extends pulumi.ComponentResource {
      constructor(args: pulumi.Inputs) {
        super("test:index:Holder", "holder", args);
        this.registerOutputs();
      }
    }
    const program = () => {
      const pool = new Pool("web", { size: 3 });
      new Holder({ cluster: pool.cluster, pool });
    };
    const inputs = async (preview: boolean) => one(await registered(program, { preview }), "test:index:Holder").inputs;
    const pool = "urn:pulumi:dev::fairlead::test:index:Pool::web";
    assert.deepEqual(await inputs(true), { cluster: unknown, pool });
    assert.match(String((await inputs(false)).cluster), /^arn:aws:ecs:.*:cluster\/web-/);
  });

  it("keeps dependencies, those of options and, by property, those of values", async () => {
    const resources = await registered(() => {
      const cluster = new aws.ecs.Cluster("web");
      const role = new aws.iam.Role("web", { assumeRolePolicy: "{}" });
      service({ cluster: cluster.arn }, { dependsOn: role });
    });
    const recordedService = one(resources, serviceType);
    const cluster = one(resources, clusterType).urn;
    const role = one(resources, "aws:iam/role:Role").urn;
    assert.deepEqual([...recordedService.dependencies].sort(), [cluster, role].sort());
    assert.deepEqual(recordedService.propertyDependencies, { cluster: [cluster] });
  });

  it("keeps resource options", async () => {
    const { options } = one(
      await registered(() => {
        service(
          {},
          {
            protect: true,
            ignoreChanges: ["desiredCount"],
            replaceOnChanges: ["cluster"],
            deleteBeforeReplace: true,
            customTimeouts: { create: "20m", delete: "5m" },
            retainOnDelete: true,
            aliases: [{ name: "old" }, "urn:pulumi:dev::fairlead::aws:ecs/service:Service::older"],
          },
        );
      }),
      serviceType,
    );
    assert.deepEqual(
      { ...options, version: undefined },
      {
        protect: true,
        ignoreChanges: ["desiredCount"],
        replaceOnChanges: ["cluster"],
        deleteBeforeReplace: true,
        aliases: [
          "urn:pulumi:dev::fairlead::aws:ecs/service:Service::old",
          "urn:pulumi:dev::fairlead::aws:ecs/service:Service::older",
        ],
        customTimeouts: { create: "20m", update: undefined, delete: "5m" },
        additionalSecretOutputs: [],
        retainOnDelete: true,
        deletedWith: undefined,
        import: undefined,
        version: undefined,
      },
    );
  });

  it("tells an option that says no from one that says nothing", async () => {
    const resources = await registered(() => {
      new aws.ecs.Cluster("silent");
      new aws.ecs.Cluster("no", {}, { deleteBeforeReplace: false });
    });
    assert.equal(one(resources, clusterType, "silent").options.deleteBeforeReplace, undefined);
    assert.equal(one(resources, clusterType, "no").options.deleteBeforeReplace, false);
  });

  it("registers one default provider for each version, configured by the stack, and refers to it", async () => {
    const { resources } = await recorded(() => {
      new aws.ecs.Cluster("a");
      new aws.ecs.Cluster("b");
    });
    const provider = one(resources, "pulumi:providers:aws");
    assert.deepEqual(provider.inputs, { region: "eu-west-1", version: "7.48.0" });
    assert.equal(one(resources, clusterType, "a").provider, `${provider.urn}::${unknown}`);
  });

  it("refers to the provider that the program names", async () => {
    const { resources } = await recorded(() => {
      const provider = new aws.Provider("ireland", { region: "eu-west-1" });
      new aws.ecs.Cluster("web", {}, { provider });
    });
    const provider = one(resources, "pulumi:providers:aws");
    assert.equal(provider.name, "ireland");
    assert.equal(one(resources, clusterType).provider, `${provider.urn}::${unknown}`);
  });

  it("reads project, stack, organisation and config from its own run", async () => {
    const asked = () => ({
      place: [pulumi.getOrganization(), pulumi.getProject(), pulumi.getStack()].join("/"),
      tier: new pulumi.Config().require("tier"),
    });
    const dev = await recorded(asked, { config: { "fairlead:tier": "small" } });
    const prod = await recorded(asked, { organization: "acme", stack: "prod", config: { "fairlead:tier": "big" } });
    assert.deepEqual(dev.outputs, { place: "organization/fairlead/dev", tier: "small" });
    assert.deepEqual(prod.outputs, { place: "acme/fairlead/prod", tier: "big" });
  });

  it("keeps two runs apart that were asked for at once", async () => {
    const program = () => void new aws.ecs.Cluster(pulumi.getStack());
    const both = await Promise.all(["dev", "prod"].map((stack) => registered(program, { stack })));
    assert.deepEqual(
      both.map((resources) => one(resources, clusterType).name),
      ["dev", "prod"],
    );
  });

  it("keeps what the program logs, with the resource it is about", async () => {
    const { messages, resources } = await recorded(() => {
      pulumi.log.warn("few pools", new aws.ecs.Cluster("web"));
    });
    assert.deepEqual(messages, [{ severity: "warning", text: "few pools", urn: one(resources, clusterType).urn }]);
  });

  it("answers a reference to another stack", async () => {
    const { outputs } = await recorded(() => ({ arn: new pulumi.StackReference("acme/net/dev").getOutput("vpcId") }), {
      stackOutputs: { "acme/net/dev": { vpcId: "vpc-1" } },
    });
    assert.deepEqual(outputs, { arn: "vpc-1" });
  });

  it("reads a resource that the stack does not manage by its id", async () => {
    const { resources, outputs } = await recorded(() => ({ id: aws.ecs.Cluster.get("theirs", "main").id }));
    assert.deepEqual(outputs, { id: "main" });
    const { external, outputs: read } = one(resources, clusterType);
    assert.deepEqual([external, read.id, read.arn], [true, "main", unknown]);
  });
});
