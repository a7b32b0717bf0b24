import assert from "node:assert/strict";
import { join } from "node:path";
import { promisify } from "node:util";
import * as grpc from "@grpc/grpc-js";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AnalyzeRequest, AnalyzerResource } from "@pulumi/pulumi/proto/analyzer_pb";
import { resourceRequests, seconds, stackRequest } from "../../../tools/preview/analyzerRequests";
import { judge } from "../../../tools/preview/pack";
import { judgeInProcess, loadPack } from "../../../tools/preview/packHost";
import type { Recording } from "../../../tools/preview/recorder";
import { withGrpcPack } from "../../support/packGrpc";
import { recorded } from "../../support/recorder";
import { resource } from "../../support/resource";

const directory = process.cwd();
const examplePack = join(__dirname, "../../support/project/policy/pack.ts");

class Box extends pulumi.ComponentResource {
  constructor(name: string) {
    super("test:index:Box", name);
    const cluster = new aws.ecs.Cluster(name, {}, { parent: this, protect: true, customTimeouts: { create: "1m30s" } });
    new aws.ecs.Service(name, { cluster: cluster.arn }, { parent: this });
    this.registerOutputs();
  }
}

const box = (stack = "dev") => recorded(() => void new Box("web"), { stack, organization: "acme" });
const judged = async (stack?: string) => judgeInProcess(loadPack(examplePack), await box(stack));

describe("a policy pack in this process", () => {
  it("sees inputs with the provider's name, options in seconds, defaults of its configuration, and the run", async () => {
    const [seen] = (await judged()).filter(({ policy }) => policy === "cluster-seen");
    assert.equal(seen?.level, "advisory");
    assert.equal(seen?.urn, "urn:pulumi:dev::fairlead::test:index:Box$aws:ecs/cluster:Cluster::web");
    const [description, json] = (seen?.message ?? "").split("\n");
    assert.equal(description, "Says what it sees of a cluster.");
    const { name, ...rest } = JSON.parse(json ?? "{}");
    assert.match(name, /^web-[0-9a-f]{7}$/);
    assert.deepEqual(rest, {
      keys: ["name"],
      protect: true,
      customTimeouts: { createSeconds: 90, updateSeconds: 0, deleteSeconds: 0 },
      parent: "urn:pulumi:dev::fairlead::test:index:Box::web",
      config: { greeting: "hello" },
      context: ["acme/fairlead/dev", true, "eu-west-1"],
    });
  });

  it("follows a property's dependency to a resource whose ARN nobody knows yet", async () => {
    const [linked] = (await judged()).filter(({ policy }) => policy === "service-linked");
    assert.deepEqual(linked, {
      policy: "service-linked",
      level: "mandatory",
      urn: "urn:pulumi:dev::fairlead::test:index:Box$aws:ecs/service:Service::web",
      message: "Says which cluster a service runs on.\nweb on web, under test:index:Box",
    });
  });

  it("cannot read an unknown value, and says so as advice", async () => {
    const [unknown] = (await judged()).filter(({ policy }) => policy === "reads-unknown");
    assert.equal(unknown?.level, "advisory");
    assert.match(unknown?.message ?? "", /can't run policy 'reads-unknown' .* string value at .arn can't be known/);
  });

  it("is shown the Stack, components and providers; what it says of no resource concerns the Stack", async () => {
    const [whole] = (await judged()).filter(({ policy }) => policy === "whole-stack");
    assert.equal(whole?.urn, "urn:pulumi:dev::fairlead::pulumi:pulumi:Stack::fairlead-dev");
    assert.equal(
      whole?.message.split("\n")[1],
      "aws:ecs/cluster:Cluster,aws:ecs/service:Service,pulumi:providers:aws,pulumi:pulumi:Stack,test:index:Box",
    );
  });

  it("does not run what is disabled", async () => {
    assert.ok(!(await judged()).some(({ policy }) => policy === "switched-off"));
  });

  it("judges several stacks, each as itself", async () => {
    const stacks = (await Promise.all(["dev", "prod"].map(judged))).map((violations) =>
      violations.find(({ policy }) => policy === "cluster-seen")?.message.includes("acme/fairlead/prod"),
    );
    assert.deepEqual(stacks, [false, true]);
  });

  it("leaves the working directory and gRPC servers as they were", async () => {
    await judged();
    assert.equal(process.cwd(), directory);
    const server = new grpc.Server();
    const bind = promisify(server.bindAsync.bind(server));
    assert.ok((await bind("127.0.0.1:0", grpc.ServerCredentials.createInsecure())) > 0);
    server.forceShutdown();
  });

  it("is not asked about what is only read, nor shown what providers keep for themselves", () => {
    const seen = resource({ inputs: { tags: {}, __defaults: [] }, outputs: { arn: "a", __meta: "m" } });
    const recording: Recording = {
      ...{ project: "fairlead", stack: "dev", organization: "acme", preview: true, config: {}, secretConfigKeys: [] },
      ...{ outputs: {}, messages: [], invoked: [], errors: [] },
      resources: [seen, resource({ name: "theirs", external: true })],
    };
    const properties = (request: AnalyzeRequest | AnalyzerResource) => request.getProperties()?.toJavaScript();
    assert.deepEqual(resourceRequests(recording).map(properties), [{ tags: {} }]);
    assert.deepEqual(stackRequest(recording).getResourcesList().map(properties), [{ arn: "a" }]);
  });

  it("must make a pack", () => {
    assert.throws(() => loadPack(join(__dirname, "../../../tools/preview/urn.ts")), /urn\.ts makes no PolicyPack/);
  });

  it("reads durations as the engine does", () => {
    const durations = { "": 0, "20m": 1200, "1h30m": 5400, "90s": 90, "1.5h": 5400, "500ms": 0.5 };
    for (const [text, value] of Object.entries(durations)) assert.equal(seconds(text), value, text);
    assert.equal(seconds(undefined), 0);
  });
});

