import * as aws from "@pulumi/aws";
import type { NetworkArgs } from "fairlead";
import type { Estate } from "./estate";

const ANYWHERE = "0.0.0.0/0";

/**
 * A VPC with a public and a private subnet in each zone and a NAT gateway in each. The stacks of this project have
 * awsx make it, in a process of its own; declared here, its resources are counted and its time is measured.
 */
export function declareNetwork({ name, cidrBlock, zones }: Estate): NetworkArgs {
  const vpc = new aws.ec2.Vpc(name, { cidrBlock, enableDnsHostnames: true });
  const vpcId = vpc.id;
  // Taken over without rules, as in the stacks: it lets nobody.
  new aws.ec2.DefaultSecurityGroup(name, { vpcId, ingress: [], egress: [] });
  const gateway = new aws.ec2.InternetGateway(name, { vpcId });
  const subnets = zones.map((availabilityZone, i) => {
    const subnet = (kind: string, cidr: string, route: aws.types.input.ec2.RouteTableRoute) => {
      const subnet = new aws.ec2.Subnet(`${name}-${kind}-${i + 1}`, { vpcId, availabilityZone, cidrBlock: cidr });
      const table = new aws.ec2.RouteTable(`${name}-${kind}-${i + 1}`, { vpcId });
      const routed = { subnetId: subnet.id, routeTableId: table.id };
      new aws.ec2.RouteTableAssociation(`${name}-${kind}-${i + 1}`, routed);
      new aws.ec2.Route(`${name}-${kind}-${i + 1}`, {
        routeTableId: table.id,
        destinationCidrBlock: ANYWHERE,
        ...route,
      });
      return subnet;
    };
    const [network = ""] = cidrBlock.split(".0.0/");
    const open = subnet("public", `${network}.${i}.0/24`, { gatewayId: gateway.id });
    const address = new aws.ec2.Eip(`${name}-${i + 1}`, { domain: "vpc" });
    const nat = new aws.ec2.NatGateway(`${name}-${i + 1}`, { subnetId: open.id, allocationId: address.id });
    return { open, closed: subnet("private", `${network}.${16 * (i + 1)}.0/20`, { natGatewayId: nat.id }) };
  });
  return {
    vpcId,
    publicSubnetIds: subnets.map(({ open }) => open.id),
    privateSubnetIds: subnets.map(({ closed }) => closed.id),
  };
}
