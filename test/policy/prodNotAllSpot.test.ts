import assert from "node:assert/strict";
import { prodNotAllSpotWith } from "fairlead-policy";
import { type Described, judge, unknown } from "../support/policyJudge";
import { AwsStack, arn } from "../support/policyStack";

const spot = { onDemandBaseCapacity: 0, onDemandPercentageAboveBaseCapacity: 0 };

async function verdicts(
  stack: AwsStack,
  options: { stack?: string; preview?: boolean; analyze?: boolean } = {},
  policy = {},
) {
  return judge([prodNotAllSpotWith(policy)], stack.resources, { stack: "prod", ...options });
}

async function about(...args: Parameters<typeof verdicts>): Promise<string[]> {
  return (await verdicts(...args)).map((verdict) => `${verdict.half}: ${verdict.about}`);
}

/** A cluster with a spot and an on-demand pool, and one service with the given strategy. */
function twoPools(strategy: readonly Record<string, unknown>[], view: "preview" | "update" = "preview"): AwsStack {
  const stack = new AwsStack(view);
  const cluster = stack.cluster();
  const providers = [stack.provider(stack.spotGroup()), stack.provider(stack.onDemandGroup())];
  const association = stack.association(cluster, providers);
  stack.service(
    "web",
    cluster,
    { capacityProviderStrategies: strategy },
    { capacityProviderStrategies: [association] },
  );
  return stack;
}

/** A group that starts its nodes straight from a launch template. */
function templated(stack: AwsStack, template: Record<string, unknown>): Described {
  const made = stack.template("plain", template);
  const inputs = { name: "g", maxSize: 10, launchTemplate: { id: stack.computed("lt-plain"), version: "1" } };
  return stack.add("aws:autoscaling/group:Group", "g", inputs, {
    computed: { arn: arn("autoscaling", "autoScalingGroup:g"), mixedInstancesPolicy: null },
    from: { launchTemplate: [made] },
  });
}

/** A group that starts its nodes from a launch configuration. */
function configured(stack: AwsStack, configuration: Record<string, unknown>): Described {
  const type = "aws:ec2/launchConfiguration:LaunchConfiguration";
  const made = stack.add(type, "lc", { name: "lc", ...configuration }, { computed: { id: "lc" } });
  const inputs = { name: "g", maxSize: 10, launchConfiguration: stack.computed("lc") };
  return stack.add("aws:autoscaling/group:Group", "g", inputs, {
    computed: { arn: arn("autoscaling", "autoScalingGroup:g"), mixedInstancesPolicy: null },
    from: { launchConfiguration: [made] },
  });
}

