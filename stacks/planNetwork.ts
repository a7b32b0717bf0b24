import type { NetworkArgs, Problem } from "fairlead";
import type { NetworkSettings } from "./settings";

/** The /16 blocks of RFC 1918. */
const PRIVATE_BLOCK = /^(10\.(\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])|172\.(1[6-9]|2\d|3[01])|192\.168)\.0\.0\/16$/;

/** The network that is there already, when the configuration names one. */
export function existingNetwork({
  vpcId,
  publicSubnetIds,
  privateSubnetIds,
}: NetworkSettings): NetworkArgs | undefined {
  if (vpcId === undefined || publicSubnetIds === undefined || privateSubnetIds === undefined) return undefined;
  return { vpcId, publicSubnetIds, privateSubnetIds };
}

/** What is wrong with the network of an environment, the one that it makes or the one that is there. */
export function networkProblems(network: NetworkSettings): Problem[] {
  const ids = [network.vpcId, network.publicSubnetIds, network.privateSubnetIds];
  const given = ids.filter((value) => value !== undefined).length;
  if (given === ids.length) {
    const ofNew = ["cidrBlock", "zones", "natGateways"] as const;
    return ofNew
      .filter((key) => network[key] !== undefined)
      .map((key) => ({
        argument: `network.${key}`,
        value: network[key],
        rule: "it says what a new VPC is to be, and vpcId names one that is there",
        remedy: "Leave one of both out.",
      }));
  }
  if (given > 0) {
    const rule = "an existing network needs vpcId, publicSubnetIds and privateSubnetIds";
    return [
      { argument: "network", value: network, rule, remedy: "Add the missing one, or leave all out for a new VPC." },
    ];
  }
  const problems: Problem[] = [];
  if (network.zones !== undefined && !(Number.isInteger(network.zones) && network.zones >= 2 && network.zones <= 6)) {
    const rule = "a load balancer needs 2 zones at least, and regions have up to 6";
    problems.push({ argument: "network.zones", value: network.zones, rule, remedy: "Pass 2 or 3." });
  }
  if (network.cidrBlock !== undefined && !PRIVATE_BLOCK.test(String(network.cidrBlock))) {
    const rule = "a new VPC takes a private block of /16";
    problems.push({
      argument: "network.cidrBlock",
      value: network.cidrBlock,
      rule,
      remedy: 'Pass one like "10.0.0.0/16".',
    });
  }
  if (network.natGateways !== undefined && !["single", "one-per-zone"].includes(network.natGateways)) {
    const rule = "it must be single or one-per-zone";
    problems.push({ argument: "network.natGateways", value: network.natGateways, rule, remedy: "Pass one of them." });
  }
  return problems;
}
