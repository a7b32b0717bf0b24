import assert from "node:assert/strict";
import fc from "fast-check";
import { type Bill, billOf } from "../../../../tools/preview/cost/bill";
import { billCell, billItems, billSource, billSummary } from "../../../../tools/preview/cost/report";
import type { Properties, RecordedResource } from "../../../../tools/preview/recorder";
import { secret, unknown } from "../../../../tools/preview/values";
import { resource } from "../../../support/resource";

const bill = (...resources: RecordedResource[]): Bill => billOf(resources, "us-east-1");
const items = (...resources: RecordedResource[]) => billItems(bill(...resources));

const vpc = (inputs: Properties = {}) =>
  resource({ type: "awsx:ec2:Vpc", name: "net", custom: false, remote: true, inputs });

/** A group of nodes that takes these types, with its launch template. */
function pool(
  types: readonly string[],
  spot: boolean,
  sizes: Properties = {},
  template: Properties = {},
): RecordedResource[] {
  const launch = resource({
    type: "aws:ec2/launchTemplate:LaunchTemplate",
    name: "nodes",
    inputs: {
      blockDeviceMappings: [{ ebs: { volumeType: "gp3", volumeSize: 30 } }],
      networkInterfaces: [{ associatePublicIpAddress: "false" }],
      ...template,
    },
  });
  const group = resource({
    type: "aws:autoscaling/group:Group",
    name: "nodes",
    dependencies: [launch.urn],
    inputs: {
      minSize: 1,
      maxSize: 4,
      mixedInstancesPolicy: {
        instancesDistribution: { onDemandBaseCapacity: 0, onDemandPercentageAboveBaseCapacity: spot ? 0 : 100 },
        launchTemplate: { overrides: types.map((instanceType) => ({ instanceType })) },
      },
      ...sizes,
    },
  });
  return [launch, group];
}

