import assert from "node:assert/strict";
import fc from "fast-check";
import { type Bill, billOf } from "../../../../tools/preview/cost/bill";
import { billCell, billItems, billSource, billSummary } from "../../../../tools/preview/cost/report";
import type { Properties, RecordedResource } from "../../../../tools/preview/recorder";
import { secret, unknown } from "../../../../tools/preview/values";
import { pool } from "../../../support/pool";
import { resource } from "../../../support/resource";

const bill = (...resources: RecordedResource[]): Bill => billOf(resources, "us-east-1");
const items = (...resources: RecordedResource[]) => billItems(bill(...resources));

const vpc = (inputs: Properties = {}) =>
  resource({ type: "awsx:ec2:Vpc", name: "net", custom: false, remote: true, inputs });

describe("what bills by the hour", () => {
  it("is nothing for what costs by use", () => {
    const none = bill(resource(), resource({ type: "aws:sqs/queue:Queue", name: "q" }));
    assert.deepEqual(
      [none.lines, billSummary(none), billCell(none)],
      [[], "nothing that is known here bills by the hour", "-"],
    );
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

  it("names the day of its prices where one is known, and what it does not count in any case", () => {
    const key = resource({ type: "aws:kms/key:Key", name: "key" });
    const uncounted = "Types that are not known here to bill by the hour are not counted.";
    assert.equal(billSource([]), "");
    assert.equal(billSource([bill()]), uncounted);
    assert.equal(billSource([billOf([key], "ap-south-1")]), uncounted);
    assert.match(
      billSource([bill(), bill(key)]),
      /^List prices read \d{4}-\d\d-\d\d, .* on top\. Types .* not counted\.$/,
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
      fc.constantFrom(unknown, secret("s"), null, Number.NaN, -1, "3", ["a"], [null, {}], { strategy: unknown }),
    );
    const keys = ["minSize", "maxSize", "mixedInstancesPolicy", "blockDeviceMappings", "networkInterfaces", "subnets"];
    const more = [
      "natGateways",
      "numberOfAvailabilityZones",
      "metricQueries",
      "region",
      "instanceType",
      "loadBalancerType",
      "launchType",
      "capacityProviderStrategies",
      "rootBlockDevice",
      "ebsBlockDevices",
      "associatePublicIpAddress",
      "instanceMarketOptions",
      "size",
      "type",
      "iops",
      "throughput",
      "subnetMappings",
      "desiredCount",
      "vpcEndpointType",
      "subnetIds",
    ];
    const bag = fc.record(Object.fromEntries([...keys, ...more].map((key) => [key, odd])), { requiredKeys: [] });
    const types = [
      "aws:autoscaling/group:Group",
      "awsx:ec2:Vpc",
      "aws:lb/loadBalancer:LoadBalancer",
      "aws:alb/loadBalancer:LoadBalancer",
      "aws:elb/loadBalancer:LoadBalancer",
      "awsx:lb:ApplicationLoadBalancer",
      "aws:ec2/instance:Instance",
      "aws:ec2/spotInstanceRequest:SpotInstanceRequest",
      "aws:ebs/volume:Volume",
      "aws:ecs/service:Service",
      "awsx:ecs:FargateService",
      "aws:ec2/vpcEndpoint:VpcEndpoint",
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
