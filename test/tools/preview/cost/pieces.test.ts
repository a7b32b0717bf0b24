import assert from "node:assert/strict";
import { billOf } from "../../../../tools/preview/cost/bill";
import { billItems } from "../../../../tools/preview/cost/report";
import type { Properties, RecordedResource } from "../../../../tools/preview/recorder";
import { unknown } from "../../../../tools/preview/values";
import { resource } from "../../../support/resource";

const items = (...resources: RecordedResource[]) => billItems(billOf(resources, "us-east-1"));

describe("pieces of a bill", () => {
  it("counts an address of an internet-facing load balancer in each zone, none of an internal one", () => {
    const network = resource({
      type: "awsx:ec2:Vpc",
      name: "net",
      custom: false,
      remote: true,
      inputs: { natGateways: { strategy: "None" }, numberOfAvailabilityZones: 2 },
    });
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

  it("counts an address of a load balancer in each mapping of subnets, but for those that are allocated", () => {
    const type = "aws:lb/loadBalancer:LoadBalancer";
    const balancer = (...subnetMappings: Properties[]) =>
      items(resource({ type, name: "lb", inputs: { subnetMappings } })).slice(1);
    assert.deepEqual(balancer({ subnetId: "a" }, { subnetId: unknown }), ["2 public IPv4 addresses 7.30"]);
    assert.deepEqual(balancer({ subnetId: "a", allocationId: unknown }, { subnetId: "b" }), [
      "1 public IPv4 address 3.65",
    ]);
    assert.deepEqual(balancer({ subnetId: "a", allocationId: "eipalloc-1" }), []);
  });

  for (const [type, what, inputs] of [
    ["aws:alb/loadBalancer:LoadBalancer", "load balancer 16.43"],
    ["aws:elasticloadbalancingv2/loadBalancer:LoadBalancer", "load balancer 16.43"],
    ["aws:applicationloadbalancing/loadBalancer:LoadBalancer", "load balancer 16.43"],
    ["awsx:lb:ApplicationLoadBalancer", "load balancer 16.43"],
    ["awsx:lb:NetworkLoadBalancer", "network load balancer (price not known here)"],
    ["aws:elb/loadBalancer:LoadBalancer", "classic load balancer (price not known here)"],
    ["aws:elasticache/cluster:Cluster", "cache (price not known here)"],
    ["aws:eks/cluster:Cluster", "Kubernetes cluster (price not known here)"],
    ["aws:opensearch/domain:Domain", "search domain (price not known here)"],
    ["aws:ec2/vpnConnection:VpnConnection", "VPN connection (price not known here)"],
    ["aws:ebs/volume:Volume", "disk (gp2) (price not known here)"],
    ["aws:ebs/volume:Volume", "disk (100 GiB gp3) 8.00", { type: "gp3", size: 100 }],
    ["aws:ecs/service:Service", "Fargate service (price not known here)", { launchType: "FARGATE" }],
    [
      "aws:ecs/service:Service",
      "Fargate service (price not known here)",
      { capacityProviderStrategies: [{ capacityProvider: "FARGATE_SPOT" }] },
    ],
    ["awsx:ecs:FargateService", "Fargate service (price not known here)"],
    [
      "aws:ec2/vpcEndpoint:VpcEndpoint",
      "interface endpoint (price not known here)",
      { vpcEndpointType: "Interface", subnetIds: unknown },
    ],
    [
      "aws:ec2/vpcEndpoint:VpcEndpoint",
      "gateway load balancer endpoint (price not known here)",
      { vpcEndpointType: "GatewayLoadBalancer", subnetIds: ["a"] },
    ],
  ] as const) {
    it(`counts ${type}${inputs ? ` with ${Object.keys(inputs).join(", ")}` : ""} as ${what}`, () => {
      assert.deepEqual(items(resource({ type, name: "it", inputs: inputs ?? {} })), [`1 ${what}`]);
    });
  }

  it("counts load balancers under all names of their type together, with the addresses of each", () => {
    const [one, other] = ["lb", "alb"].map((module) =>
      resource({ type: `aws:${module}/loadBalancer:LoadBalancer`, name: module, inputs: { subnets: ["a", "b"] } }),
    );
    assert.ok(one && other);
    assert.deepEqual(items(one, other), ["2 load balancers 32.85", "4 public IPv4 addresses 14.60"]);
  });

  it("counts nothing for an endpoint that is a route", () => {
    const type = "aws:ec2/vpcEndpoint:VpcEndpoint";
    for (const inputs of [{}, { vpcEndpointType: "Gateway" }, { vpcEndpointType: "constructor" }]) {
      assert.deepEqual(items(resource({ type, name: "s3", inputs })), []);
    }
  });

  it("counts nothing for a service on Fargate that is to have no task", () => {
    const none = { launchType: "FARGATE", desiredCount: 0 };
    for (const type of ["aws:ecs/service:Service", "awsx:ecs:FargateService"]) {
      assert.deepEqual(items(resource({ type, name: "web", inputs: none })), []);
      assert.equal(items(resource({ type, name: "web", inputs: { ...none, desiredCount: 2 } })).length, 1);
    }
  });

  it("counts a service that names no capacity where Fargate is the default of its cluster", () => {
    const cluster = resource();
    const other = resource({ name: "other" });
    const service = (on: RecordedResource, inputs: Properties = {}) =>
      resource({ type: "aws:ecs/service:Service", name: "web", inputs, propertyDependencies: { cluster: [on.urn] } });
    const association = resource({
      type: "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
      inputs: { defaultCapacityProviderStrategies: [{ capacityProvider: "FARGATE", weight: 1 }] },
      propertyDependencies: { clusterName: [cluster.urn] },
    });
    const counted = ["1 Fargate service (price not known here)"];
    assert.deepEqual(items(cluster, association, service(cluster)), counted);
    assert.deepEqual(items(cluster, association, service(association)), counted);
    assert.deepEqual(items(cluster, other, association, service(other)), []);
    assert.deepEqual(items(cluster, association, service(cluster, { launchType: "EC2" })), []);
    const strategies = { capacityProviderStrategies: [{ capacityProvider: "spot" }] };
    assert.deepEqual(items(cluster, association, service(cluster, strategies)), []);
  });

  it("counts nothing for a service on nodes", () => {
    const onNodes = { launchType: "EC2", capacityProviderStrategies: [{ capacityProvider: "spot" }] };
    assert.deepEqual(items(resource({ type: "aws:ecs/service:Service", name: "web", inputs: onNodes })), []);
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
});
