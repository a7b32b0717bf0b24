import { computedProperties } from "./computed";
import type { Properties, RecordedResource } from "./recording";
import { stableHex } from "./urn";

/** The account that recordings play in: AWS's own example number. */
export const account = "123456789012";

/** AWS ids that are not names: their prefix by type. */
const idPrefixes: Readonly<Record<string, string>> = {
  "aws:ec2/launchTemplate:LaunchTemplate": "lt",
  "aws:ec2/securityGroup:SecurityGroup": "sg",
  "aws:ec2/subnet:Subnet": "subnet",
  "aws:ec2/vpc:Vpc": "vpc",
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "sgr",
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": "sgr",
};

/** Service part of an ARN where it is not the module's name. */
const arnServices: Readonly<Record<string, string>> = {
  alb: "elasticloadbalancing",
  lb: "elasticloadbalancing",
  sfn: "states",
};

/** Services whose resources belong to no region (and, for S3, to no account in their ARN). */
const regionless: Readonly<Record<string, string>> = { iam: `:${account}`, s3: ":" };

/** Modules whose resources have their ARN as id. */
const arnIsId = new Set(["acm", "ecs", "lb", "alb", "sns", "sfn"]);

/**
 * Values for computed properties when a recording is asked to know them (`preview: false`): made up, always the same,
 * and of the right shape, so that code inside `apply` runs.
 */
export function resolvedProperties(resource: RecordedResource, region: string): Properties {
  const { type, name, inputs, urn } = resource;
  if (type === "awsx:ec2:Vpc") return vpc(urn, inputs);
  const [, module = "", kind = ""] = type.split(/[:/]/);
  const physical = String(inputs.name ?? inputs.family ?? inputs.bucket ?? name);
  const digits = stableHex(urn, 17);
  const revision = kind === "taskDefinition" ? 1 : undefined;
  const owner = regionless[module] ?? `${region}:${account}`;
  const path = arnPath(module, kind, physical, digits);
  const service = kind === "logGroup" ? "logs" : (arnServices[module] ?? module);
  const withoutRevision = `arn:aws:${service}:${owner}:${path}`;
  const arn = revision === undefined ? withoutRevision : `${withoutRevision}:${revision}`;
  const prefix = idPrefixes[type];
  const id =
    prefix !== undefined ? `${prefix}-${digits}` : arnIsId.has(module) && revision === undefined ? arn : physical;
  const rest: Properties = {};
  for (const property of computedProperties(type)) {
    if (property.settable) continue;
    if (property.type === "string") rest[property.name] = `${property.name}-of-${physical}`;
    if (property.type === "number") rest[property.name] = 1;
  }
  return {
    ...rest,
    id,
    arn,
    ...(revision === undefined ? {} : { revision, arnWithoutRevision: withoutRevision }),
    ...(module === "lb" ? { arnSuffix: path.replace(/^loadbalancer\//, "") } : {}),
  };
}

/** The part of an ARN that names the resource. */
function arnPath(module: string, kind: string, name: string, digits: string): string {
  switch (module) {
    case "lb":
    case "alb":
      return loadBalancing(kind, name, digits);
    case "s3":
    case "sns":
    case "sqs":
      return name;
    case "cloudwatch":
      return kind === "logGroup" ? `log-group:${name}` : `alarm:${name}`;
    default:
      // `taskDefinition` reads `task-definition` there.
      return `${kind.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}/${name}`;
  }
}

/** Paths in ARNs of load balancing tell an application load balancer's listener by the word `app`. */
function loadBalancing(kind: string, name: string, digits: string): string {
  const id = digits.slice(0, 16);
  if (kind === "targetGroup") return `targetgroup/${name}/${id}`;
  if (kind === "listenerRule") return `listener-rule/app/${name}/${id}/${id}/${id}`;
  return kind === "listener" ? `listener/app/${name}/${id}/${id}` : `loadbalancer/app/${name}/${id}`;
}

/** What `awsx.ec2.Vpc` gives back when it has run. */
function vpc(urn: string, inputs: Properties): Properties {
  const zones = typeof inputs.numberOfAvailabilityZones === "number" ? inputs.numberOfAvailabilityZones : 3;
  const ids = (kind: string) =>
    Array.from({ length: zones }, (_, zone) => `subnet-${stableHex(`${urn} ${kind} ${zone}`, 17)}`);
  return {
    vpcId: `vpc-${stableHex(urn, 17)}`,
    publicSubnetIds: ids("public"),
    privateSubnetIds: ids("private"),
    isolatedSubnetIds: [],
  };
}
