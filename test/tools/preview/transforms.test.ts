import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { errorsOf, one, recorded, registered } from "../../support/recorder";

const clusterType = "aws:ecs/cluster:Cluster";

class Box extends pulumi.ComponentResource {
  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("test:index:Box", name, {}, opts);
    new aws.ecs.Cluster(name, { tags: { from: "box" } }, { parent: this });
    this.registerOutputs();
  }
}

/** A transform that adds a tag, and tells in which order transforms ran. */
const tag =
  (key: string, ran: string[] = []): pulumi.ResourceTransform =>
  ({ props, opts, type }) => {
    ran.push(`${key} ${type}`);
    return type === clusterType ? { props: { ...props, tags: { ...props.tags, [key]: "yes" } }, opts } : undefined;
  };

describe("transforms in a recording", () => {
  it("change a component's children, as documented for customising them", async () => {
    const resources = await registered(() => void new Box("web", { transforms: [tag("mine")] }));
    assert.deepEqual(one(resources, clusterType).inputs.tags, { from: "box", mine: "yes" });
  });

  it("run from the resource outwards to the stack", async () => {
    const ran: string[] = [];
    await recorded(() => {
      pulumi.runtime.registerResourceTransform(tag("stack", ran));
      new Box("web", { transforms: [tag("box", ran)] });
    });
    assert.deepEqual(ran, ["box test:index:Box", "stack test:index:Box", `box ${clusterType}`, `stack ${clusterType}`]);
  });

  it("may change options and keep dependencies", async () => {
    const protect: pulumi.ResourceTransform = ({ props, opts }) => ({
      props,
      opts: pulumi.mergeOptions(opts, { protect: true, ignoreChanges: ["tags"] }),
    });
    const resources = await registered(() => {
      const role = new aws.iam.Role("web", { assumeRolePolicy: "{}" });
      new aws.ecs.Cluster("web", { tags: { role: role.name } }, { transforms: [protect] });
    });
    const { options, dependencies } = one(resources, clusterType);
    assert.equal(options.protect, true);
    assert.deepEqual(options.ignoreChanges, ["tags"]);
    assert.deepEqual(dependencies, [one(resources, "aws:iam/role:Role").urn]);
  });

  it("reach a remote component's own arguments", async () => {
    const wider: pulumi.ResourceTransform = ({ props, opts }) => ({
      props: { ...props, cidrBlock: "10.1.0.0/16" },
      opts,
    });
    const resources = await registered(() => void new awsx.ec2.Vpc("net", {}, { transforms: [wider] }));
    assert.equal(one(resources, "awsx:ec2:Vpc").inputs.cidrBlock, "10.1.0.0/16");
  });

  it("see unknown values as unknown and give them back so", async () => {
    const resources = await registered(() => {
      const cluster = new aws.ecs.Cluster("web");
      const keep: pulumi.ResourceTransform = ({ props, opts }) => ({ props: { ...props }, opts });
      new aws.ecs.Service("web", { cluster: cluster.arn }, { transforms: [keep] });
    });
    const { inputs, propertyDependencies } = one(resources, "aws:ecs/service:Service");
    assert.equal(inputs.cluster, pulumi.runtime.unknownValue);
    assert.deepEqual(propertyDependencies, { cluster: [one(resources, clusterType).urn] });
  });

  it("fail the run when they throw", async () => {
    const errors = await errorsOf(() => {
      const refuse = () => {
        throw new Error("not here");
      };
      new aws.ecs.Cluster("web", {}, { transforms: [refuse] });
    });
    assert.equal(errors.length, 1);
    assert.match(errors[0] ?? "", /not here/);
  });

  it("open no port and leave no server behind", async () => {
    const before = process.getActiveResourcesInfo().filter((name) => /TCP|Pipe/.test(name)).length;
    await recorded(() => void new Box("web", { transforms: [tag("mine")] }));
    const after = process.getActiveResourcesInfo().filter((name) => /TCP|Pipe/.test(name)).length;
    assert.equal(after, before);
  });
});
