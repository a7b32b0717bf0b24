import assert from "node:assert/strict";
import fc from "fast-check";
import { JOBS, RELEASES, SERVICES } from "../../stacks/shop";
import { describedRelease } from "../support/builders";
import { pathsOf, withValueAt } from "../support/rubbish";
import { configured, recordStack } from "../support/stacks";

type Any = Record<string, object | undefined>;

/** Runs with parts of the shop that are described wrongly, as somebody who edits `stacks/shop.ts` may do. */
async function withShop<Answer>(changes: [object, string, object][], run: () => Promise<Answer>): Promise<Answer> {
  const before = changes.map(([parts, name]) => [parts, name, (parts as Any)[name]] as const);
  for (const [parts, name, change] of changes)
    Object.assign(parts, { [name]: { ...((parts as Any)[name] ?? {}), ...change } });
  try {
    return await run();
  } finally {
    for (const [parts, name, was] of before) {
      if (was === undefined) delete (parts as Any)[name];
      else Object.assign(parts, { [name]: was });
    }
  }
}

/** The answer of AWS to whoever asks for what an environment has published. */
function published(environment: string, reference: object | string) {
  const value = typeof reference === "string" ? reference : JSON.stringify(reference);
  return {
    "aws:ssm/getParametersByPath:getParametersByPath": ({ path }: Record<string, unknown>) => {
      assert.equal(path, `/fairlead/${environment}`);
      return {
        names: [`/fairlead/${environment}/reference`],
        values: [value],
        arns: [],
        types: ["String"],
        id: "x",
        path,
      };
    },
  };
}

const LONG = "a".repeat(40);
const LONGER = "p".repeat(50);

/** One configuration of production with each mistake that there is a rule against. */
async function everythingWrong() {
  const services = configured<Record<string, object>>("prod", "services");
  const pools = configured<Record<string, object>>("prod", "pools");
  const pins = configured<Record<string, number>>("prod", "pins");
  const { report: _, ...pinned } = pins;
  return withShop(
    [
      [SERVICES, "search", { port: 70_000 }],
      [SERVICES, LONG, { critical: false }],
      [RELEASES, LONG, RELEASES.search ?? {}],
      [JOBS, "report", { schedule: "cron(0 3 * * *)", timeZone: "Europe/Atlantis" }],
    ],
    () =>
      recordStack(
        "prod",
        {
          environment: "prod",
          environments: ["dev", "stage"],
          pins: { ...pinned, checkout: 0, [LONG]: 1 },
          pools: {
            ...pools,
            spot: { ...pools.spot, market: "on-demand" },
            tiny: { market: "on-demand", instanceTypes: ["t3.micro"], maxNodes: 2, reservedMemoryMiB: 600 },
            [LONGER]: pools.spot,
          },
          services: {
            ...services,
            checkout: { ...services.checkout, capacity: { [LONGER]: {} } },
            storefront: {
              ...services.storefront,
              listenerPriority: 700,
              scaling: { minTasks: 2, maxTasks: 4, cpuPercnt: 60 },
            },
            search: {
              hosts: ["shop.example.com"],
              listenerPriority: 701,
              scaling: { minTasks: 2, maxTasks: 1, cpuPercent: 60 },
              capacity: { tiny: {} },
            },
            [LONG]: { hosts: ["long.example.com"], capacity: { "on-demand": {} }, desiredCount: 1 },
          },
        },
        { answers: published("prod", { pools: { spot: { market: "spot" } } }) },
      ),
  );
}

