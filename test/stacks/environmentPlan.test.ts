import assert from "node:assert/strict";
import fc from "fast-check";
import { planEnvironment } from "../../stacks/environmentPlan";
import { withDaemons } from "../../stacks/nodeDaemons";
import { problemsOfPlan } from "../../stacks/planProblems";
import type { EnvironmentSettings } from "../../stacks/settings";
import { configured, recordStack } from "../support/stacks";

const hosts = (n: number) => Array.from({ length: n }, (_, i) => `h${i}.example.com`);

describe("the check of a whole plan", () => {
  it("says every problem of the configuration in one error, before the first resource", async () => {
    const services = configured<Record<string, object>>("prod", "services");
    const { errors, resources } = await recordStack("prod", {
      profile: "careful",
      pins: { storefront: 0, checkout: 1, search: 1, mailer: 1, report: 1, unknown: 3 },
      pools: { spot: { market: "spot", instanceTypes: ["m7i.large"], maxNodes: 0 } },
      services: { ...services, storefront: { hosts: ["Shop!"], capacity: { gpu: {} }, desiredCount: -1 }, cart: {} },
      network: { natGateways: "many" },
    });
    const text = errors.join("\n");
    for (const part of [
      'stack "prod" has',
      '- profile is "careful"',
      "- pins.storefront is 0",
      "- pins.prices is missing",
      '- pins is "unknown"',
      "- pools.spot.maxNodes is 0",
      '- services.storefront.hosts is ["Shop!"]',
      '- services.storefront.capacity is "gpu"',
      "- services.storefront.desiredCount is -1",
      '- services is "cart"',
      '- network.natGateways is "many"',
    ]) {
      assert.ok(text.includes(part), `${part} in\n${text}`);
    }
    assert.deepEqual(
      resources.filter(({ type }) => type !== "pulumi:pulumi:Stack").map(({ type }) => type),
      [],
    );
  });

  it("refuses a critical service that is on spot alone, in production", async () => {
    const services = configured<Record<string, object>>("prod", "services");
    const change = { services: { ...services, checkout: { ...services.checkout, capacity: { spot: {} } } } };
    assert.match((await recordStack("prod", change)).errors.join(), /services.checkout.capacity is .*it is critical/);
    assert.deepEqual((await recordStack("stage", { services: (await spotOnly("stage")).services })).errors, []);
  });

  it("refuses a host that two services claim, and suggests a free priority when two rules clash", async () => {
    const services = configured<Record<string, { hosts: string[] }>>("dev", "services");
    const twice = { ...services, search: { ...services.search, hosts: ["shop.dev.example.com"] } };
    assert.match(
      (await recordStack("dev", { services: twice })).errors.join(),
      /services.search.hosts is "shop.dev.example.com"; storefront answers/,
    );
    const clash = {
      ...services,
      search: { ...services.search, listenerPriority: 700 },
      storefront: { ...services.storefront, listenerPriority: 700 },
    };
    assert.match(
      (await recordStack("dev", { services: clash })).errors.join(),
      /listenerPriority is 700; rule storefront-1 has it already. Write down listenerPriority: 601, which is free/,
    );
  });

  it("refuses settings that it does not know, instead of passing over a slip of the pen", async () => {
    const services = configured<Record<string, object>>("dev", "services");
    const pools = configured<Record<string, object>>("dev", "pools");
    const { errors } = await recordStack("dev", {
      services: { ...services, search: { ...services.search, desiredCuont: 3 } },
      pools: { spot: { ...pools.spot, minNode: 2 } },
      network: { zone: 3 },
    });
    for (const part of [
      "services.search.desiredCuont is given",
      "pools.spot.minNode is given",
      "network.zone is given",
    ]) {
      assert.ok(errors.join().includes(part), part);
    }
  });

  it("refuses keys that no program reads", async () => {
    for (const stack of ["releases", "stage"]) {
      assert.match(
        (await recordStack(stack, { protec: "true" })).errors.join(),
        /fairlead:protec is set; there is no such key/,
      );
    }
  });

  for (const cidrBlock of ["banana", "10.999.0.0/16", "192.1.0.0/16", "10.0.0.0/19", "10.0.1.0/16"]) {
    it(`refuses the addresses ${cidrBlock}`, async () => {
      assert.match((await recordStack("dev", { network: { cidrBlock } })).errors.join(), /network.cidrBlock is /);
    });
  }

  it("refuses a pin that is no revision", async () => {
    const pins = configured<Record<string, number>>("dev", "pins");
    const { errors } = await recordStack("dev", { pins: { ...pins, search: 1.5 } });
    assert.match(errors.join(), /pins.search is 1.5; what runs here is pinned to a revision, 1 to 999,999,999/);
    const large = await recordStack("dev", { pins: { ...pins, search: 2 ** 31 } });
    assert.match(large.errors.join(), /pins.search is 2147483648; what runs here is pinned to a revision/);
  });

  it("answers any configuration with problems and never with an exception", () => {
    const settings = {
      stack: "dev",
      environment: "dev",
      profile: "development",
      network: {},
      pools: {},
      nodeImages: {},
      pins: {},
      services: {},
      workers: {},
      jobs: {},
      teams: {},
      certificateArns: [],
      zoneId: "",
      httpOnly: false,
      protect: undefined,
      environments: ["dev"],
      listenerRuleQuota: 100,
    };
    const part = fc.dictionary(
      fc.constantFrom("storefront", "checkout", "mailer", "report", "spot", "x"),
      fc.anything(),
      { maxKeys: 3 },
    );
    const rubbish = fc.record(
      {
        profile: fc.anything(),
        network: fc.dictionary(fc.constantFrom("zones", "natGateways", "vpcId"), fc.anything()),
        pools: part,
        nodeImages: fc.dictionary(fc.constantFrom("x86_64", "arm64", "x"), fc.anything()),
        pins: part,
        services: part,
        workers: part,
        jobs: part,
        teams: part,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(rubbish, (changes) => {
        const { settings: changed } = withDaemons({ ...settings, ...changes } as unknown as EnvironmentSettings);
        const problems = problemsOfPlan(planEnvironment(changed), changed);
        assert.ok(problems.length > 0);
        assert.ok(problems.every(({ argument, rule, remedy }) => argument !== "" && rule !== "" && remedy !== ""));
      }),
    );
  });

  it("gives seven hosts two rules and names them all in the certificate", async () => {
    const services = configured<Record<string, object>>("stage", "services");
    const recording = await recordStack("stage", {
      services: { ...services, storefront: { ...services.storefront, hosts: hosts(7) } },
    });
    const certificate = recording.resources.find(({ type }) => type === "aws:acm/certificate:Certificate");
    const names = [
      certificate?.inputs.domainName,
      ...((certificate?.inputs.subjectAlternativeNames ?? []) as string[]),
    ];
    for (const host of hosts(7)) assert.ok(names.includes(host));
  });
});

async function spotOnly(stack: string) {
  const services = configured<Record<string, object>>(stack, "services");
  return { services: { ...services, checkout: { ...services.checkout, capacity: { spot: {} } } } };
}
