import * as pulumi from "@pulumi/pulumi";
import { argsOf, isRecord } from "../check";
import type { EnvironmentReference } from "./environmentReference";

/** Every field, as a table that does not compile when one is missing. */
const FIELDS: Readonly<Record<keyof EnvironmentReference, true>> = {
  contractVersion: true,
  environment: true,
  profile: true,
  clusterArn: true,
  clusterName: true,
  vpcId: true,
  privateSubnetIds: true,
  listenerArn: true,
  loadBalancerArnSuffix: true,
  loadBalancerDnsName: true,
  loadBalancerZoneId: true,
  loadBalancerSecurityGroupId: true,
  nodeSecurityGroupId: true,
  pools: true,
  logGroupPrefix: true,
  scheduleGroup: true,
  teams: true,
};

/** A reference of which each field is an output of its own, from one that is an output as a whole. */
export function fieldsOf(reference: pulumi.Output<unknown>): EnvironmentReference {
  const fields = Object.keys(FIELDS).map((field): [string, pulumi.Output<unknown>] => [
    field,
    reference.apply((known) => (isRecord(known) ? known[field] : undefined)),
  ]);
  return Object.fromEntries(fields) as unknown as EnvironmentReference;
}

/** Arguments of which the environment is a map of fields, also when it comes as one output: from YAML, say, it does. */
export function withFields<Args extends { environment: EnvironmentReference }>(args: Args): Args {
  const environment: unknown = argsOf(args).environment;
  return pulumi.Output.isInstance(environment) ? { ...args, environment: fieldsOf(environment) } : args;
}