describe("bad input", () => {
  it("is told all at once, before the first resource", async () => {
    const { errors, resources } = await everythingWrong();
    assert.equal(errors.length, 1);
    const [text = ""] = errors;
    assert.match(text, /^stack "prod" has \d+ problems:\n/);
    for (const part of [
      /environment is "prod"; there is no such environment\. There are dev, stage\./,
      /pins\.checkout is 0; what runs here is pinned to a revision/,
      /pins\.report is missing; what runs here is pinned to a revision/,
      /services\.search\.port is 70000; it must be a whole number, 1 to 65535/,
      /services\.a{40}\.name is "a{40}"; .* at most 20 characters, because a target group's name may have 32/,
      /pools is "prod-p{50}"; .* at most 51 characters, because a role's name may have 64/,
      /jobs\.report\.schedule is "cron\(0 3 \* \* \*\)"; a cron expression has 6 fields/,
      /jobs\.report\.timeZone is "Europe\/Atlantis"; there is no such time zone/,
      /services\.search\.scaling\.maxTasks is 1; it leaves no room above minTasks, 2/,
      /services\.storefront\.scaling\.cpuPercnt is given; there is no such argument/,
      /services\.storefront\.capacity\.on-demand\.base is 3; .* minTasks, 2/,
      /services\.search\.release is 512 MiB large; a node of pool tiny has 372 MiB for tasks/,
      /services\.checkout\.capacity is .*; it is critical, and in production/,
      /services\.search\.hosts is "shop\.example\.com"; storefront answers to it already/,
      /services\.search\.listenerPriority is 701; rule storefront-2 has it already\. Write down listenerPriority: \d+/,
      /pools\.spot\.market is "on-demand"; this pool is there already, with spot, .* add a pool under another name; move/,
    ]) {
      assert.match(text, part);
    }
    for (const line of text.split("\n").slice(1)) assert.match(line, /^ {2}- \S+ is .+; .+\. .+\.$/);
    assert.deepEqual(made(resources), []);
  });

  it("is a profile that a name contradicts: the rules of production hold by it", async () => {
    const services = configured<Record<string, object>>("prod", "services");
    const onSpot = { services: { ...services, checkout: { ...services.checkout, capacity: { spot: {} } } } };
    const said = /profile is "development"; "prod" is called like production, .* Set profile to "production"/;
    assert.match((await recordStack("prod", { ...onSpot, profile: undefined })).errors.join(), said);
    const named = await recordStack("dev", { environment: "dev" }, { name: "eu-prod" });
    assert.match(named.errors.join(), /"eu-prod" is called like production.*, like "eu-pre-prod"/);
    assert.match((await recordStack("prod", onSpot)).errors.join(), /checkout\.capacity is .*; it is critical/);
  });

  it("is told without AWS when AWS cannot be asked, and AWS's answer when nothing else is wrong", async () => {
    const denied = { "aws:ecs/getTaskDefinition:getTaskDefinition": () => "AccessDenied: not you" };
    assert.match(
      (await recordStack("dev", { profile: "careful" }, { answers: denied })).errors.join(),
      /^stack "dev": profile is "careful"/,
    );
    assert.match((await recordStack("dev", {}, { answers: denied })).errors.join(), /AccessDenied: not you/);
  });

  it("is a pool that would be replaced, by its market or its processor; one that is new or unknown is none", async () => {
    const was = (pool: object) => recordStack("dev", {}, { answers: published("dev", { pools: { spot: pool } }) });
    assert.deepEqual((await was({ market: "spot", architecture: "x86_64" })).errors, []);
    assert.deepEqual((await was({ market: "spot" })).errors, [], "published before the processor was");
    assert.deepEqual((await recordStack("dev", {}, { answers: published("dev", { pools: {} }) })).errors, []);
    const market = await was({ market: "on-demand" });
    assert.match(market.errors.join(), /pools\.spot\.market is "spot"; this pool is there already, with on-demand/);
    assert.deepEqual(made(market.resources), []);
    const processor = await was({ market: "spot", architecture: "arm64" });
    assert.match(
      processor.errors.join(),
      /pools\.spot\.architecture is "x86_64"; this pool is there already, with arm64/,
    );
  });

  for (const garbage of [
    "",
    "{",
    "null",
    "5",
    '"x"',
    "[]",
    '{"pools":5}',
    '{"pools":{"spot":null}}',
    '{"pools":[{}]}',
  ]) {
    it(`is not a published reference that reads ${JSON.stringify(garbage)}: it is written anew`, async () => {
      const { errors } = await recordStack("dev", {}, { answers: published("dev", garbage) });
      assert.deepEqual(errors, []);
    });
  }

  it("is more than one load balancer holds, with the way out, and nothing of it is made", async () => {
    const many = Array.from({ length: 98 }, (_, i) => `s${i}`);
    const service = { hosts: ["x"], capacity: { spot: {} }, desiredCount: 1 };
    const services = {
      ...configured<object>("dev", "services"),
      ...Object.fromEntries(many.map((name) => [name, { ...service, hosts: [`${name}.example.com`] }])),
    };
    const pins = { ...configured<object>("dev", "pins"), ...Object.fromEntries(many.map((name) => [name, 1])) };
    const parts = many.flatMap((name): [object, string, object][] => [
      [SERVICES, name, { critical: false }],
      [RELEASES, name, RELEASES.search ?? {}],
    ]);
    const answers = { "aws:ecs/getTaskDefinition:getTaskDefinition": () => describedRelease() };
    const { errors, resources } = await withShop(parts, () => recordStack("dev", { services, pins }, { answers }));
    assert.match(
      errors.join(),
      /services is 101 long; each has a target group, and a load balancer uses 100, .* Make a second environment/,
    );
    assert.match(
      errors.join(),
      /services is answering by 102 listener rules; a load balancer has 100\. .*listenerRuleQuota/,
    );
    assert.deepEqual(made(resources), []);
    const raised = await withShop(parts, () =>
      recordStack("dev", { services, pins, listenerRuleQuota: 200 }, { answers }),
    );
    assert.doesNotMatch(raised.errors.join(), /listener rules/);
  });

  it("is two services that share requests of one host, where neither has more of a claim", async () => {
    const at = (paths: string[]) => recordPaths("checkout", ["/a/*"], "search", paths);
    assert.match(
      (await at(["/*/b"])).errors.join(),
      /services\.search\.paths is \["\/\*\/b"\]; some requests match these and those of checkout at one host/,
    );
    assert.doesNotMatch((await at(["/b/*"])).errors.join(), /some requests/);
    assert.doesNotMatch((await at(["/a/b/*"])).errors.join(), /some requests/, "one has all of the other's");
    const chosen = await recordPaths("checkout", ["/a/*"], "search", ["/*/b"], { listenerPriority: 5 });
    assert.deepEqual(chosen.errors, []);
  });

  it("is more tasks than a service's pools hold, now or when it has scaled", async () => {
    const services = configured<Record<string, object>>("dev", "services");
    const search = (change: object) =>
      recordStack("dev", { services: { ...services, search: { ...services.search, ...change } } });
    // Four nodes of 3,635 MiB hold seven tasks of 512 MiB each.
    const said =
      /^stack "dev": services\.search\.desiredCount is 29; its pools have room for 28 at most: 512 MiB and 256 CPU units each/;
    assert.match((await search({ desiredCount: 29 })).errors.join(), said, "and its pool is not blamed as well");
    assert.deepEqual((await search({ desiredCount: 27 })).errors, []);
    const scaling = { minTasks: 2, maxTasks: 29, cpuPercent: 60 };
    const scaled = (await search({ desiredCount: undefined, scaling })).errors.join();
    assert.match(scaled, /search\.scaling\.maxTasks is 29; its pools have room for 28 at most/);
  });

  it("is more tasks than a pool holds together, with all else that is wrong", async () => {
    const services = configured<Record<string, object>>("dev", "services");
    const search = (desiredCount: number) => ({
      services: { ...services, search: { ...services.search, desiredCount } },
    });
    const said =
      /pools\.spot\.maxNodes is 4; tasks at rest take 5 nodes at least, each with 3635 MiB and 2048 CPU units for tasks, so some would wait for ever\. Raise it to 5,/;
    assert.match((await recordStack("dev", search(28))).errors.join(), said);
    const { errors, resources } = await recordStack("dev", { ...search(28), zoneId: 7, jobs: { nightly: {} } });
    assert.match(errors.join(), said);
    assert.match(errors.join(), /the shop has no such part/);
    assert.equal(resources.filter(({ type }) => type.startsWith("aws:")).length, 0);
  });

  it("is a host that another service has, whatever else is wrong with the service", async () => {
    const services = configured<Record<string, object>>("dev", "services");
    const { hosts } = services.storefront as { hosts: string[] };
    for (const listenerPriority of [0, 70_000]) {
      const search = { ...services.search, hosts, listenerPriority };
      const { errors } = await recordStack("dev", { services: { ...services, search } });
      assert.match(errors.join(), /services\.search\.listenerPriority is \d+; /);
      assert.match(errors.join(), /services\.search\.hosts is "[^"]+"; storefront answers to it already/);
    }
  });

  it("is a market that there is not, without complaints that follow from it", async () => {
    const pools = configured<Record<string, object>>("prod", "pools");
    const { errors } = await recordStack("prod", {
      pools: { ...pools, "on-demand": { ...pools["on-demand"], market: "ondemand" } },
    });
    assert.match(errors.join(), /pools\.on-demand\.market is "ondemand"; /);
    assert.doesNotMatch(errors.join(), /without any spot node/);
  });

  it("is ids of an existing network that are none, told in the same list as the rest", async () => {
    const pins = { ...configured<Record<string, number>>("dev", "pins"), storefront: 0 };
    const network = { vpcId: "vpc-1", publicSubnetIds: ["x"], privateSubnetIds: ["subnet-1", "subnet-1"] };
    const { errors, resources } = await recordStack("dev", { network, pins });
    assert.equal(errors.length, 1, errors.join("\n"));
    assert.match(errors.join(), /^stack "dev" has 3 problems:\n/);
    for (const part of [
      /pins\.storefront is 0; /,
      /network\.publicSubnetIds is \["x"\]; it must be a list of at least 2\. Name two or more/,
      /network\.privateSubnetIds is \["subnet-1","subnet-1"\]; it names a subnet twice\./,
    ])
      assert.match(errors.join(), part);
    assert.deepEqual(made(resources), []);
    const number = await recordStack("dev", { network: { ...network, vpcId: 5 } });
    assert.match(
      number.errors.join(),
      /^stack "dev" has 3 problems:\n(.*\n)*.*network\.vpcId is 5; it is no id of a VPC\./,
    );
  });

  it("is an existing network together with what a new one would be", async () => {
    const there = {
      vpcId: "vpc-1",
      publicSubnetIds: ["subnet-a", "subnet-b"],
      privateSubnetIds: ["subnet-c", "subnet-d"],
    };
    const { errors } = await recordStack("dev", { network: { ...there, cidrBlock: "10.1.0.0/16", zones: 2 } });
    assert.match(errors.join(), /network\.cidrBlock is "10\.1\.0\.0\/16"; it says what a new VPC is to be/);
    assert.match(errors.join(), /network\.zones is 2; it says what a new VPC is to be/);
  });

  it("is a capacity that is no map, said once", async () => {
    const services = configured<Record<string, object>>("prod", "services");
    const { errors } = await recordStack("prod", {
      services: { ...services, checkout: { ...services.checkout, capacity: "spot" } },
    });
    assert.match(errors.join(), /^stack "prod": services\.checkout\.capacity is "spot"; it must name 1 to 20 pools/);
  });

  it("is a key of another kind, each of which is told with what it must be", async () => {
    const maps = ["network", "pools", "pins", "services", "workers", "jobs", "teams"];
    const wrong = {
      ...Object.fromEntries(maps.map((key, i) => [key, [5, [], "x", true][i % 4]])),
      ...{ certificateArns: "arn:x", environments: { dev: 1 }, httpOnly: "yes", protect: 1, listenerRuleQuota: "many" },
    };
    const text = (await recordStack("dev", wrong)).errors.join();
    for (const key of maps) assert.match(text, new RegExp(`- ${key} is .+; it must be a map\\. Pulumi\\.yaml says`));
    for (const [key, kind] of [
      ["certificateArns", "a list of texts"],
      ["environments", "a list of texts"],
      ["httpOnly", "true or false"],
      ["protect", "true or false"],
      ["listenerRuleQuota", "a number"],
    ]) {
      assert.match(text, new RegExp(`- ${key} is .+; it must be ${kind}\\.`));
    }
  });

  for (const [title, team, means] of [
    ["by name", { families: ["storefront"] }, ["storefront"]],
    ["by a star", { families: ["mine-*", "s*"] }, ["storefront", "search"]],
  ] as const) {
    it(`is a family of the shop's own that a team is given ${title}`, async () => {
      const { errors, resources } = await recordStack("dev", { teams: { partner: { priorityBlock: 2, ...team } } });
      for (const release of means) {
        assert.match(
          errors.join(),
          new RegExp(`teams\\.partner\\.families is .+; it means the shop's own ${release},`),
        );
      }
      assert.deepEqual(made(resources), []);
    });
  }

  it("is a release of the shop's that is called as a team's families are by default", async () => {
    const change: [object, string, object] = [RELEASES, "partner-api", RELEASES.report ?? {}];
    const { errors } = await withShop([change], () => recordStack("dev", { teams: { partner: { priorityBlock: 2 } } }));
    assert.match(errors.join(), /teams\.partner\.families is "partner-\*"; it means the shop's own partner-api,/);
  });

  it("is not a team with families of its own, though it is called as a part of the shop is", async () => {
    const { errors } = await recordStack("dev", { teams: { checkout: { priorityBlock: 2 } } });
    assert.deepEqual(errors, []);
  });

  it("is a kind of stack that there is not", async () => {
    const { errors } = await recordStack("dev", { kind: "environmnet" });
    assert.match(
      errors.join(),
      /^stack "dev": kind is "environmnet"; there is no such kind of stack\. Pass "releases"/,
    );
  });

  for (const [stack, numRuns] of [
    ["dev", 60],
    ["prod", 60],
    ["releases", 15],
  ] as const) {
    it(`of any kind in the configuration of ${stack} is told as that, or harmless; never an error of the language`, async () => {
      const keys = [
        "environment",
        "environments",
        "profile",
        "protect",
        "network",
        "pools",
        "pins",
        "services",
        "workers",
      ];
      const others = [
        "accounts",
        "jobs",
        "teams",
        "certificateArns",
        "zoneId",
        "httpOnly",
        "listenerRuleQuota",
        "kind",
      ];
      const rubbish = fc.oneof(
        fc.constantFrom<unknown>(
          null,
          "",
          "x",
          "{",
          "-",
          5,
          -1,
          true,
          [],
          [null],
          {},
          { x: null },
          { spot: 5 },
          { search: [] },
        ),
        fc.jsonValue({ maxDepth: 2 }),
      );
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...keys, ...others), rubbish, async (key, value) => {
          const { errors, resources } = await recordStack(stack, { [key]: value });
          const text = errors.join("\n");
          if (text === "") return;
          assert.match(text, new RegExp(`^stack "${stack}"`));
          for (const line of text.split("\n").filter((line) => !line.endsWith("problems:"))) {
            assert.match(line, / is .+; .+\. .+\.$/);
          }
          assert.deepEqual(made(resources), [], text);
        }),
        { numRuns },
      );
    });

    it(`deep in the configuration of ${stack} is told too`, async () => {
      const whole = Object.fromEntries(
        ["pools", "pins", "services", "workers", "jobs", "network"].map((key) => [
          key,
          configured<object | null>(stack, key) ?? {},
        ]),
      );
      const rubbish = fc.constantFrom<unknown>(null, "", "x", -1, 1.5, true, [], [null], {}, { x: null });
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...pathsOf(whole), ["services"]), rubbish, async (path, value) => {
          const [key = ""] = path;
          const changed = withValueAt(whole, path, value) as Record<string, unknown>;
          const { errors, resources } = await recordStack(stack, { [key]: changed[key] });
          const text = errors.join("\n");
          if (text === "") return;
          assert.match(text, new RegExp(`^stack "${stack}"`), path.join("."));
          assert.deepEqual(made(resources), [], text);
        }),
        { numRuns },
      );
    });
  }
});

/** What a program has made in spite of its errors. */
function made(resources: readonly { readonly type: string }[]): string[] {
  return resources.filter(({ type }) => !type.startsWith("pulumi:")).map(({ type }) => type);
}

/** Runs dev with two services at one host, each at some paths. */
function recordPaths(one: string, onePaths: string[], other: string, otherPaths: string[], more: object = {}) {
  const services = configured<Record<string, object>>("dev", "services");
  const hosts = ["shared.example.com"];
  const changed = { ...services, [one]: { ...services[one], hosts }, [other]: { ...services[other], hosts, ...more } };
  const parts: [object, string, object][] = [
    [SERVICES, one, { paths: onePaths }],
    [SERVICES, other, { paths: otherPaths }],
  ];
  return withShop(parts, () => recordStack("dev", { services: changed }));
}
