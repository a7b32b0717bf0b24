import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { EcsEnvironment, type EcsEnvironmentArgs, type EnvironmentReference, ScheduledTask } from "fairlead";
import type { RecordedResource } from "../../../tools/preview/recorder";
import { environmentArgs, LARGE, scheduledTaskArgs, withRelease } from "../../support/builders";
import { errorsOf, madeDespiteErrors, ofType, one, recorded, registered } from "../../support/recorder";

const CLUSTER = "aws:ecs/cluster:Cluster";
const ASSOCIATION = "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders";
const BALANCER = "aws:lb/loadBalancer:LoadBalancer";
const LISTENER = "aws:lb/listener:Listener";
const production = { profile: "production" } as const;

const environment = (changes: Partial<EcsEnvironmentArgs> = {}, options = {}) =>
  registered(() => new EcsEnvironment("eu", environmentArgs(changes)), options);

/** The resources that another one needs, directly or through others. */
function neededBy(resource: RecordedResource, all: readonly RecordedResource[]): RecordedResource[] {
  const byUrn = new Map(all.map((r) => [r.urn, r]));
  const found = new Set<RecordedResource>();
  const visit = (r: RecordedResource) => {
    for (const urn of [...r.dependencies, ...(r.parent ? [r.parent] : [])]) {
      const next = byUrn.get(urn);
      if (next && !found.has(next)) {
        found.add(next);
        visit(next);
      }
    }
  };
  visit(resource);
  return [...found];
}

