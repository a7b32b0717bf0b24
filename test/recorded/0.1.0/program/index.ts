import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as fairlead from "fairlead";

/**
 * What somebody has written against version 0.1.0: every component, in every variant that has children of its own. It is
 * never edited. That it compiles says that its arguments are still taken; what its stack becomes with today's library is
 * tested in process and on an engine.
 */
export = function program(): void {
  const large = ["m7i.large", "m7a.large", "m6i.large", "m6a.large"];
  const network = declareNetwork();
  const zone = new aws.route53.Zone("shop", { name: "shop.example.com" });

  const web = new fairlead.TaskRelease("web", {
    environments: ["shop", "lab", "play"],
    containers: {
      app: {
        image: "registry.example.com/web:1.4",
        memoryReservationMiB: 256,
        ports: [8080],
        secrets: { DATABASE_PASSWORD: "/web/database-password" },
      },
    },
    permissions: [{ actions: ["sqs:SendMessage"], resources: ["arn:aws:sqs:eu-west-2:123456789012:orders"] }],
  });
  const batch = new fairlead.TaskRelease("batch", {
    environments: ["shop", "lab", "play"],
    containers: { app: { image: "registry.example.com/batch:2.0", memoryReservationMiB: 128 } },
  });

  const shop = new fairlead.EcsEnvironment("shop", {
    profile: "production",
    network,
    pools: {
      "on-demand": { market: "on-demand", instanceTypes: large, minNodes: 1, maxNodes: 3 },
      spot: { market: "spot", instanceTypes: large, maxNodes: 6 },
    },
    domain: { zoneId: zone.zoneId, hosts: ["shop.example.com", "*.shop.example.com"] },
    teams: { payments: { priorityBlock: 3 } },
  });
  const capacity = { "on-demand": { base: 1 }, spot: { weight: 2 } };
  const inShop = { environment: shop.reference, capacity };
  const hosts = ["de", "es", "fr", "it", "nl", "www"].map((name) => `${name}.shop.example.com`);
  new fairlead.WebService("web", { ...inShop, release: web.release, hosts, desiredCount: 3 });
  new fairlead.WebService("cart", {
    ...inShop,
    release: web.release,
    hosts: ["shop.example.com"],
    paths: ["/cart/*"],
    team: "payments",
    desiredCount: 2,
  });
  new fairlead.Worker("mailer", {
    ...inShop,
    release: batch.release,
    noLoadBalancer: { reason: "takes its work from a queue" },
  });
  new fairlead.ScheduledTask("report", {
    environment: shop.reference,
    release: batch.release,
    schedule: "cron(0 3 * * ? *)",
    timeZone: "Europe/Berlin",
  });

  new fairlead.EcsEnvironment("lab", {
    profile: "staging",
    network,
    pools: { spot: { market: "spot", instanceTypes: large, maxNodes: 3 } },
    certificateArns: new pulumi.Config().requireObject<string[]>("certificateArns"),
  });
  new fairlead.EcsEnvironment("play", {
    profile: "development",
    network,
    pools: { spot: { market: "spot", instanceTypes: large, maxNodes: 3 } },
    httpOnly: true,
  });

  const cluster = new aws.ecs.Cluster("own");
  const pool = {
    clusterName: cluster.name,
    environment: "own",
    subnetIds: network.privateSubnetIds,
    securityGroupIds: [new aws.ec2.SecurityGroup("own", { vpcId: network.vpcId, description: "Nodes" }).id],
    instanceTypes: large,
    maxNodes: 3,
  };
  new fairlead.OnDemandCapacity("own-on-demand", pool);
  new fairlead.SpotCapacity("own-spot", pool);
};

function declareNetwork(): fairlead.NetworkArgs {
  const vpc = new aws.ec2.Vpc("main", { cidrBlock: "10.0.0.0/16" });
  const gateway = new aws.ec2.InternetGateway("main", { vpcId: vpc.id });
  const subnet = (name: string, cidrBlock: string, zone: string) =>
    new aws.ec2.Subnet(
      name,
      { vpcId: vpc.id, cidrBlock, availabilityZone: pulumi.interpolate`${aws.getRegionOutput().region}${zone}` },
      { dependsOn: gateway },
    ).id;
  return {
    vpcId: vpc.id,
    publicSubnetIds: [subnet("public-a", "10.0.0.0/24", "a"), subnet("public-b", "10.0.1.0/24", "b")],
    privateSubnetIds: [subnet("private-a", "10.0.16.0/20", "a"), subnet("private-b", "10.0.32.0/20", "b")],
  };
}
