import assert from "node:assert/strict";
import * as ec2 from "@aws-sdk/client-ec2";
import { type Clients, servicesOf } from "../support/engineAws";
import { describeWithEngine } from "../support/engineSuite";
import { ForwardedProvider } from "../support/forwardedProvider";

const BUSYBOX = "public.ecr.aws/docker/library/busybox:1.37";

/** The emulator never starts a task whose image is called so. */
const CRASHING = "crash:1";

/** A second service, a third, and something that needs the second. */
const MORE = `
  cart-release:
    type: fairlead:index:TaskRelease
    name: cart
    properties:
      environments: [small]
      containers:
        app: { image: httpd:2.4, memoryReservationMiB: 16, ports: [80] }
  cart:
    type: fairlead:index:WebService
    properties:
      environment: \${small.reference}
      release: \${cart-release.release}
      hosts: [cart.example.com]
      capacity: { spot: {} }
  cache-release:
    type: fairlead:index:TaskRelease
    name: cache
    properties:
      environments: [small]
      containers:
        app: { image: memcached:1.6, memoryReservationMiB: 16 }
  cache:
    type: fairlead:index:Worker
    properties:
      environment: \${small.reference}
      release: \${cache-release.release}
      capacity: { spot: {} }
      noLoadBalancer: { reason: asked from within }
  needs-cart:
    type: aws:ssm:Parameter
    properties:
      type: String
      value: \${cart.serviceName} runs \${cart-release.release}
`;

/** Lines that blame a service. */
function verdicts(errors: string): string[] {
  return errors.split("\n").filter((line) => line.includes("ECS rolled"));
}

describeWithEngine("a program in YAML that uses the library as a package", "ca-central-1", (bench) => {
  const program = () => bench.project.at("examples/yaml");

  before("the library is built and a network is there", async () => {
    await bench.project.build();
    const network = await createNetwork(bench.aws, "ca-central-1");
    for (const [key, value] of Object.entries(network)) program().configure("small", `yaml:${key}`, value);
    await program().create("small");
  });

  it("comes up with an environment in which its worker runs", async () => {
    await program().succeed("up", "small");
    assert.deepEqual(
      (await servicesOf("fairlead-small", bench.aws)).map(({ name, running, strategy }) => ({
        name,
        running,
        strategy,
      })),
      [{ name: "mailer", running: 1, strategy: { "small-spot": { base: 0, weight: 1 } } }],
    );
  });

  it("has nothing to do afterwards", async () => {
    assert.deepEqual((await program().succeed("preview", "small")).changes, []);
  });

  it("fails when ECS rolls its worker back, and hears why, once", async () => {
    program().edit("Pulumi.yaml", BUSYBOX, CRASHING);
    const { succeeded, errors } = await program().attempt("up", "small", "--skip-preview");
    assert.equal(succeeded, false);
    const [line, ...others] = verdicts(errors);
    assert.match(
      line ?? "",
      /^Worker "mailer": ECS rolled the deployment of mailer:2 back to mailer:1: task failed to /,
    );
    assert.deepEqual(others, []);
    program().edit("Pulumi.yaml", CRASHING, BUSYBOX);
    await program().succeed("up", "small");
  });

  it("hears of each service that ECS rolls back, once and with its own reason, while others are deployed", async () => {
    program().edit("Pulumi.yaml", "\noutputs:", `${MORE}outputs:`);
    await program().succeed("up", "small");
    program().edit("Pulumi.yaml", BUSYBOX, CRASHING);
    program().edit("Pulumi.yaml", "httpd:2.4", CRASHING);
    program().edit("Pulumi.yaml", "memcached:1.6", "memcached:1.7");
    const { succeeded, errors, output, changes } = await program().attempt("up", "small", "--skip-preview");
    assert.equal(succeeded, false);
    const [cart, mailer, ...others] = verdicts(errors).sort();
    assert.match(cart ?? "", /^WebService "cart": ECS rolled the deployment of cart:2 back to cart:1: task failed to /);
    assert.match(
      mailer ?? "",
      /^Worker "mailer": ECS rolled the deployment of mailer:4 back to mailer:3: task failed to /,
    );
    assert.deepEqual(others, []);
    assert.equal(errors.split("\n").filter((line) => line.includes("so the update ends here")).length, 1, errors);
    assert.doesNotMatch(output, /^\s+at /m);
    assert.ok(changes.includes("update fairlead:index:Worker cache"), changes.join("\n"));
    assert.ok(!changes.some((change) => change.endsWith(" needs-cart")), "what needs a failed service went on");
  });

  it("recovers by the next good update", async () => {
    program().edit("Pulumi.yaml", CRASHING, BUSYBOX);
    program().edit("Pulumi.yaml", CRASHING, "httpd:2.4");
    const { changes } = await program().succeed("up", "small");
    assert.ok(changes.includes("update aws:ssm/parameter:Parameter needs-cart"), changes.join("\n"));
    assert.deepEqual((await program().succeed("preview", "small")).changes, []);
  });

  it("hears what is wrong with its arguments in the library's words", async () => {
    program().edit("Pulumi.yaml", "maxNodes: 4", "maxNodes: 0");
    const preview = await program().attempt("preview", "small");
    assert.equal(preview.succeeded, false);
    assert.match(preview.output, /EcsEnvironment "small": pools\.spot\.maxNodes is 0;/);
    program().edit("Pulumi.yaml", "maxNodes: 0", "maxNodes: 4");
  });

  it("goes again and leaves no service", async () => {
    await program().succeed("destroy", "small");
    const { clusters, services, loadBalancers, roles } = await bench.made();
    assert.deepEqual(
      { clusters, services, loadBalancers, roles },
      { clusters: undefined, services: undefined, loadBalancers: undefined, roles: undefined },
    );
  });
});