describe("what bills by the hour", () => {
  it("is nothing for what costs by use", () => {
    const none = bill(resource(), resource({ type: "aws:sqs/queue:Queue", name: "q" }));
    assert.deepEqual([none.lines, billSummary(none), billCell(none)], [[], "nothing bills by the hour", "-"]);
    assert.equal(billSource([none]), "");
  });

  for (const [strategy, zones, gateways] of [
    ["Single", 3, 1],
    ["OnePerAz", 2, 2],
    ["None", 3, 0],
    [undefined, undefined, 3],
  ] as const) {
    it(`counts ${gateways} NAT gateways with their addresses for ${strategy ?? "no strategy"} in ${zones ?? "a default of"} zones`, () => {
      const inputs = {
        ...(strategy && { natGateways: { strategy } }),
        ...(zones && { numberOfAvailabilityZones: zones }),
      };
      assert.deepEqual(
        bill(vpc(inputs)).lines.map(({ what, count }) => [what, count.fewest]),
        gateways === 0
          ? []
          : [
              ["NAT gateway", gateways],
              ["public IPv4 address", gateways],
            ],
      );
    });
  }

  it("counts an address of an internet-facing load balancer in each zone, none of an internal one", () => {
    const network = vpc({ natGateways: { strategy: "None" }, numberOfAvailabilityZones: 2 });
    const type = "aws:lb/loadBalancer:LoadBalancer";
    const balancer = (inputs: Properties) => resource({ type, name: "lb", dependencies: [network.urn], inputs });
    assert.deepEqual(items(network, balancer({ subnets: unknown })), [
      "1 load balancer 16.43",
      "2 public IPv4 addresses 7.30",
    ]);
    assert.deepEqual(items(network, balancer({ subnets: ["a", "b", "c"] }))[1], "3 public IPv4 addresses 10.95");
    assert.deepEqual(items(network, balancer({ internal: true })), ["1 load balancer 16.43"]);
    assert.deepEqual(items(network, balancer({ internal: true, loadBalancerType: "network" })), [
      "1 network load balancer (price not known here)",
    ]);
  });

  it("takes for on-demand nodes the dearest of the types that AWS may choose", () => {
    const { lines } = bill(...pool(["m7i.large", "m7a.large"], false));
    assert.deepEqual(lines[0], {
      what: "on-demand node",
      count: { fewest: 1, most: 4 },
      each: 0.11592,
      atMost: true,
    });
  });

  it("says of spot nodes at most what they cost on demand, and invents no discount", () => {
    const costs = bill(...pool(["m7i.large"], true));
    assert.deepEqual(costs.lines[0], { what: "spot node", count: { fewest: 1, most: 4 }, each: 0.1008, atMost: true });
    assert.equal(
      billSummary(costs),
      "0.10 USD an hour, 75.98 a month with the fewest nodes, 303.94 with all; spot costs less",
    );
  });

  it("says what makes it cost less than the sum, and nothing of the kind where the sum is exact", () => {
    const ends = (...resources: RecordedResource[]) => billSummary(bill(...resources)).replace(/^[^;]*/, "");
    const renamed = (pair: RecordedResource[]) => pair.map((resource) => ({ ...resource, name: "other" }));
    assert.equal(ends(...pool(["m7i.large"], false)), "");
    assert.equal(ends(...pool(["m7i.large", "m7a.large"], false)), "; cheaper types cost less");
    assert.equal(
      ends(...pool(["m7i.large", "m7a.large"], false), ...renamed(pool(["m7i.large"], true))),
      "; spot and cheaper types cost less",
    );
  });

  it("splits a mixed group as AWS does, the base first and fractions on demand", () => {
    const [launch, group] = pool(["m7i.large"], true) as [RecordedResource, RecordedResource];
    const distribution = { onDemandBaseCapacity: 1, onDemandPercentageAboveBaseCapacity: 50 };
    const policy = { ...(group.inputs.mixedInstancesPolicy as Properties), instancesDistribution: distribution };
    const mixed = { ...group, inputs: { ...group.inputs, mixedInstancesPolicy: policy } };
    assert.deepEqual(
      bill(launch, mixed)
        .lines.slice(0, 2)
        .map(({ what, count }) => [what, count]),
      [
        ["on-demand node", { fewest: 1, most: 3 }],
        ["spot node", { fewest: 0, most: 1 }],
      ],
    );
  });

  it("counts each node's disk, and its address where it has a public one", () => {
    const open = { networkInterfaces: [{ associatePublicIpAddress: "true" }] };
    assert.deepEqual(items(...pool(["m7i.large"], false, {}, open)), [
      "1 to 4 on-demand nodes 73.58",
      "1 to 4 disks (30 GiB gp3) 2.40",
      "1 to 4 public IPv4 addresses 3.65",
    ]);
    assert.match(
      items(
        ...pool(["m7i.large"], false, {}, { blockDeviceMappings: [{ ebs: { volumeType: "io2", volumeSize: 9 } }] }),
      )[1] ?? "",
      /^1 to 4 disks \(9 GiB io2\) \(price not known here\)$/,
    );
  });

  it("says that a price is not known, rather than nothing, and that the sum lacks it", () => {
    const odd = bill(...pool(["m7i.large", "x99.large"], false));
    assert.deepEqual(billItems(odd)[0], "1 to 4 on-demand nodes (price not known here)");
    assert.match(billSummary(odd), /, and what is not known here$/);
    assert.match(billCell(odd), / \+ \?$/);
    const elsewhere = billOf(pool(["m7i.large"], false), "eu-west-9");
    assert.equal(billSummary(elsewhere), "2 prices not known here");
    assert.equal(billCell(elsewhere), "not known");
    assert.match(items(resource({ type: "aws:rds/instance:Instance", name: "db" }))[0] ?? "", /not known here/);
  });

  it("says nothing of nodes that a group may never have", () => {
    assert.deepEqual(items(...pool(["m7i.large"], false, { minSize: 0, maxSize: 0 })), []);
  });

  it("counts the metrics of an alarm, keys, dashboards, zones and secrets", () => {
    const metricQueries = [
      { id: "e", expression: "a/b" },
      { id: "a", metric: {} },
      { id: "b", metric: {} },
    ];
    const of = (type: string, inputs: Properties = {}) => resource({ type, name: type, inputs });
    assert.deepEqual(
      items(
        of("aws:cloudwatch/metricAlarm:MetricAlarm", { metricQueries }),
        of("aws:cloudwatch/dashboard:Dashboard"),
        of("aws:kms/key:Key"),
        of("aws:route53/zone:Zone"),
        of("aws:secretsmanager/secret:Secret"),
      ),
      ["2 alarm metrics 0.20", "1 dashboard 3.00", "1 KMS key 1.00", "1 hosted zone 0.50", "1 secret 0.40"],
    );
  });

  it("goes by the region of the resource, its provider, then the stack", () => {
    const provider = resource({ type: "pulumi:providers:aws", name: "eu", inputs: { region: "eu-central-1" } });
    const gateway = (inputs: Properties, at?: string) =>
      resource({ type: "aws:ec2/natGateway:NatGateway", name: "nat", inputs, ...(at && { provider: at }) });
    const each = (nat: RecordedResource) => bill(provider, nat).lines[0]?.each;
    assert.equal(each(gateway({})), 0.045);
    assert.equal(each(gateway({}, `${provider.urn}::id`)), 0.052);
    assert.equal(each(gateway({ region: "us-east-1" }, `${provider.urn}::id`)), 0.045);
  });

  it("leaves out what the stack only reads", () => {
    assert.deepEqual(items(resource({ type: "aws:kms/key:Key", name: "theirs", external: true })), []);
  });

  it("bears any value anywhere", () => {
    const odd = fc.oneof(
      fc.anything(),
      fc.constantFrom(unknown, secret("s"), null, Number.NaN, -1, "3", ["a"], { strategy: unknown }),
    );
    const keys = ["minSize", "maxSize", "mixedInstancesPolicy", "blockDeviceMappings", "networkInterfaces", "subnets"];
    const more = [
      "natGateways",
      "numberOfAvailabilityZones",
      "metricQueries",
      "region",
      "instanceType",
      "loadBalancerType",
    ];
    const bag = fc.record(Object.fromEntries([...keys, ...more].map((key) => [key, odd])), { requiredKeys: [] });
    const types = [
      "aws:autoscaling/group:Group",
      "awsx:ec2:Vpc",
      "aws:lb/loadBalancer:LoadBalancer",
      "aws:ec2/instance:Instance",
    ];
    fc.assert(
      fc.property(fc.constantFrom(...types), bag, bag, (type, inputs, template) => {
        const launch = resource({ type: "aws:ec2/launchTemplate:LaunchTemplate", name: "t", inputs: template });
        const costs = bill(launch, resource({ type, name: "r", inputs, dependencies: [launch.urn] }));
        for (const { count } of costs.lines) assert.ok(count.fewest >= 0 && count.most >= count.fewest);
        assert.ok(Number.isFinite(costs.perMonth.most));
        billItems(costs);
      }),
      { examples: [["awsx:ec2:Vpc", { numberOfAvailabilityZones: 5e306 }, {}]] },
    );
  });
});
