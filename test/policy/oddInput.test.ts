import assert from "node:assert/strict";
import { ecsPolicies } from "fairlead-policy";
import fc from "fast-check";
import { type Described, judge, unknown } from "../support/policyJudge";
import { AwsStack, frontDoor } from "../support/policyStack";

/** What a property may turn into: what the preview does not know, nothing, null entries, any wrong type. */
const oddValues = [
  undefined,
  unknown,
  null,
  [],
  {},
  [null],
  [unknown],
  [{}],
  "",
  "text",
  -1,
  0,
  true,
  [[[]]],
  { forward: [] },
];

/** One change: which resource, which half of it, which way down, what to put there. */
const change = fc.record({
  resource: fc.nat(),
  half: fc.constantFrom<"inputs" | "outputs" | "from">("inputs", "outputs", "from"),
  path: fc.array(fc.nat(), { minLength: 1, maxLength: 5 }),
  value: fc.constantFrom(...oddValues),
});

/** Everything that the rules read, in one stack, with one service that is plainly wrong. */
function shop(view: "preview" | "update"): { resources: Described[]; wrong: readonly Described[] } {
  const stack = new AwsStack(view);
  const environment = stack.add("fairlead:index:EcsEnvironment", "shop", {
    profile: "production",
    pools: { spot: { market: "spot" }, steady: { market: "on-demand" } },
  });
  const cluster = stack.cluster("main", environment);
  const open = { protocol: "tcp", fromPort: 0, toPort: 65_535, cidrBlocks: ["0.0.0.0/0"], ipv6CidrBlocks: ["::/0"] };
  const nodes = stack.securityGroup("nodes", [open]);
  const template = stack.template(
    "plain",
    {
      vpcSecurityGroupIds: [nodes.outputs?.id],
      networkInterfaces: [{ securityGroups: [nodes.outputs?.id] }],
      instanceMarketOptions: { marketType: "spot" },
      userData: "ecs",
    },
    { vpcSecurityGroupIds: [nodes] },
  );
  const plain = stack.add(
    "aws:autoscaling/group:Group",
    "plain",
    { name: "plain", maxSize: 1, launchTemplate: { id: stack.computed("lt-plain") } },
    { from: { launchTemplate: [template] } },
  );
  const providers = [stack.provider(stack.spotGroup()), stack.provider(stack.onDemandGroup()), stack.provider(plain)];
  const association = stack.association(cluster, providers, [{ capacityProvider: "spot", weight: 1 }]);
  const listener = frontDoor(stack);
  const target = stack.targetGroup("web");
  stack.rule("web", listener, [target]);
  const containerDefinitions = JSON.stringify([{ portMappings: [{ containerPort: 8080, hostPort: 0 }] }]);
  const definition = stack.add("aws:ecs/taskDefinition:TaskDefinition", "web", { containerDefinitions });
  const strategies = [
    { capacityProvider: "spot", base: 0, weight: 1 },
    { capacityProvider: "on-demand", base: 1 },
  ];
  const service = {
    capacityProviderStrategies: strategies,
    taskDefinition: unknown,
    networkConfiguration: { securityGroups: [unknown] },
    tags: { team: "shop" },
  };
  stack.balanced("web", cluster, target, service, {
    capacityProviderStrategies: [association],
    taskDefinition: [definition],
    networkConfiguration: [nodes],
  });
  stack.service("queue", cluster, {
    tags: { "fairlead:no-load-balancer": "takes jobs" },
    deploymentController: { type: "EXTERNAL" },
  });
  stack.add(
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "open",
    { securityGroupId: unknown, ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" },
    { from: { securityGroupId: [nodes] } },
  );
  const before = stack.resources.length;
  stack.balanced("wrong", cluster, stack.targetGroup("wrong"));
  stack.balanced("wrong too", cluster, stack.targetGroup("wrong too"));
  return { resources: stack.resources, wrong: stack.resources.slice(before) };
}

describe("odd input", () => {
  for (const view of ["preview", "update"] as const) {
    it(`never stops a policy nor hides what another service does wrong (${view})`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
          const { resources, wrong } = shop(view);
          const others = resources.filter((resource) => !wrong.includes(resource));
          const changed = new Map(others.map((resource) => [resource, structuredClone(resource)]));
          for (const { resource, half, path, value } of changes) {
            const chosen = changed.get(others[resource % others.length] as Described);
            if (chosen && half !== "from") put(chosen[half] ?? {}, path, value);
            else if (chosen?.from) put(chosen.from, path.slice(0, 1), []);
          }
          const mutated = resources.map((resource) => relinked(changed.get(resource) ?? resource, resource));
          const verdicts = await judge(ecsPolicies(), mutated, { stack: "prod", preview: view === "preview" });
          assert.deepEqual(
            verdicts.filter((verdict) => verdict.message.includes("can't run")),
            [],
          );
          assert.ok(verdicts.some((verdict) => verdict.about === "wrong" && verdict.policy === "services-behind-alb"));
        }),
        { numRuns: 200 },
      );
    });
  }

  it("says the same whatever the order of the resources", async () => {
    const { resources } = shop("preview");
    const onStack = async (all: readonly Described[]) =>
      (await judge(ecsPolicies(), all, { stack: "prod" })).filter((verdict) => verdict.half === "stack");
    const expected = await onStack(resources);
    assert.ok(expected.length > 1);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(resources, { minLength: resources.length }), async (shuffled) => {
        assert.deepEqual(await onStack(shuffled), expected);
      }),
      { numRuns: 20 },
    );
  });

  it("survives a ring of parents", async () => {
    const ring: { parent?: Described } & Described = { type: "my:index:Ring", name: "ring", inputs: {} };
    const { resources } = shop("preview");
    const inside = resources.map((resource) => (resource.parent ? resource : { ...resource, parent: ring }));
    await assert.doesNotReject(judge(ecsPolicies(), [ring, ...inside], { stack: "prod" }));
  });
});

/** Puts a value at the end of a way through an object, as far as the way goes. */
function put(object: Record<string, unknown>, path: readonly number[], value: unknown): void {
  let here: Record<string, unknown> = object;
  for (const [depth, step] of path.entries()) {
    const keys = Object.keys(here);
    const key = keys[step % Math.max(1, keys.length)];
    if (key === undefined) return;
    const next = here[key];
    if (depth === path.length - 1 || typeof next !== "object" || next === null) {
      if (value === undefined && Array.isArray(here)) here.splice(Number(key), 1);
      else if (value === undefined) delete here[key];
      else here[key] = structuredClone(value);
      return;
    }
    here = next as Record<string, unknown>;
  }
}

/** A clone with the dependencies that it kept, by name: the clones of what it depends on have the same URNs. */
function relinked(clone: Described, original: Described): Described {
  return { ...clone, ...(original.parent && { parent: original.parent }) };
}
