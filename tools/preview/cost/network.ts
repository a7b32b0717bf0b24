import { countAt, listAt, textAt } from "../properties";
import type { RecordedResource } from "../recording";
import { plain } from "../values";
import { isLoadBalancer } from "./pieces";

/** Zones of a VPC of awsx when its arguments do not say. */
const DEFAULT_ZONES = 3;

const VPC = "awsx:ec2:Vpc";

/** Availability zones of a VPC that another process would build. */
export function zonesOf({ inputs }: RecordedResource): number {
  const named = listAt(inputs, "availabilityZoneNames").length;
  return named || (countAt(inputs, "numberOfAvailabilityZones") ?? DEFAULT_ZONES);
}

/** NAT gateways that a resource is or brings: a VPC of awsx makes one in each zone when its arguments do not say. */
export function natGatewaysOf(resource: RecordedResource): number {
  if (resource.type === "aws:ec2/natGateway:NatGateway") {
    return textAt(resource.inputs, "connectivityType") === "private" ? 0 : 1;
  }
  if (resource.type !== VPC) return 0;
  switch (textAt(resource.inputs, "natGateways.strategy") || "OnePerAz") {
    case "None":
      return 0;
    case "Single":
      return 1;
    default:
      return zonesOf(resource);
  }
}

/**
 * Public IPv4 addresses that a resource is or brings: each NAT gateway of a VPC has one, and an internet-facing load
 * balancer one in each of its zones.
 */
export function addressesOf(resource: RecordedResource, all: readonly RecordedResource[]): number {
  switch (resource.type) {
    case VPC:
      return natGatewaysOf(resource);
    case "aws:ec2/eip:Eip":
      return 1;
    case "awsx:lb:ApplicationLoadBalancer":
    case "awsx:lb:NetworkLoadBalancer":
    case "aws:elb/loadBalancer:LoadBalancer":
    case "aws:elasticloadbalancing/loadBalancer:LoadBalancer":
      return addressesOfBalancer(resource, all);
    default:
      return isLoadBalancer(resource.type) ? addressesOfBalancer(resource, all) : 0;
  }
}

function addressesOfBalancer({ inputs, dependencies }: RecordedResource, all: readonly RecordedResource[]): number {
  if (inputs.internal === true) return 0;
  const mappings = listAt(inputs, "subnetMappings");
  if (mappings.length > 0) return mappings.filter((mapping) => !hasAllocation(mapping)).length;
  const subnets = listAt(inputs, "subnets").length || listAt(inputs, "subnetIds").length;
  const network = all.find(({ type, urn }) => type === VPC && dependencies.includes(urn));
  return subnets || (network === undefined ? 0 : zonesOf(network));
}

/** Whether a mapping takes an address that is allocated, and that bills as itself. */
function hasAllocation(mapping: unknown): boolean {
  const { allocationId } = plain<{ allocationId?: unknown } | null>(mapping) ?? {};
  return allocationId !== undefined && allocationId !== "";
}