describe("an environment", () => {
  it("associates all pools in one piece, and has on-demand ones as the cluster's default", async () => {
    const { inputs } = one(await environment({}, { preview: false }), ASSOCIATION);
    const names = inputs.capacityProviders as string[];
    assert.equal(names.length, 2);
    assert.deepEqual(inputs.defaultCapacityProviderStrategies, [{ capacityProvider: names[0], weight: 1 }]);
    assert.match(names[0] ?? "", /^eu-on-demand-/);
  });

  it("redirects to HTTPS with TLS 1.3 and answers 404 to hosts that nobody has", async () => {
    const resources = await environment();
    const [redirect] = one(resources, LISTENER, "eu-http").inputs.defaultActions as object[];
    assert.deepEqual(redirect, {
      type: "redirect",
      redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" },
    });
    const { inputs } = one(resources, LISTENER, "eu-https");
    assert.match(inputs.sslPolicy as string, /TLS13/);
    const [action] = inputs.defaultActions as { type: string; fixedResponse: { statusCode: string } }[];
    assert.deepEqual([action?.type, action?.fixedResponse.statusCode], ["fixed-response", "404"]);
  });

  it("serves plain HTTP on one listener when asked for by name", async () => {
    const resources = await registered(() => {
      const { certificateArns: _, ...args } = environmentArgs({ profile: "development", httpOnly: true });
      new EcsEnvironment("eu", args);
    });
    assert.deepEqual(
      ofType(resources, LISTENER).map(({ name }) => name),
      ["eu-http"],
    );
    const open = ofType(resources, "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
    assert.deepEqual(
      open.filter(({ inputs }) => inputs.cidrIpv4).map(({ inputs }) => inputs.fromPort),
      [80],
    );
  });

  it("adds every further certificate to its listener", async () => {
    const certificateArns = ["one", "two", "three"].map((id) => `arn:aws:acm:eu-west-1:123456789012:certificate/${id}`);
    const resources = await environment({ certificateArns });
    assert.equal(one(resources, LISTENER, "eu-https").inputs.certificateArn, certificateArns[0]);
    const further = (all: readonly RecordedResource[]) =>
      ofType(all, "aws:lb/listenerCertificate:ListenerCertificate").map(({ name, inputs }) => [
        name,
        inputs.certificateArn,
      ]);
    assert.deepEqual(further(resources), [
      ["eu-https-two", certificateArns[1]],
      ["eu-https-three", certificateArns[2]],
    ]);
    const without = await environment({ certificateArns: certificateArns.filter((arn) => !arn.endsWith("two")) });
    assert.deepEqual(further(without), [["eu-https-three", certificateArns[2]]], "the others stay what they are");
  });

  it("has a group's rules before anything uses the group, and until nothing does", async () => {
    const resources = await environment();
    const rules = resources.filter(({ type }) => /securityGroup(In|E)gressRule/.test(type));
    const nodes = ofType(resources, "aws:ec2/launchTemplate:LaunchTemplate")[0];
    for (const rule of rules) {
      const user = rule.name.startsWith("eu-alb") ? one(resources, BALANCER) : nodes;
      assert.ok(user?.dependencies.includes(rule.urn), rule.name);
    }
    assert.equal(rules.length, 5);
  });

  it("proves each host once, a wildcard together with its parent, and gives each an alias record", async () => {
    const hosts = ["example.com", "*.example.com", "shop.example.com"];
    const resources = await registered(
      () => {
        const { certificateArns: _, ...args } = environmentArgs({ domain: { zoneId: "Z1", hosts } });
        new EcsEnvironment("eu", args);
      },
      {
        preview: false,
        computed: ({ type }: RecordedResource) =>
          type === "aws:acm/certificate:Certificate"
            ? {
                domainValidationOptions: hosts.map((domainName) => ({
                  domainName,
                  resourceRecordName: `_x.${domainName.replace("*.", "")}`,
                  resourceRecordType: "CNAME",
                  resourceRecordValue: "_y.acm",
                })),
              }
            : undefined,
      },
    );
    const records = ofType(resources, "aws:route53/record:Record");
    assert.deepEqual(records.map(({ inputs }) => `${inputs.type} ${inputs.name}`).sort(), [
      "A *.example.com",
      "A example.com",
      "A shop.example.com",
      "CNAME _x.example.com",
      "CNAME _x.shop.example.com",
    ]);
    const listener = one(resources, LISTENER, "eu-https");
    const validation = one(resources, "aws:acm/certificateValidation:CertificateValidation");
    assert.ok(listener.dependencies.includes(validation.urn), "the listener waits until the certificate is issued");
  });

  it("opens the load balancer to the world, the nodes to the load balancer, and nothing else", async () => {
    const rules = ofType(await environment(), "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule");
    assert.deepEqual(rules.map(({ name, inputs }) => [name, inputs.cidrIpv4, inputs.fromPort, inputs.toPort]).sort(), [
      ["eu-alb-http", "0.0.0.0/0", 80, 80],
      ["eu-alb-https", "0.0.0.0/0", 443, 443],
      ["eu-nodes-tasks", undefined, 32_768, 60_999],
    ]);
    assert.deepEqual(
      one(
        rules,
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        "eu-nodes-tasks",
      ).propertyDependencies.referencedSecurityGroupId?.map((u) => u.split("::").at(-1)),
      ["eu-alb"],
    );
  });

  for (const [profile, insights, days] of [
    ["development", "disabled", undefined],
    ["staging", "enabled", 30],
    ["production", "enhanced", 90],
  ] as const) {
    it(`has Container Insights ${insights} with profile ${profile}, into a log group that ends`, async () => {
      const resources = await environment({ profile });
      assert.deepEqual(one(resources, CLUSTER).inputs.settings, [{ name: "containerInsights", value: insights }]);
      const groups = ofType(resources, "aws:cloudwatch/logGroup:LogGroup");
      assert.deepEqual(
        groups.map(({ inputs }) => inputs.retentionInDays),
        days === undefined ? [] : [days],
      );
      for (const group of groups) {
        assert.equal(group.inputs.name, "/aws/ecs/containerinsights/fairlead-eu/performance");
        assert.ok(one(resources, CLUSTER).dependencies.includes(group.urn), "made before the cluster writes to it");
      }
    });
  }

  it("decides by one flag what a destroy may take away, on in production", async () => {
    for (const [changes, protect] of [
      [production, true],
      [{ ...production, protect: false }, false],
      [{ profile: "staging" as const }, false],
      [{ profile: "staging" as const, protect: true }, true],
    ] as const) {
      const resources = await environment(changes);
      const balancer = one(resources, BALANCER);
      assert.deepEqual(
        [
          balancer.options.protect,
          balancer.inputs.enableDeletionProtection,
          one(resources, CLUSTER).options.protect,
          !one(resources, "aws:s3/bucket:Bucket").inputs.forceDestroy,
        ],
        [protect, protect, protect, protect],
      );
    }
  });

  it("tells the load balancer of its log bucket only when it may write there", async () => {
    const resources = await environment();
    const policy = one(resources, "aws:s3/bucketPolicy:BucketPolicy");
    assert.ok(one(resources, BALANCER).dependencies.includes(policy.urn));
  });

  it("publishes its reference as a parameter that fits", async () => {
    const { inputs } = one(await environment({}, { preview: false }), "aws:ssm/parameter:Parameter");
    assert.equal(inputs.name, "/fairlead/eu/reference");
    const { value } = inputs.value as { value: string }; // the SDK takes every parameter's value for a secret
    const reference = JSON.parse(value);
    assert.equal(reference.contractVersion, 1);
    assert.deepEqual(Object.keys(reference.pools), ["on-demand", "spot"]);
    assert.ok(value.length < 4_096);
  });

  for (const [what, changes, error] of [
    [
      "plain HTTP in production",
      { ...production, httpOnly: true },
      /httpOnly is true; production never serves plain HTTP/,
    ],
    ["two ways to serve", { httpOnly: true }, /certificateArns is given together with httpOnly/],
    ["no way to serve", { certificateArns: undefined }, /certificateArns is missing/],
    ["no pool", { pools: {} }, /pools is \{\}/],
    [
      "a pool without a maximum",
      { pools: { spot: { market: "spot", instanceTypes: LARGE } } },
      /pools.spot.maxNodes is missing/,
    ],
    ["a pool that is nothing", { pools: { spot: null } }, /pools.spot is null/],
    [
      "one subnet",
      { network: { vpcId: "vpc-1", publicSubnetIds: ["subnet-a"], privateSubnetIds: ["subnet-a", "subnet-b"] } },
      /network.publicSubnetIds is/,
    ],
    [
      "a VPC that is none",
      { network: { ...environmentArgs().network, vpcId: 5 } },
      /network.vpcId is 5; it is no id of a VPC/,
    ],
    [
      "a subnet twice",
      { network: { ...environmentArgs().network, publicSubnetIds: ["subnet-1", "subnet-1"] } },
      /network.publicSubnetIds is \["subnet-1","subnet-1"\]; it names a subnet twice/,
    ],
    [
      "a profile of its own",
      { profile: "careless" },
      /profile is "careless"; it must be one of development, staging, production/,
    ],
    [
      "a block that another team has",
      { teams: { a: { priorityBlock: 2 }, b: { priorityBlock: 2 } } },
      /teams.b.priorityBlock is 2; team a has that block/,
    ],
    ["the environment's own block for a team", { teams: { a: { priorityBlock: 0 } } }, /teams.a.priorityBlock is 0/],
    [
      "more hosts than a certificate has",
      {
        certificateArns: undefined,
        domain: { zoneId: "Z1", hosts: Array.from({ length: 11 }, (_, i) => `h${i}.example.com`) },
      },
      /domain.hosts is 11 hosts long/,
    ],
    ["a retention that CloudWatch does not know", { logRetentionDays: 8 }, /logRetentionDays is 8/],
  ] as const) {
    it(`is refused with ${what}, and makes nothing`, async () => {
      const program = () =>
        new EcsEnvironment("eu", environmentArgs(changes as unknown as Partial<EcsEnvironmentArgs>));
      const errors = (await errorsOf(program)).join("\n");
      assert.match(errors, error);
      assert.match(errors, /^EcsEnvironment "eu"/);
      assert.deepEqual(await madeDespiteErrors(program), []);
    });
  }

  it("is refused beforehand with more pools than its published reference can name", async () => {
    const pool = environmentArgs().pools.spot as EcsEnvironmentArgs["pools"][string];
    const pools = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`spot-${i}`, pool]));
    const program = () => new EcsEnvironment("eu", environmentArgs({ pools }));
    const rule =
      /pools is too much with 40 pools and 0 teams; they make the environment's reference \d+ bytes, and a parameter holds 4096/;
    assert.match((await errorsOf(program)).join(), rule);
    assert.deepEqual(await madeDespiteErrors(program), []);
  });

  it("is refused when its reference turns out to be larger than what it is published in", async () => {
    const network = { ...environmentArgs().network, vpcId: `vpc-${"1".repeat(4_096)}` };
    const options = { preview: false };
    const { errors, made } = {
      errors: await errorsOf(() => new EcsEnvironment("eu", environmentArgs({ network })), options),
      made: await madeDespiteErrors(() => new EcsEnvironment("eu", environmentArgs({ network })), options),
    };
    assert.match(
      errors.join(),
      /EcsEnvironment "eu": pools is too much with 2 pools and 0 teams; .* a parameter holds 4096/,
    );
    assert.ok(!made.includes("aws:ssm/parameter:Parameter"));
  });

  it("cannot be called what AWS keeps for itself", async () => {
    assert.match(
      (await errorsOf(() => new EcsEnvironment("ecs", environmentArgs()))).join(),
      /must not start with aws, ecs or fargate/,
    );
  });
});

