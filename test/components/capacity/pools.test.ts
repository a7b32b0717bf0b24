import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { OnDemandCapacity, SpotCapacity } from "fairlead";
import { capacityArgs } from "../../support/builders";
import { errorsOf, madeDespiteErrors, ofType, one, recorded, registered } from "../../support/recorder";

const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const GROUP = "aws:autoscaling/group:Group";
const PROVIDER = "aws:ecs/capacityProvider:CapacityProvider";

type Group = { mixedInstancesPolicy: { instancesDistribution: object }; tags: { key: string; value: string }[] };

describe("a pool of nodes", () => {
  it("buys everything on the spot market in SpotCapacity, and nothing in OnDemandCapacity", async () => {
    for (const [Capacity, percentage, rebalance] of [
      [SpotCapacity, 0, true],
      [OnDemandCapacity, 100, false],
    ] as const) {
      const resources = await registered(() => new Capacity("dev-pool", capacityArgs()));
      const { inputs } = one(resources, GROUP);
      assert.deepEqual((inputs as Group).mixedInstancesPolicy.instancesDistribution, {
        onDemandBaseCapacity: 0,
        onDemandPercentageAboveBaseCapacity: percentage,
        onDemandAllocationStrategy: "lowest-price",
        spotAllocationStrategy: "price-capacity-optimized",
      });
      assert.equal(inputs.capacityRebalance, rebalance);
    }
  });

  it("asks for the instance metadata's second version, one hop away, with tags", async () => {
    const { inputs } = one(await registered(() => new SpotCapacity("dev-spot", capacityArgs())), TEMPLATE);
    assert.deepEqual(inputs.metadataOptions, {
      httpEndpoint: "enabled",
      httpTokens: "required",
      httpPutResponseHopLimit: 1,
      instanceMetadataTags: "enabled",
    });
  });

  it("encrypts the root disk and gives no public address", async () => {
    const { inputs } = one(await registered(() => new SpotCapacity("dev-spot", capacityArgs())), TEMPLATE);
    assert.deepEqual(inputs.blockDeviceMappings, [
      {
        deviceName: "/dev/xvda",
        ebs: { volumeType: "gp3", volumeSize: 30, encrypted: "true", deleteOnTermination: "true" },
      },
    ]);
    assert.deepEqual(inputs.networkInterfaces, [
      { associatePublicIpAddress: "false", deleteOnTermination: "true", securityGroups: ["sg-nodes"] },
    ]);
  });

  it("drains nodes, does not protect them, and lets a destroy end", async () => {
    const resources = await registered(() => new SpotCapacity("dev-spot", capacityArgs()));
    const provider = one(resources, PROVIDER).inputs.autoScalingGroupProvider as Record<string, unknown>;
    assert.equal(provider.managedDraining, "ENABLED");
    assert.equal(provider.managedTerminationProtection, "DISABLED");
    const group = one(resources, GROUP).inputs;
    assert.equal(group.forceDelete, true);
    assert.equal(group.desiredCapacity, undefined, "ECS owns it");
    assert.ok((group as Group).tags.some(({ key, value }) => key === "AmazonECSManaged" && value === "true"));
  });

  it("tags nodes with their environment by keys that instance metadata takes", async () => {
    const resources = await registered(() => new SpotCapacity("dev-spot", capacityArgs()));
    const { tags } = one(resources, GROUP).inputs as Group;
    assert.ok(tags.some(({ key, value }) => key === "env" && value === "dev"));
    for (const { key } of tags) assert.match(key, /^[0-9a-zA-Z\-_+=,.@:]{1,255}$/);
  });

  it("rolls nodes by the template's number, which is not known before the template is", async () => {
    const resources = await registered(() => new SpotCapacity("dev-spot", capacityArgs()), { preview: false });
    const policy = one(resources, GROUP).inputs.mixedInstancesPolicy as {
      launchTemplate: { launchTemplateSpecification: { version: string } };
    };
    assert.doesNotMatch(policy.launchTemplate.launchTemplateSpecification.version, /Latest|Default/);
  });

  it("can be rolled back to a pinned image, and not to one that is looked up", async () => {
    for (const [imageId, expected] of [
      [undefined, false],
      ["resolve:ssm:/my/image", false],
      ["ami-12345678", true],
      ["one's own", true],
    ] as const) {
      const own = imageId === "one's own";
      const args = capacityArgs(own ? { nodeImageId: "ami-12345678" } : imageId === undefined ? {} : { imageId });
      const resources = await registered(() => new SpotCapacity("dev-spot", args));
      const refresh = one(resources, GROUP).inputs.instanceRefresh as { preferences: { autoRollback: boolean } };
      assert.equal(refresh.preferences.autoRollback, expected);
    }
  });

  it("takes Amazon's ECS image for the architecture of its types", async () => {
    const args = capacityArgs({ instanceTypes: ["m7g.large", "m6g.large", "m8g.large", "m7gd.large"] });
    const { inputs } = one(await registered(() => new SpotCapacity("dev-spot", args)), TEMPLATE);
    assert.equal(
      inputs.imageId,
      "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id",
    );
  });

  it("runs an image that configures itself, whose nodes look for a bundle and find none", async () => {
    const args = capacityArgs({ nodeImageId: "ami-12345678", environment: pulumi.output("dev") });
    const resources = await registered(() => new OnDemandCapacity("dev-calm", args));
    const { inputs } = one(resources, TEMPLATE);
    assert.equal(inputs.imageId, "ami-12345678");
    const told = Buffer.from(String(inputs.userData), "base64").toString("utf8");
    assert.match(told, /^#cloud-config\nwrite_files:/);
    assert.match(told, /\n {6}ENVIRONMENT=dev\n {6}ECS_CLUSTER=fairlead-dev\n$/);
    const { policy } = one(resources, "aws:iam/rolePolicy:RolePolicy").inputs;
    const actions = JSON.parse(String(policy)).Statement.flatMap(({ Action }: { Action: string[] }) => Action);
    assert.deepEqual(
      actions.filter((action: string) => !/^(ecs|ssmmessages):|UpdateInstanceInformation/.test(action)),
      ["ssm:GetParameter", "cloudwatch:PutMetricData"],
    );
  });

  it("keeps the memory of daemons from tasks on stock images too", async () => {
    const args = capacityArgs({ reservedMemoryMiB: 300, daemonsMemoryMiB: 50 });
    const resources = await registered(() => {
      const pool = new SpotCapacity("dev-spot", args);
      return { memory: pool.nodeMemoryMiB.apply((memory) => assert.equal(memory, Math.floor(8_192 * 0.95) - 350)) };
    });
    const told = Buffer.from(String(one(resources, TEMPLATE).inputs.userData), "base64").toString("utf8");
    assert.match(told, /^ECS_RESERVED_MEMORY=350$/m);
  });

  it("runs one image, not a stock one and one's own", async () => {
    const both = { imageId: "ami-12345678", nodeImageId: "ami-87654321" };
    const [error = ""] = await errorsOf(() => new SpotCapacity("dev-spot", capacityArgs(both)));
    assert.match(error, /"dev-spot": nodeImageId is "ami-87654321"; it is given together with imageId/);
  });

  it("makes a role for its nodes only when none is given", async () => {
    const own = await registered(() => new SpotCapacity("dev-spot", capacityArgs()));
    const given = await registered(
      () => new SpotCapacity("dev-spot", capacityArgs({ instanceProfileArn: "arn:aws:iam::1:instance-profile/x" })),
    );
    assert.equal(ofType(own, "aws:iam/role:Role").length, 1);
    assert.equal(ofType(given, "aws:iam/role:Role").length, 0);
  });

  it("has the tree that its documentation names", async () => {
    const resources = await registered(() => new SpotCapacity("dev-spot", capacityArgs()));
    assert.deepEqual(resources.map(({ type, name }) => `${type} ${name}`).sort(), [
      "aws:autoscaling/group:Group dev-spot-nodes",
      "aws:ec2/launchTemplate:LaunchTemplate dev-spot-nodes",
      "aws:ecs/capacityProvider:CapacityProvider dev-spot",
      "aws:iam/instanceProfile:InstanceProfile dev-spot-node",
      "aws:iam/role:Role dev-spot-node",
      "aws:iam/rolePolicy:RolePolicy dev-spot-node",
      "fairlead:index:SpotCapacity dev-spot",
    ]);
  });

  it("says all that is wrong at once, and makes nothing", async () => {
    const program = () => new SpotCapacity("dev-spot", capacityArgs({ maxNodes: 0, diskGiB: 1, environment: "Dev!" }));
    const [error = "", ...others] = await errorsOf(program);
    assert.deepEqual(others, []);
    for (const part of [
      'SpotCapacity "dev-spot" has 3 problems',
      "maxNodes is 0",
      "diskGiB is 1",
      'environment is "Dev!"',
    ]) {
      assert.ok(error.includes(part), `${part} in:\n${error}`);
    }
    assert.deepEqual(await madeDespiteErrors(program), []);
  });

  it("judges an environment that is an output when it is known", async () => {
    const errors = await errorsOf(
      () => new SpotCapacity("dev-spot", capacityArgs({ environment: pulumi.output("Dev!") })),
    );
    assert.match(errors.join(), /SpotCapacity "dev-spot": environment is "Dev!"/);
  });

  it("warns of few spot types without refusing them", async () => {
    const { messages } = await recorded(
      () => new SpotCapacity("dev-spot", capacityArgs({ instanceTypes: ["m7i.large"] })),
    );
    assert.ok(messages.some((message) => message.text.includes("runs dry")));
  });
});
