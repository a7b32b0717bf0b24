import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Recording } from "../../../tools/preview/recorder";
import { releaseAnswers } from "../../../tools/preview/releaseAnswers";
import { errorsOf, recorded } from "../../support/recorder";

describe("what a program asks of its surroundings", () => {
  it("is answered for the account of AWS's examples and the configured region", async () => {
    const { outputs } = await recorded(async () => {
      const region = await aws.getRegion();
      return {
        account: (await aws.getCallerIdentity()).accountId,
        region: [region.id, region.name, region.region],
        partition: (await aws.getPartition()).partition,
        zones: (await aws.getAvailabilityZones()).names,
      };
    });
    assert.deepEqual(outputs, {
      account: "123456789012",
      region: ["eu-west-1", "eu-west-1", "eu-west-1"],
      partition: "aws",
      zones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
    });
  });

  it("is answered for the region of the provider that is asked, and noted with it", async () => {
    const { outputs, invoked } = await recorded(async () => {
      const provider = new aws.Provider("mumbai", { region: "ap-south-1" });
      return { regions: [(await aws.getRegion({}, { provider })).region, (await aws.getRegion()).region] };
    });
    assert.deepEqual(outputs, { regions: ["ap-south-1", "eu-west-1"] });
    assert.equal(invoked.length, 2);
    assert.match(invoked[0]?.provider ?? "", /pulumi:providers:aws::mumbai::/);
  });

  it("includes AWS's public image parameters, and no others", async () => {
    const ask = (name: string) => async () => ({ image: (await aws.ssm.getParameter({ name })).value });
    const image = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id";
    assert.match(String((await recorded(ask(image))).outputs.image), /^ami-[0-9a-f]{17}$/);
    assert.match((await errorsOf(ask("/ours/key"))).join(), /ParameterNotFound: .*\/ours\/key/);
  });

  it("stays unknown in a preview where the question is", async () => {
    const { outputs, invoked } = await recorded(() => {
      const cluster = new aws.ecs.Cluster("web");
      return { value: aws.ssm.getParameterOutput({ name: cluster.arn }).value };
    });
    assert.deepEqual(outputs, { value: pulumi.runtime.unknownValue });
    assert.deepEqual(invoked, []);
  });

  it("is noted once for each different question", async () => {
    const { invoked } = await recorded(async () => {
      for (let i = 0; i < 3; i++) await aws.getRegion();
    });
    assert.deepEqual(invoked, [{ token: "aws:index/getRegion:getRegion", args: {} }]);
  });
});

describe("recorded releases", () => {
  let releases: Recording;
  before(async () => {
    const program = () => {
      const role = new aws.iam.Role("web-task", { assumeRolePolicy: "{}" });
      new aws.ecs.TaskDefinition("web", {
        family: "web",
        containerDefinitions: pulumi.jsonStringify([
          { name: "web", image: "web:1", environment: [{ name: "ROLE", value: role.name }] },
        ]),
        taskRoleArn: role.arn,
        cpu: "256",
        volumes: [{ name: "files", efsVolumeConfiguration: { fileSystemId: "fs-1" } }],
      });
    };
    releases = await recorded(program, { preview: false, stack: "releases" });
  });
  const ask = (taskDefinition: string) => async () => ({ ...(await aws.ecs.getTaskDefinition({ taskDefinition })) });

  it("answer for any revision of a recorded family, as AWS describes it", async () => {
    const { outputs } = await recorded(ask("web:42"), { answers: releaseAnswers(releases) });
    const { containerDefinitions, taskRoleArn, volumes, ...rest } = outputs;
    assert.equal(rest.arn, "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:42");
    assert.equal(rest.arnWithoutRevision, "arn:aws:ecs:eu-west-1:123456789012:task-definition/web");
    assert.equal(rest.family, "web");
    assert.equal(rest.revision, 42);
    assert.equal(rest.status, "ACTIVE");
    assert.equal(rest.cpu, "256");
    assert.match(String(taskRoleArn), /^arn:aws:iam:.*:role\/web-task-[0-9a-f]{7}$/);
    assert.match(JSON.parse(String(containerDefinitions))[0].environment[0].value, /^web-task-/);
    assert.deepEqual(volumes, [
      {
        name: "files",
        hostPath: "",
        configureAtLaunch: false,
        dockerVolumeConfigurations: [],
        efsVolumeConfigurations: [{ fileSystemId: "fs-1" }],
        fsxWindowsFileServerVolumeConfigurations: [],
        s3filesVolumeConfigurations: [],
      },
    ]);
  });

  it("give every property that the SDK declares", async () => {
    const { outputs } = await recorded(ask("web:1"), { answers: releaseAnswers(releases) });
    // Typed so that a property the SDK adds does not compile before it is here.
    const declared: Record<keyof aws.ecs.GetTaskDefinitionResult, string> = {
      arn: "string",
      arnWithoutRevision: "string",
      containerDefinitions: "string",
      cpu: "string",
      enableFaultInjection: "boolean",
      ephemeralStorages: "object",
      executionRoleArn: "string",
      family: "string",
      id: "string",
      ipcMode: "string",
      memory: "string",
      networkMode: "string",
      pidMode: "string",
      placementConstraints: "object",
      proxyConfigurations: "object",
      region: "string",
      requiresCompatibilities: "object",
      revision: "number",
      runtimePlatforms: "object",
      status: "string",
      taskDefinition: "string",
      taskRoleArn: "string",
      volumes: "object",
    };
    const types = Object.entries(outputs).map(([key, value]) => [key, typeof value]);
    assert.deepEqual(Object.fromEntries(types), declared);
  });

  for (const name of ["web", "web:1", "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:1"]) {
    it(`are found by ${name}`, async () => {
      const { outputs } = await recorded(ask(name), { answers: releaseAnswers(releases) });
      assert.equal(outputs.taskDefinition, "web:1");
    });
  }

  for (const name of ["api:1", "web:0", "web:", ":1", "web:-1"]) {
    it(`do not know ${name}, in AWS's words`, async () => {
      const errors = await errorsOf(ask(name), { answers: releaseAnswers(releases) });
      assert.match(errors.join(), /ClientException: Unable to describe task definition\./);
    });
  }
});
