import assert from "node:assert/strict";
import * as ec2 from "@aws-sdk/client-ec2";
import { type Clients, servicesOf } from "../support/engineAws";
import { describeWithEngine } from "../support/engineSuite";

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

  it("fails when ECS rolls its worker back, and hears why", async () => {
    const image = "public.ecr.aws/docker/library/busybox:1.37";
    program().edit("Pulumi.yaml", image, "crash:1"); // the emulator never starts a task whose image is called so
    const { succeeded, errors } = await program().attempt("up", "small", "--skip-preview");
    assert.equal(succeeded, false);
    assert.match(
      errors,
      /Worker "mailer": ECS rolled the deployment of mailer:2 back to mailer:1: task failed to start: /,
    );
    program().edit("Pulumi.yaml", "crash:1", image);
    await program().succeed("up", "small");
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
