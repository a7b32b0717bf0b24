import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { WebService } from "fairlead";
import { describedRelease, environmentReference, pool, webServiceArgs, withRelease } from "../../support/builders";
import { errorsOf, madeDespiteErrors, ofType, one, registered } from "../../support/recorder";

const SERVICE = "aws:ecs/service:Service";
const TARGETS = "aws:lb/targetGroup:TargetGroup";
const RULE = "aws:lb/listenerRule:ListenerRule";

const service = (changes = {}, release = withRelease()) =>
  registered(() => new WebService("web", webServiceArgs(changes)), release);
const inputsOf = async (changes = {}, release = withRelease()) => one(await service(changes, release), SERVICE).inputs;

describe("a web service", () => {
  it("sends requests to the port that each task got on its node", async () => {
    const resources = await service();
    assert.equal(one(resources, TARGETS).inputs.targetType, "instance");
    assert.equal((one(resources, TARGETS).inputs.healthCheck as { port: string }).port, "traffic-port");
    const [balanced] = one(resources, SERVICE).inputs.loadBalancers as {
      containerName: string;
      containerPort: number;
    }[];
    assert.deepEqual([balanced?.containerName, balanced?.containerPort], ["app", 8080]);
  });

  it("always has a strategy and never a launch type, and can change it without being replaced", async () => {
    const inputs = await inputsOf();
    assert.deepEqual(inputs.capacityProviderStrategies, [
      { capacityProvider: "dev-on-demand-1a2b3c4", base: 1, weight: 1 },
      { capacityProvider: "dev-spot-1a2b3c4", base: 0, weight: 2 },
    ]);
    assert.equal(inputs.launchType, undefined);
    assert.equal(inputs.forceNewDeployment, true);
  });

  it("is rolled back by ECS when it fails, and waited for no longer than asked", async () => {
    const { inputs, options } = one(await service({ steadyStateTimeoutMinutes: 7 }), SERVICE);
    assert.deepEqual(inputs.deploymentCircuitBreaker, { enable: true, rollback: true });
    assert.equal(inputs.waitForSteadyState, true);
    assert.deepEqual([options.customTimeouts.create, options.customTimeouts.update], ["7m", "7m"]);
  });

  it("comes after its rules, which ECS wants, and goes before them", async () => {
    const resources = await service({ hosts: ["a", "b", "c", "d", "e", "f", "g"].map((h) => `${h}.example.com`) });
    const rules = ofType(resources, RULE);
    assert.equal(rules.length, 2);
    const { dependencies } = one(resources, SERVICE);
    for (const { urn } of rules) assert.ok(dependencies.includes(urn));
  });

  it("answers to its hosts, and only at its paths", async () => {
    const { inputs } = one(
      await service({ hosts: ["shop.example.com", "*.shop.example.com"].slice(0, 1), paths: ["/api/*"] }),
      RULE,
    );
    assert.deepEqual(inputs.conditions, [
      { hostHeader: { values: ["shop.example.com"] } },
      { pathPattern: { values: ["/api/*"] } },
    ]);
  });

  it("puts its rules into its team's block", async () => {
    const own = one(await service(), RULE).inputs.priority as number;
    const team = one(await service({ team: "payments" }), RULE).inputs.priority as number;
    assert.equal(team - own, 3 * 2_000);
  });

  it("lets ECS stop half of the tasks on spot at once, and none on demand", async () => {
    assert.equal((await inputsOf()).deploymentMinimumHealthyPercent, 50);
    const onDemand = await inputsOf({ capacity: { "on-demand": {} } });
    assert.equal(onDemand.deploymentMinimumHealthyPercent, 100);
  });

  for (const [what, changes, release, error] of [
    [
      "a slow stop on spot",
      { deregistrationDelaySeconds: 90 },
      withRelease(),
      /deregistrationDelaySeconds is 90 s, with a stop timeout of 30 s/,
    ],
    ["100 % healthy on spot", { minimumHealthyPercent: 100 }, withRelease(), /minimumHealthyPercent is 100; on spot/],
    [
      "a pool that is not there",
      { capacity: { gpu: {} } },
      withRelease(),
      /capacity is "gpu"; the environment has no such pool/,
    ],
    ["a team that is not there", { team: "nobody" }, withRelease(), /team is "nobody".*It has payments/],
    ["another port", { port: 99 }, withRelease(), /port is 99; web:7 has no such port: app \(8080\)/],
    [
      "a task larger than a node",
      {},
      withRelease(describedRelease({}, { memoryReservation: 9_000 })),
      /release is 9000 MiB large; a node of pool on-demand has 7526 MiB/,
    ],
    [
      "a deregistered revision",
      {},
      withRelease(describedRelease({ status: "INACTIVE" })),
      /release is "web:7"; the revision is deregistered/,
    ],
  ] as const) {
    it(`is refused with ${what}`, async () => {
      const errors = await errorsOf(() => new WebService("web", webServiceArgs(changes as object)), release);
      assert.match(errors.join("\n"), error);
      assert.match(errors.join("\n"), /WebService "web"/);
    });
  }

  it("is refused with a release whose tasks have addresses of their own", async () => {
    const release = withRelease(describedRelease({ networkMode: "awsvpc" }));
    const errors = await errorsOf(() => new WebService("web", webServiceArgs()), release);
    assert.match(errors.join(), /release is "web:7"; its network mode is awsvpc/);
  });

  it("says all that is wrong at once, and makes nothing", async () => {
    const program = () =>
      new WebService(
        "a-name-of-far-more-than-twenty-characters",
        webServiceArgs({
          release: "web",
          hosts: ["Shop!", "b.example.com"],
          paths: ["api"],
          desiredCount: -1,
          port: 70_000,
        }),
      );
    const text = (await errorsOf(program, withRelease())).join("\n");
    for (const argument of ["name", "release", "hosts", "paths", "desiredCount", "port"]) {
      assert.match(text, new RegExp(`- ${argument} is `), `${argument} in\n${text}`);
    }
    assert.deepEqual(await madeDespiteErrors(program, withRelease()), []);
  });

  describe("of which an environment's load balancer holds 100", () => {
    const listener = pulumi.output("arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/dev/1/2");
    const reference = environmentReference({ listenerArn: listener });
    const program = (count: number) => () => {
      for (let i = 1; i <= count; i++) {
        const args = { environment: { ...reference }, hosts: [`w${i}.example.com`] };
        new WebService(`web-${i}`, webServiceArgs(args));
      }
    };

    it("is refused as the 101st, whatever object the reference is", async () => {
      const errors = await errorsOf(program(101), withRelease());
      assert.match(
        errors.join(),
        /^WebService "web-101": environment is used by 100 web services of this program already/,
      );
      assert.match(errors.join(), /Make a second environment, which has a load balancer of its own/);
    });

    it("is counted in each run of a program for itself", async () => {
      assert.deepEqual(await errorsOf(program(60), withRelease()), []);
      assert.deepEqual(await errorsOf(program(60), withRelease()), []);
    });
  });

  it("judges an output when it is known, and uses the judged value", async () => {
    const errors = await errorsOf(
      () => new WebService("web", webServiceArgs({ desiredCount: pulumi.output(-1) })),
      withRelease(),
    );
    assert.match(errors.join("\n"), /WebService "web": desiredCount is -1/);
  });

  it("waits for the load balancer's listener and the cluster's pools, each by its own field", async () => {
    const reference = environmentReference({
      pools: pulumi.output({ "on-demand": pool("x", "on-demand"), spot: pool("y", "spot") }),
    });
    const strategies = (await inputsOf({ environment: reference })).capacityProviderStrategies;
    assert.deepEqual(
      (strategies as { capacityProvider: string }[]).map((s) => s.capacityProvider),
      ["x", "y"],
    );
  });

  it("has the tree that its documentation names", async () => {
    assert.deepEqual((await service()).map(({ type, name }) => `${type} ${name}`).sort(), [
      "aws:ecs/service:Service web",
      "aws:lb/listenerRule:ListenerRule web-1",
      "aws:lb/targetGroup:TargetGroup web-alb",
      "fairlead:index:WebService web",
    ]);
  });
});