describe("an environment's reference", () => {
  it("names pools only when they are associated, and keeps them known in a preview", async () => {
    let reference: EnvironmentReference | undefined;
    const { resources, outputs } = await recorded(() => {
      reference = new EcsEnvironment("eu", environmentArgs()).reference;
      return { pools: reference.pools, listener: reference.listenerArn };
    });
    assert.match(JSON.stringify(outputs.pools), /"capacityProvider":"eu-spot-[0-9a-f]{7}"/);
    assert.ok(reference);
    const used = await (reference.pools as unknown as { allResources(): Promise<Set<pulumi.Resource>> }).allResources();
    const urns = await Promise.all(
      [...used].map((r) => (r.urn as unknown as { promise(): Promise<string> }).promise()),
    );
    assert.ok(urns.includes(one(resources, ASSOCIATION).urn));
  });

  it("lets a job do without the load balancer", async () => {
    const resources = await registered(() => {
      const { reference } = new EcsEnvironment("eu", environmentArgs());
      new ScheduledTask("nightly", scheduledTaskArgs({ environment: reference }));
    }, withRelease());
    const needed = neededBy(one(resources, "aws:scheduler/schedule:Schedule"), resources).map(({ type }) => type);
    assert.ok(needed.includes(ASSOCIATION));
    for (const type of [BALANCER, LISTENER, "aws:ssm/parameter:Parameter"]) assert.ok(!needed.includes(type), type);
  });

  it("lets nothing be destroyed before what uses it: services, association, providers, groups, cluster", async () => {
    const resources = await environment();
    const needs = (type: string) => neededBy(one(resources, type), resources).map((r) => r.type);
    assert.ok(needs(ASSOCIATION).includes("aws:ecs/capacityProvider:CapacityProvider"));
    for (const provider of ofType(resources, "aws:ecs/capacityProvider:CapacityProvider")) {
      const below = neededBy(provider, resources).map((r) => r.type);
      assert.ok(below.includes("aws:autoscaling/group:Group"));
      assert.ok(below.includes(CLUSTER));
      assert.ok(below.includes("aws:iam/rolePolicy:RolePolicy"), "nodes lose their permissions last");
    }
  });
});
