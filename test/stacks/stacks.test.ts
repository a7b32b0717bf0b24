import assert from "node:assert/strict";
import type { RecordedResource } from "../../tools/preview/recorder";
import { configured, ENVIRONMENTS, recordStack, STACKS, typed } from "../support/stacks";

const SERVICE = "aws:ecs/service:Service";
const SCHEDULE = "aws:scheduler/schedule:Schedule";
const DEFINITION = "aws:ecs/taskDefinition:TaskDefinition";
const GROUP = "aws:autoscaling/group:Group";

interface Share {
  capacityProvider: string;
  base: number;
  weight: number;
}
interface Pool {
  market: string;
  maxNodes: number;
}
const named = (resources: readonly RecordedResource[], name: string) => resources.find((r) => r.name === name);
const strategyOf = (service: RecordedResource | undefined) =>
  (service?.inputs.capacityProviderStrategies ?? []) as Share[];

describe("the stacks", () => {
  for (const stack of STACKS) {
    it(`${stack} runs with its committed configuration`, async () => {
      const { errors, resources } = await recordStack(stack);
      assert.deepEqual(errors, []);
      assert.ok(resources.length > 10);
    });
  }

  it("releases makes six task definitions, and no environment's name is in one", async () => {
    const definitions = typed(await recordStack("releases"), DEFINITION);
    assert.deepEqual(definitions.map((d) => d.name).sort(), [
      "checkout",
      "mailer",
      "prices",
      "report",
      "search",
      "storefront",
    ]);
    for (const { inputs } of definitions) {
      assert.doesNotMatch(`${inputs.family} ${inputs.containerDefinitions}`, /\b(stage|prod)\b/);
    }
  });

  for (const stack of ENVIRONMENTS) {
    it(`${stack} runs three web services, a worker and two jobs, each at its own pin`, async () => {
      const recording = await recordStack(stack);
      assert.deepEqual(
        typed(recording, SERVICE)
          .map((s) => s.inputs.taskDefinition)
          .sort(),
        ["checkout:1", "mailer:1", "search:1", "storefront:1"],
      );
      assert.deepEqual(
        typed(recording, SCHEDULE)
          .map((s) => s.name)
          .sort(),
        ["prices", "report"],
      );
      assert.equal(typed(recording, DEFINITION).length, 0, "an environment registers nothing");
    });

    it(`${stack} has seven hosts for one service and a path for another, asked for first`, async () => {
      const rules = typed(await recordStack(stack), "aws:lb/listenerRule:ListenerRule");
      type Condition = { hostHeader?: { values: string[] }; pathPattern?: { values: string[] } };
      const conditions = (name: string) => (named(rules, name)?.inputs.conditions ?? []) as Condition[];
      const hosts = ["storefront-1", "storefront-2"].flatMap((name) => conditions(name)[0]?.hostHeader?.values ?? []);
      assert.equal(new Set(hosts).size, 7);
      assert.deepEqual(conditions("checkout-1")[1]?.pathPattern?.values, ["/checkout/*"]);
      const priority = (name: string) => Number(named(rules, name)?.inputs.priority);
      assert.ok(priority("checkout-1") < priority("storefront-1"));
      assert.equal(new Set(rules.map((rule) => rule.inputs.priority)).size, rules.length);
    });
  }

  it("dev is all spot, stage and prod have both markets", () => {
    const markets = (stack: string) =>
      [...new Set(Object.values(configured<Record<string, Pool>>(stack, "pools")).map(({ market }) => market))].sort();
    assert.deepEqual(ENVIRONMENTS.map(markets), [["spot"], ["on-demand", "spot"], ["on-demand", "spot"]]);
  });

  it("prod keeps every critical service alive without any spot node, and has room for that", async () => {
    const recording = await recordStack("prod");
    const definitions = typed(await recordStack("releases"), DEFINITION);
    let memoryMiB = 0;
    for (const name of ["storefront", "checkout"]) {
      const onDemand = strategyOf(named(typed(recording, SERVICE), name)).filter((s) =>
        s.capacityProvider.includes("on-demand"),
      );
      assert.ok((onDemand[0]?.base ?? 0) >= 1, name);
      const [container] = JSON.parse(String(named(definitions, name)?.inputs.containerDefinitions));
      memoryMiB += (onDemand[0]?.base ?? 0) * container.memoryReservation;
    }
    const nodes = Number(named(typed(recording, GROUP), "prod-on-demand-nodes")?.inputs.minSize);
    assert.ok(memoryMiB <= nodes * 7_526, "the nodes that are always there have room for all bases");
  });

  it("only prod is protected, and only dev serves plain HTTP", async () => {
    const seen = await Promise.all(
      ENVIRONMENTS.map(async (stack) => {
        const recording = await recordStack(stack);
        const [balancer] = typed(recording, "aws:lb/loadBalancer:LoadBalancer");
        return [balancer?.options.protect, typed(recording, "aws:lb/listener:Listener").length];
      }),
    );
    assert.deepEqual(seen, [
      [false, 1],
      [false, 2],
      [true, 2],
    ]);
  });

  it("are made by the same code: stage with dev's configuration is dev", async () => {
    const dev = await recordStack("dev");
    const other = await recordStack("dev", {}, { name: "stage" });
    const shape = (resources: readonly RecordedResource[], name: string) =>
      resources.map((r) => `${r.type} ${r.name.replace(new RegExp(`^${name}\\b`), "x")}`).sort();
    assert.deepEqual(shape(other.resources.slice(1), "stage"), shape(dev.resources.slice(1), "dev"));
  });

  it("use a network that is there when its ids are given", async () => {
    const network = {
      vpcId: "vpc-1",
      publicSubnetIds: ["subnet-a", "subnet-b"],
      privateSubnetIds: ["subnet-c", "subnet-d"],
    };
    const { resources, errors } = await recordStack("dev", { network });
    assert.deepEqual(errors, []);
    assert.ok(!resources.some(({ type }) => type === "awsx:ec2:Vpc" || type.startsWith("aws:ec2/flowLog")));
    assert.deepEqual(resources.find(({ type }) => type === GROUP)?.inputs.vpcZoneIdentifiers, ["subnet-c", "subnet-d"]);
  });

  it("make one NAT gateway for dev and one in each zone for prod", async () => {
    const strategy = async (stack: string) =>
      (await recordStack(stack)).resources.find(({ type }) => type === "awsx:ec2:Vpc")?.inputs.natGateways;
    assert.deepEqual(await strategy("dev"), { strategy: "Single" });
    assert.deepEqual(await strategy("prod"), { strategy: "OnePerAz" });
  });
});