describe("prod-not-all-spot", () => {
  for (const view of ["preview", "update"] as const) {
    const preview = view === "preview";

    it(`refuses a production stack whose only service names a spot provider (${view})`, async () => {
      const stack = twoPools([{ capacityProvider: "spot", weight: 1 }], view);
      const [verdict, ...others] = await verdicts(stack, { preview });
      assert.equal(others.length, 0);
      assert.equal(verdict?.policy, "prod-not-all-spot");
      assert.equal(verdict?.level, "mandatory");
      assert.equal(verdict?.about, "web");
    });

    it(`accepts a service with an on-demand base (${view})`, async () => {
      const stack = twoPools(
        [
          { capacityProvider: "on-demand", base: 1 },
          { capacityProvider: "spot", weight: 1 },
        ],
        view,
      );
      assert.deepEqual(await about(stack, { preview }), []);
    });

    it(`accepts an all-spot service beside one that can run on on-demand (${view})`, async () => {
      const stack = twoPools([{ capacityProvider: "spot", weight: 1 }], view);
      const cluster = stack.resources.find((resource) => resource.name === "main");
      assert.ok(cluster);
      stack.service("api", cluster, { capacityProviderStrategies: [{ capacityProvider: "on-demand", weight: 1 }] });
      assert.deepEqual(await about(stack, { preview }), []);
    });
  }

  it("says which provider, base, weight and group make a service all spot, why it matters and what to change", async () => {
    const [verdict] = await verdicts(twoPools([{ capacityProvider: "spot", weight: 3 }]));
    for (const part of [
      'Service "web"',
      'provider "spot"',
      'group "spot"',
      "on-demand base 0, 0 % on-demand above it",
      "with base 0 and weight 3",
      'stack "prod"',
      "two-minute notice",
      'capacity: { "on-demand": { base: 1 } }',
    ]) {
      assert.ok(verdict?.message.includes(part), `${part} is missing in: ${verdict?.message}`);
    }
  });

  it("says nothing about a stack that is not production", async () => {
    assert.deepEqual(await about(twoPools([{ capacityProvider: "spot", weight: 1 }]), { stack: "stage" }), []);
  });

  it("treats a provider with neither base nor weight as unusable", async () => {
    const stack = twoPools([
      { capacityProvider: "on-demand", base: 0, weight: 0 },
      { capacityProvider: "spot", weight: 1 },
    ]);
    assert.deepEqual(await about(stack), ["stack: web"]);
  });

  it("reports every service of an all-spot stack with its own URN", async () => {
    const stack = new AwsStack();
    const cluster = stack.cluster();
    const provider = stack.provider(stack.spotGroup());
    for (const name of ["api", "web"]) {
      stack.service(name, cluster, { capacityProviderStrategies: [{ capacityProvider: provider.name, weight: 1 }] });
    }
    assert.deepEqual(await about(stack), ["stack: api", "stack: web"]);
  });

  describe("the market of a group", () => {
    const cases: [string, (stack: AwsStack) => ReturnType<AwsStack["group"]>, boolean][] = [
      [
        "a mixed policy without a percentage is on-demand, AWS's default",
        (s) => s.group("g", { onDemandBaseCapacity: 0 }),
        true,
      ],
      ["a mixed policy without a distribution is on-demand", (s) => s.group("g", undefined), true],
      ["an on-demand base is on-demand", (s) => s.group("g", { ...spot, onDemandBaseCapacity: 1 }), true],
      [
        "a percentage of on-demand is on-demand",
        (s) => s.group("g", { ...spot, onDemandPercentageAboveBaseCapacity: 20 }),
        true,
      ],
      ["neither base nor percentage is spot", (s) => s.group("g", spot), false],
      [
        "single blocks shown as lists are read alike",
        (s) => s.group("g", undefined, { mixedInstancesPolicy: [{ instancesDistribution: [spot] }] }),
        false,
      ],
      ["an empty mixed policy proves nothing", (s) => s.group("g", undefined, { mixedInstancesPolicy: [] }), true],
      ["a group that may have no node hosts nothing", (s) => s.group("g", undefined, { maxSize: 0 }), false],
      [
        "a launch template that asks for spot is spot",
        (s) => templated(s, { instanceMarketOptions: { marketType: "spot" } }),
        false,
      ],
      ["a launch template without a market is on-demand", (s) => templated(s, {}), true],
      [
        "a launch template for a capacity block is not spot",
        (s) => templated(s, { instanceMarketOptions: { marketType: "capacity-block" } }),
        true,
      ],
      ["a launch configuration with a spot price is spot", (s) => configured(s, { spotPrice: "0.05" }), false],
      ["a launch configuration without one is on-demand", (s) => configured(s, {}), true],
    ];
    for (const [title, makeGroup, onDemand] of cases) {
      it(title, async () => {
        const stack = new AwsStack();
        const provider = stack.provider(makeGroup(stack), "pool");
        stack.service("web", stack.cluster(), {
          capacityProviderStrategies: [{ capacityProvider: provider.name, weight: 1 }],
        });
        assert.deepEqual(await about(stack), onDemand ? [] : ["stack: web"]);
      });
    }

    it("is judged from what the program asked for where the preview shows an unset percentage as 0", async () => {
      const stack = new AwsStack();
      const group = stack.group("g", { onDemandBaseCapacity: 0 });
      const shown = { ...group, outputs: { ...group.outputs, mixedInstancesPolicy: { instancesDistribution: spot } } };
      stack.resources.splice(stack.resources.indexOf(group), 1, shown);
      stack.service("web", stack.cluster(), {
        capacityProviderStrategies: [{ capacityProvider: stack.provider(shown).name, weight: 1 }],
      });
      assert.deepEqual(await about(stack), []);
    });
  });

  it("counts the nodes that a group has, whatever the program would start it with", async () => {
    const stack = new AwsStack("update");
    const group = stack.group("g", undefined, { desiredCapacity: 0 });
    const arn = group.outputs?.arn;
    const provider = stack.add(
      "aws:ecs/capacityProvider:CapacityProvider",
      "g",
      { name: "g", autoScalingGroupProvider: { autoScalingGroupArn: arn, managedScaling: { status: "DISABLED" } } },
      { from: { autoScalingGroupProvider: [group] } },
    );
    const strategies = [{ capacityProvider: provider.name, weight: 1 }];
    stack.service("web", stack.cluster(), { capacityProviderStrategies: strategies });
    const running = (desiredCapacity: number) => {
      const shown = { ...group, outputs: { ...group.outputs, desiredCapacity } };
      stack.resources.splice(
        stack.resources.findIndex(({ name, type }) => name === "g" && type === group.type),
        1,
        shown,
      );
      return about(stack, { preview: false });
    };
    assert.deepEqual(await running(3), []);
    assert.deepEqual(await running(0), ["stack: web"]);
  });

  it("does not take a group for on-demand whose highest size is not known", async () => {
    const stack = new AwsStack("update");
    const provider = stack.provider(stack.group("g", undefined, { maxSize: {} }));
    const strategies = [{ capacityProvider: provider.name, weight: 1 }];
    stack.service("web", stack.cluster(), { capacityProviderStrategies: strategies });
    const [verdict] = await verdicts(stack, { preview: false });
    assert.match(verdict?.message ?? "", /nothing proves/);
  });

  it("knows an instance by its life cycle where another stack has its template", async () => {
    const stack = new AwsStack("update");
    const userData = "echo ECS_CLUSTER=main >>/etc/ecs/ecs.config";
    const inputs = { launchTemplate: { id: "lt-elsewhere", version: "1" }, userData };
    const computed = (instanceLifecycle: string) => ({ computed: { instanceLifecycle } });
    stack.add("aws:ec2/instance:Instance", "node", inputs, computed("spot"));
    stack.service("web", stack.cluster(), { launchType: "EC2" });
    const [verdict] = await verdicts(stack, { preview: false });
    assert.match(verdict?.message ?? "", /instance "node", spot/);
  });

  describe("where a service does not choose", () => {
    function withDefault(strategy: Record<string, unknown>[], service: Record<string, unknown> = {}): AwsStack {
      const stack = new AwsStack();
      const cluster = stack.cluster();
      const providers = [stack.provider(stack.spotGroup()), stack.provider(stack.onDemandGroup())];
      stack.association(cluster, providers, strategy);
      stack.service("web", cluster, service);
      return stack;
    }

    it("the default strategy of its cluster counts", async () => {
      assert.deepEqual(await about(withDefault([{ capacityProvider: "spot", weight: 1 }])), ["stack: web"]);
      assert.deepEqual(await about(withDefault([{ capacityProvider: "on-demand", weight: 1 }])), []);
    });

    it("the default strategy counts also where nobody saw the inputs and the launch type was never set", async () => {
      assert.deepEqual(await about(withDefault([{ capacityProvider: "spot", weight: 1 }]), { analyze: false }), [
        "stack: web",
      ]);
    });

    it("the launch type EC2 means all groups of the cluster", async () => {
      const defaults = [{ capacityProvider: "spot", weight: 1 }];
      assert.deepEqual(await about(withDefault(defaults, { launchType: "EC2" })), []);
    });

    it("the launch type EC2 is all spot in a cluster of spot groups", async () => {
      const stack = new AwsStack();
      const cluster = stack.cluster();
      stack.association(cluster, [stack.provider(stack.spotGroup())]);
      stack.service("web", cluster, { launchType: "EC2" });
      assert.deepEqual(await about(stack), ["stack: web"]);
    });

    it("the launch type Fargate is on-demand, Fargate Spot is not", async () => {
      const stack = new AwsStack();
      const cluster = stack.cluster();
      stack.service("web", cluster, { capacityProviderStrategies: [{ capacityProvider: "FARGATE_SPOT", weight: 1 }] });
      assert.deepEqual(await about(stack), ["stack: web"]);
      stack.service("api", cluster, { launchType: "FARGATE" });
      assert.deepEqual(await about(stack), []);
    });
  });

  it("leaves daemons out: they follow the nodes", async () => {
    const stack = twoPools([{ capacityProvider: "spot", weight: 1 }]);
    const cluster = stack.resources.find((resource) => resource.name === "main");
    assert.ok(cluster);
    stack.service("logs", cluster, { schedulingStrategy: "DAEMON", launchType: "EC2" });
    assert.deepEqual(await about(stack), ["stack: web"]);
  });

  it("judges the capacity of a production stack without services", async () => {
    const stack = new AwsStack();
    stack.association(stack.cluster(), [stack.provider(stack.spotGroup())]);
    assert.deepEqual(await about(stack), ["stack: spot"]);
    stack.provider(stack.onDemandGroup());
    assert.deepEqual(await about(stack), []);
  });

  it("knows managed instances by their capacity option", async () => {
    const managed = (option: string) => {
      const stack = new AwsStack();
      stack.add("aws:ecs/capacityProvider:CapacityProvider", "managed", {
        name: "managed",
        managedInstancesProvider: { instanceLaunchTemplate: { capacityOptionType: option } },
      });
      stack.service("web", stack.cluster(), {
        capacityProviderStrategies: [{ capacityProvider: "managed", weight: 1 }],
      });
      return stack;
    };
    assert.deepEqual(await about(managed("SPOT")), ["stack: web"]);
    assert.deepEqual(await about(managed("ON_DEMAND")), []);
  });

  it("counts an express service, which runs on Fargate", async () => {
    const stack = twoPools([{ capacityProvider: "spot", weight: 1 }]);
    stack.add("aws:ecs/expressGatewayService:ExpressGatewayService", "shop", {});
    assert.deepEqual(await about(stack), []);
  });

  it("follows the task sets of a service that something else deploys", async () => {
    const stack = new AwsStack();
    const provider = stack.provider(stack.spotGroup());
    const service = stack.service("web", stack.cluster(), { deploymentController: { type: "EXTERNAL" } });
    const strategies = [{ capacityProvider: provider.name, weight: 1 }];
    stack.add(
      "aws:ecs/taskSet:TaskSet",
      "blue",
      { service: unknown, capacityProviderStrategies: strategies },
      { from: { service: [service] } },
    );
    assert.deepEqual(await about(stack), ["stack: web"]);
  });

  describe("what is not known yet", () => {
    it("is followed through what it was made from: a provider whose name is unknown", async () => {
      const stack = new AwsStack();
      const provider = stack.provider(stack.spotGroup());
      const strategies = [{ capacityProvider: unknown, weight: 1 }];
      stack.service(
        "web",
        stack.cluster(),
        { capacityProviderStrategies: strategies },
        { capacityProviderStrategies: [provider] },
      );
      assert.deepEqual(await about(stack), ["stack: web"]);
    });

    it("is followed through the association to its providers", async () => {
      const stack = new AwsStack();
      const cluster = stack.cluster();
      const association = stack.association(cluster, [stack.provider(stack.spotGroup())]);
      const strategies = [{ capacityProvider: unknown, weight: 1 }];
      stack.service(
        "web",
        cluster,
        { capacityProviderStrategies: strategies },
        { capacityProviderStrategies: [association] },
      );
      assert.deepEqual(await about(stack), ["stack: web"]);
    });

    it("is decided when the cluster offers only spot, so that it hides no other service", async () => {
      const stack = new AwsStack();
      const cluster = stack.cluster();
      stack.association(cluster, [stack.provider(stack.spotGroup())]);
      stack.service("api", cluster, { capacityProviderStrategies: unknown });
      stack.service("web", cluster, { capacityProviderStrategies: [{ capacityProvider: "spot", weight: 1 }] });
      assert.deepEqual(await about(stack), ["stack: api", "stack: web"]);
    });

    it("is no violation in a preview", async () => {
      const stack = new AwsStack();
      stack.service("web", stack.cluster(), {
        capacityProviderStrategies: [{ capacityProvider: "platform-spot", weight: 1 }],
      });
      assert.deepEqual(await about(stack), []);
    });

    it("may be the one on on-demand: a preview is silent about the services beside it, an update names them all", async () => {
      const beside = (view: "preview" | "update") => {
        const stack = new AwsStack(view);
        const cluster = stack.cluster();
        for (const [name, capacityProvider] of [
          ["api", "platform-spot"],
          ["web", "FARGATE_SPOT"],
        ] as const) {
          stack.service(name, cluster, { capacityProviderStrategies: [{ capacityProvider, weight: 1 }] });
        }
        return about(stack, { preview: view === "preview" });
      };
      assert.deepEqual(await beside("preview"), []);
      assert.deepEqual(await beside("update"), ["stack: api", "stack: web"]);
    });

    it("is a violation of a production update, which says how to resolve it", async () => {
      const stack = new AwsStack("update");
      stack.service("web", stack.cluster(), {
        capacityProviderStrategies: [{ capacityProvider: "platform-spot", weight: 1 }],
      });
      const [verdict] = await verdicts(stack, { preview: false });
      assert.equal(verdict?.about, "web");
      assert.match(verdict?.message ?? "", /capacityProviderMarkets/);
      assert.match(verdict?.message ?? "", /platform-spot/);
    });

    it("is resolved by the configured market of a provider of another stack", async () => {
      const stack = new AwsStack("update");
      stack.service("web", stack.cluster(), {
        capacityProviderStrategies: [{ capacityProvider: "platform-7f3a", weight: 1 }],
      });
      const markets = (market: string) => ({ capacityProviderMarkets: { "platform-*": market } });
      assert.deepEqual(await about(stack, { preview: false }, markets("on-demand")), []);
      assert.deepEqual(await about(stack, { preview: false }, markets("spot")), ["stack: web"]);
    });

    it("is resolved by the reference that a service of Fairlead was given", async () => {
      const withMarket = (market: string) => {
        const stack = new AwsStack("update");
        const environment = { profile: "production", pools: [{ name: "platform-1", market }] };
        const parent = stack.add("fairlead:index:WebService", "web", { environment });
        const service = stack.service("web", stack.cluster(), {
          capacityProviderStrategies: [{ capacityProvider: "platform-1", weight: 1 }],
        });
        stack.resources.splice(stack.resources.indexOf(service), 1, { ...service, parent });
        return stack;
      };
      assert.deepEqual(await about(withMarket("spot"), { preview: false, stack: "checkout" }), ["stack: web"]);
      assert.deepEqual(await about(withMarket("on-demand"), { preview: false, stack: "checkout" }), []);
    });
  });

  describe("an environment of Fairlead", () => {
    function environment(args: Record<string, unknown>, withService = false): AwsStack {
      const stack = new AwsStack();
      const parent = stack.add("fairlead:index:EcsEnvironment", "shop", args);
      const cluster = stack.cluster("main", parent);
      const provider = stack.provider(stack.spotGroup("spot", parent), "spot", parent);
      stack.association(cluster, [provider]);
      if (withService) {
        stack.service("web", cluster, { capacityProviderStrategies: [{ capacityProvider: "spot", weight: 1 }] });
      }
      return stack;
    }
    const pools = { spot: { market: "spot", maxNodes: 10 } };

    it("with the profile production and spot pools only is refused before it is created", async () => {
      const [verdict] = await verdicts(environment({ profile: "production", pools }), { stack: "shop-eu" });
      assert.equal(verdict?.half, "resource");
      assert.equal(verdict?.about, "shop");
      assert.match(verdict?.message ?? "", /market: "on-demand"/);
    });

    it("is reported once, also when services run in it", async () => {
      assert.deepEqual(await about(environment({ profile: "production", pools }, true), { stack: "shop-eu" }), [
        "resource: shop",
      ]);
    });

    it("in a production stack is refused whatever its profile", async () => {
      assert.deepEqual(await about(environment({ pools })), ["resource: shop"]);
    });

    it("is refused also where services of its stack run on on-demand elsewhere, and the message says why and the way out", async () => {
      const onFargate = environment({ profile: "production", pools });
      onFargate.service("web", onFargate.cluster("other"), { launchType: "FARGATE" });
      const [verdict, ...others] = await verdicts(onFargate, { stack: "shop-eu" });
      assert.deepEqual([verdict?.half, verdict?.about, others.length], ["resource", "shop", 0]);
      assert.match(verdict?.message ?? "", /whatever else this stack runs.*services of other stacks/);
      assert.match(verdict?.message ?? "", /except this environment from the policy, by its URN/);
    });

    it("is refused also beside an environment with on-demand nodes", async () => {
      const two = environment({ profile: "production", pools }, true);
      two.add("fairlead:index:EcsEnvironment", "main", {
        profile: "production",
        pools: { steady: { market: "on-demand", maxNodes: 3 } },
      });
      const strategies = [{ capacityProvider: two.provider(two.onDemandGroup()).name, weight: 1 }];
      two.service("api", two.cluster("other"), { capacityProviderStrategies: strategies });
      assert.deepEqual(await about(two, { stack: "shop-eu" }), ["resource: shop"]);
    });

    it("with an on-demand pool is not refused by its arguments", async () => {
      const both = { ...pools, steady: { market: "on-demand", maxNodes: 3 } };
      assert.deepEqual(
        (await about(environment({ profile: "production", pools: both }))).filter((v) => v.startsWith("resource")),
        [],
      );
    });

    it("with an on-demand pool of no nodes is all spot", async () => {
      const empty = { ...pools, steady: { market: "on-demand", maxNodes: 0 } };
      assert.deepEqual(await about(environment({ profile: "production", pools: empty })), ["resource: shop"]);
    });

    it("with the profile production makes its stack production", async () => {
      const stack = environment({ profile: "production" }, true);
      assert.deepEqual(await about(stack, { stack: "shop-eu" }), ["stack: web"]);
      assert.deepEqual(await about(environment({ profile: "development", pools }, true), { stack: "shop-eu" }), []);
    });
  });

  it("takes the names of production stacks from its options", async () => {
    const stack = twoPools([{ capacityProvider: "spot", weight: 1 }]);
    assert.deepEqual(await about(stack, { stack: "live-eu" }, { production: ["live-*"] }), ["stack: web"]);
    assert.deepEqual(await about(stack, { stack: "prod" }, { production: ["live-*"] }), []);
  });

  it("keeps stacks apart that one process judges one after another", async () => {
    const policy = prodNotAllSpotWith();
    const stack = twoPools([{ capacityProvider: "spot", weight: 1 }]);
    const inputs = { stack: "prod" };
    assert.equal((await judge([policy], stack.resources, inputs)).length, 1);
    assert.equal(
      (await judge([policy], twoPools([{ capacityProvider: "on-demand", weight: 1 }]).resources, inputs)).length,
      0,
    );
    assert.equal((await judge([policy], stack.resources, { ...inputs, analyze: false })).length, 1);
  });

  it("reads a cluster that is named by its ARN", async () => {
    const stack = new AwsStack("update");
    const provider = stack.provider(stack.spotGroup());
    stack.add("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders", "providers", {
      clusterName: "shared",
      capacityProviders: [provider.name],
      defaultCapacityProviderStrategies: [{ capacityProvider: provider.name, weight: 1 }],
    });
    stack.add("aws:ecs/service:Service", "web", { name: "web", cluster: arn("ecs", "cluster/shared") });
    assert.deepEqual(await about(stack, { preview: false }), ["stack: web"]);
  });
});
