import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import type { NetworkArgs } from "fairlead";
import { existingNetwork } from "./planNetwork";
import type { NetworkSettings } from "./settings";

/** The network of an environment: the one that its configuration names, or a new VPC. */
export function declareNetwork(name: string, network: NetworkSettings): NetworkArgs {
  return existingNetwork(network) ?? declareVpc(name, network);
}

function declareVpc(name: string, { cidrBlock = "10.0.0.0/16", zones = 3, natGateways = "single" }: NetworkSettings) {
  const vpc = new awsx.ec2.Vpc(
    name,
    {
      cidrBlock,
      numberOfAvailabilityZones: zones,
      natGateways: { strategy: natGateways === "single" ? "Single" : "OnePerAz" },
      subnetStrategy: "Auto",
      subnetSpecs: [
        { type: "Public", cidrMask: 24 },
        { type: "Private", cidrMask: 20 },
      ],
      enableDnsHostnames: true,
    },
    // awsx gives everything in a public subnet a public address; the load balancer brings its own.
    {
      transforms: [
        ({ type, props, opts }) =>
          type === "aws:ec2/subnet:Subnet" ? { props: { ...props, mapPublicIpOnLaunch: false }, opts } : undefined,
      ],
    },
  );
  // Every VPC has a group that lets its members talk to each other. Taken over without rules, it lets nobody.
  new aws.ec2.DefaultSecurityGroup(name, { vpcId: vpc.vpcId, ingress: [], egress: [] });
  declareFlowLog(name, vpc.vpcId);
  return { vpcId: vpc.vpcId, publicSubnetIds: vpc.publicSubnetIds, privateSubnetIds: vpc.privateSubnetIds };
}

/** Keeps what was refused: who tried to reach what. Accepted traffic is left out, it costs by the gigabyte. */
function declareFlowLog(name: string, vpcId: pulumi.Input<string>): void {
  const account = aws.getCallerIdentityOutput().accountId;
  const { region } = aws.getRegionOutput();
  const { partition } = aws.getPartitionOutput();
  const logs = new aws.cloudwatch.LogGroup(`${name}-flow`, { retentionInDays: 30 });
  const role = new aws.iam.Role(`${name}-flow`, {
    assumeRolePolicy: pulumi.jsonStringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: "sts:AssumeRole",
          Principal: { Service: "vpc-flow-logs.amazonaws.com" },
          Condition: {
            StringEquals: { "aws:SourceAccount": account },
            ArnLike: { "aws:SourceArn": pulumi.interpolate`arn:${partition}:ec2:${region}:${account}:vpc-flow-log/*` },
          },
        },
      ],
    }),
  });
  const policy = new aws.iam.RolePolicy(`${name}-flow`, {
    role: role.name,
    policy: pulumi.jsonStringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
          Resource: [logs.arn, pulumi.interpolate`${logs.arn}:*`],
        },
      ],
    }),
  });
  new aws.ec2.FlowLog(
    name,
    { vpcId, trafficType: "REJECT", logDestination: logs.arn, iamRoleArn: role.arn },
    { dependsOn: [policy] },
  );
}
