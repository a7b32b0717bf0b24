import * as ec2 from "@aws-sdk/client-ec2";
import * as ecs from "@aws-sdk/client-ecs";
import * as elb from "@aws-sdk/client-elastic-load-balancing-v2";
import type { Clients } from "./engineAws";

/** What somebody has made by hand, as the program `fixtures/adoption` is told of it. */
export type Legacy = Awaited<ReturnType<typeof makeByHand>>;

/** Makes a network, a cluster, a load balancer with a listener and two revisions of a family, without Pulumi. */
export async function makeByHand({ ec2: client, ecs: clusters, elb: balancers }: Clients, region: string) {
  const { Vpc } = await client.send(new ec2.CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
  const VpcId = Vpc?.VpcId ?? "";
  const { InternetGateway } = await client.send(new ec2.CreateInternetGatewayCommand({}));
  const InternetGatewayId = InternetGateway?.InternetGatewayId;
  await client.send(new ec2.AttachInternetGatewayCommand({ InternetGatewayId, VpcId }));
  const subnet = async (index: number, zone: string) => {
    const CidrBlock = `10.0.${16 * index}.0/20`;
    const AvailabilityZone = `${region}${zone}`;
    const { Subnet } = await client.send(new ec2.CreateSubnetCommand({ VpcId, CidrBlock, AvailabilityZone }));
    return Subnet?.SubnetId ?? "";
  };
  const publicSubnetIds = [await subnet(0, "a"), await subnet(1, "b")];
  const privateSubnetIds = [await subnet(2, "a"), await subnet(3, "b")];
  const group = async (GroupName: string) => {
    const asked = { VpcId, GroupName, Description: "Made by hand" };
    return (await client.send(new ec2.CreateSecurityGroupCommand(asked))).GroupId ?? "";
  };
  const loadBalancerSecurityGroupId = await group("balancer");
  const nodeSecurityGroupId = await group("nodes");

  const { cluster } = await clusters.send(new ecs.CreateClusterCommand({ clusterName: "legacy" }));
  for (const image of ["shop:1", "shop:2"]) {
    const app = {
      name: "app",
      image,
      memory: 128,
      essential: true,
      portMappings: [{ containerPort: 8080, hostPort: 0 }],
    };
    await clusters.send(
      new ecs.RegisterTaskDefinitionCommand({ family: "shop", networkMode: "bridge", containerDefinitions: [app] }),
    );
  }

  const { LoadBalancers } = await balancers.send(
    new elb.CreateLoadBalancerCommand({
      Name: "legacy-balancer",
      Subnets: publicSubnetIds,
      SecurityGroups: [loadBalancerSecurityGroupId],
    }),
  );
  const [balancer] = LoadBalancers ?? [];
  const loadBalancerArn = balancer?.LoadBalancerArn ?? "";
  const { Listeners } = await balancers.send(
    new elb.CreateListenerCommand({
      LoadBalancerArn: loadBalancerArn,
      Protocol: "HTTP",
      Port: 80,
      DefaultActions: [
        { Type: "fixed-response", FixedResponseConfig: { StatusCode: "503", ContentType: "text/plain" } },
      ],
    }),
  );
  return {
    vpcId: VpcId,
    publicSubnetIds,
    privateSubnetIds,
    loadBalancerSecurityGroupId,
    nodeSecurityGroupId,
    clusterArn: cluster?.clusterArn ?? "",
    loadBalancerArn,
    loadBalancerDnsName: balancer?.DNSName ?? "",
    loadBalancerZoneId: balancer?.CanonicalHostedZoneId ?? "",
    listenerArn: Listeners?.[0]?.ListenerArn ?? "",
  };
}
