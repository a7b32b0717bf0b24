import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import { isSecret, isUnknown, plain, readable, unknown } from "../../../tools/preview/recorder";
import { one, recorded, registered } from "../../support/recorder";

const clusterType = "aws:ecs/cluster:Cluster";
const serviceType = "aws:ecs/service:Service";
const groupType = "aws:autoscaling/group:Group";

describe("a preview", () => {
  it("knows what the program wrote and what the provider's check adds, and nothing else", async () => {
    const { outputs } = await recorded(() => {
      const cluster = new aws.ecs.Cluster("web", { tags: { team: "checkout" } });
      return { name: cluster.name, tags: cluster.tags, id: cluster.id, arn: cluster.arn };
    });
    assert.match(String(outputs.name), /^web-[0-9a-f]{7}$/);
    assert.deepEqual({ ...outputs, name: "" }, { name: "", tags: { team: "checkout" }, id: unknown, arn: unknown });
  });

  it("runs no apply on an unknown value", async () => {
    let ran = false;
    await recorded(() => {
      new aws.ecs.Cluster("web").arn.apply(() => {
        ran = true;
      });
    });
    assert.equal(ran, false);
  });

  // Seen with the real provider: these are unknown in a preview even where the program never set them.
  it("does not know computed properties that the program left out", async () => {
    const resources = await registered(() => {
      new aws.ecs.Service("web", { cluster: "main", taskDefinition: "web:1" });
      new aws.autoscaling.Group("web", { minSize: 1, maxSize: 2, launchTemplate: { id: "lt-1", version: "3" } });
    });
    const { outputs } = one(resources, serviceType);
    for (const property of ["id", "arn", "launchType", "iamRole", "triggers"]) assert.ok(isUnknown(outputs[property]));
    for (const property of ["loadBalancers", "desiredCount", "schedulingStrategy"]) assert.ok(!(property in outputs));
    const group = one(resources, groupType).outputs;
    for (const property of ["mixedInstancesPolicy", "desiredCapacity", "targetGroupArns"]) {
      assert.ok(isUnknown(group[property]), property);
    }
    assert.deepEqual(group.launchTemplate, { id: "lt-1", version: "3" });
  });

  it("shows a remote component as one node, its arguments unwrapped and its outputs unknown", async () => {
    const { resources, outputs } = await recorded(() => {
      const cluster = new aws.ecs.Cluster("web");
      const tags = { name: cluster.name, arn: cluster.arn, key: pulumi.secret("s3cret") };
      return { vpcId: new awsx.ec2.Vpc("net", { cidrBlock: pulumi.output("10.0.0.0/16") as never, tags }).vpcId };
    });
    const network = one(resources, "awsx:ec2:Vpc");
    assert.ok(network.remote);
    assert.equal(network.inputs.cidrBlock, "10.0.0.0/16");
    assert.deepEqual(readable(network.inputs.tags), {
      name: one(resources, clusterType).inputs.name,
      arn: "[unknown]",
      key: "[secret]",
    });
    assert.equal(network.outputs.vpcId, unknown);
    assert.equal(outputs.vpcId, unknown);
  });

  it("keeps secrets in their wrapper, and shows them to nobody", async () => {
    const { resources, outputs } = await recorded(() => {
      const cluster = new aws.ecs.Cluster("web", { tags: { key: pulumi.secret("s3cret") } });
      return { tags: cluster.tags };
    });
    const { inputs } = one(resources, clusterType);
    assert.ok(isSecret((inputs.tags as { key: unknown }).key) || isSecret(inputs.tags));
    assert.ok(!JSON.stringify(readable([inputs, outputs])).includes("s3cret"));
    assert.deepEqual(plain(inputs.tags), { key: "s3cret" });
  });

  it("knows the id of a resource that is imported", async () => {
    const { outputs } = await recorded(() => ({ id: new aws.ecs.Cluster("web", {}, { import: "main" }).id }));
    assert.deepEqual(outputs, { id: "main" });
  });
});

describe("a recording that knows computed values", () => {
  it("lets applies run on made-up values of the right shape", async () => {
    const { outputs } = await recorded(
      () => {
        const cluster = new aws.ecs.Cluster("web");
        return { arn: cluster.arn.apply((arn) => arn.split(":cluster/")), id: cluster.id };
      },
      { preview: false },
    );
    const [before, after] = outputs.arn as string[];
    assert.equal(before, "arn:aws:ecs:eu-west-1:123456789012");
    assert.match(String(after), /^web-[0-9a-f]{7}$/);
    assert.equal(outputs.id, `${before}:cluster/${after}`);
  });

  it("has ARNs as AWS writes them", async () => {
    const { outputs } = await recorded(
      () => ({
        role: new aws.iam.Role("r", { name: "r", assumeRolePolicy: "{}" }).arn,
        bucket: new aws.s3.Bucket("b", { bucket: "b" }).arn,
        queue: new aws.sqs.Queue("q", { name: "q" }).arn,
        logs: new aws.cloudwatch.LogGroup("l", { name: "/l" }).arn,
        release: new aws.ecs.TaskDefinition("t", { family: "t", containerDefinitions: "[]" }).arn,
      }),
      { preview: false },
    );
    assert.deepEqual(outputs, {
      role: "arn:aws:iam::123456789012:role/r",
      bucket: "arn:aws:s3:::b",
      queue: "arn:aws:sqs:eu-west-1:123456789012:q",
      logs: "arn:aws:logs:eu-west-1:123456789012:log-group:/l",
      release: "arn:aws:ecs:eu-west-1:123456789012:task-definition/t:1",
    });
  });

  it("takes values from the test that knows better", async () => {
    const { outputs } = await recorded(() => ({ arn: new aws.ecs.Cluster("web").arn }), {
      preview: false,
      computed: ({ type, name }) => (type === clusterType ? { arn: `arn:${name}` } : undefined),
    });
    assert.deepEqual(outputs, { arn: "arn:web" });
  });

  it("has the same values in every run", async () => {
    const program = () => ({ id: new aws.ec2.SecurityGroup("web", { vpcId: "vpc-1" }).id });
    const [first, second] = await Promise.all([1, 2].map(() => recorded(program, { preview: false })));
    assert.match(String(first?.outputs.id), /^sg-[0-9a-f]{17}$/);
    assert.deepEqual(first, second);
  });
});