const provider = new ForwardedProvider();

describeWithEngine(
  "a program in YAML with a provider that itself reports a deployment as failed",
  "ca-west-1",
  (bench) => {
    const program = () => bench.project.at("examples/yaml");

    after(() => provider.remove());

    it("hears why beside the provider's own error, once", async () => {
      await bench.project.build();
      const network = await createNetwork(bench.aws, "ca-west-1");
      for (const [key, value] of Object.entries(network)) program().configure("small", `yaml:${key}`, value);
      await program().create("small");
      await program().succeed("up", "small");
      program().edit("Pulumi.yaml", BUSYBOX, CRASHING);
      const { succeeded, errors, output } = await program().attempt("up", "small", "--skip-preview");
      assert.equal(succeeded, false);
      assert.match(errors, /Service deployment rolled back\./);
      const [line, ...others] = verdicts(errors);
      assert.match(
        line ?? "",
        /^Worker "mailer": ECS rolled the deployment of mailer:2 back to mailer:1: task failed to /,
      );
      assert.deepEqual(others, []);
      assert.doesNotMatch(output, /^\s+at /m);
      await program().succeed("destroy", "small");
    });
  },
  provider.dress,
);

/** Makes a VPC with two subnets for each purpose, as somebody has before there is a stack. */
async function createNetwork({ ec2: client }: Clients, region: string) {
  const { Vpc } = await client.send(new ec2.CreateVpcCommand({ CidrBlock: "10.1.0.0/16" }));
  const VpcId = Vpc?.VpcId ?? "";
  const subnets: string[] = [];
  for (const i of [0, 1, 2, 3]) {
    const AvailabilityZone = `${region}${i % 2 === 0 ? "a" : "b"}`;
    const { Subnet } = await client.send(
      new ec2.CreateSubnetCommand({ VpcId, CidrBlock: `10.1.${i}.0/24`, AvailabilityZone }),
    );
    subnets.push(Subnet?.SubnetId ?? "");
  }
  return { vpcId: VpcId, publicSubnetIds: subnets.slice(0, 2), privateSubnetIds: subnets.slice(2) };
}