describe("the same pack over gRPC", () => {
  it("comes to the same verdict as in this process", async () => {
    const recording = await box("prod");
    const overGrpc = await withGrpcPack(examplePack, recording, (pack) => judge(pack, recording));
    assert.deepEqual(await judgeInProcess(loadPack(examplePack), recording), overGrpc);
    assert.equal(overGrpc.length, 4);
  });

  it("comes to the same verdict with the project's own policies", async () => {
    const entryPoint = join(__dirname, "../../../policy/pack.ts");
    const allSpot = await recorded(
      () => {
        const group = new aws.autoscaling.Group("spot", {
          minSize: 1,
          maxSize: 4,
          mixedInstancesPolicy: {
            instancesDistribution: { onDemandPercentageAboveBaseCapacity: 0, spotAllocationStrategy: "lowest-price" },
            launchTemplate: { launchTemplateSpecification: { launchTemplateId: "lt-1", version: "1" } },
          },
        });
        const provider = new aws.ecs.CapacityProvider("spot", {
          autoScalingGroupProvider: { autoScalingGroupArn: group.arn },
        });
        const cluster = new aws.ecs.Cluster("main");
        new aws.ecs.Service("web", {
          cluster: cluster.arn,
          taskDefinition: "web:1",
          capacityProviderStrategies: [{ capacityProvider: provider.name, weight: 1 }],
        });
      },
      { stack: "prod" },
    );
    const overGrpc = await withGrpcPack(entryPoint, allSpot, (pack) => judge(pack, allSpot));
    assert.deepEqual(await judgeInProcess(loadPack(entryPoint), allSpot), overGrpc);
    const mandatory = new Set(overGrpc.filter(({ level }) => level === "mandatory").map(({ policy }) => policy));
    assert.deepEqual([...mandatory].sort(), ["prod-not-all-spot", "services-behind-alb"]);
  });
});
