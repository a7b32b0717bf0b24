import { lastOf } from "../../../tools/aws";
import type { Call } from "../engineCalls";

/** Account of the emulator. */
const ACCOUNT = "123456789012";

/** Actions behind S3's requests, which are named differently. https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
export const S3_ACTIONS: Readonly<Record<string, string>> = {
  "GET object": "GetObject",
  "HEAD object": "GetObject",
  "PUT object": "PutObject",
  "DELETE object": "DeleteObject",
  "GET object version": "GetObjectVersion",
  "HEAD object version": "GetObjectVersion",
  "DELETE object version": "DeleteObjectVersion",
  "GET tagging object": "GetObjectTagging",
  "GET versions": "ListBucketVersions",
  PUT: "CreateBucket",
  HEAD: "ListBucket",
  GET: "ListBucket",
  DELETE: "DeleteBucket",
  "GET accelerate": "GetAccelerateConfiguration",
  "GET acl": "GetBucketAcl",
  "GET cors": "GetBucketCORS",
  "GET encryption": "GetEncryptionConfiguration",
  "PUT encryption": "PutEncryptionConfiguration",
  "DELETE encryption": "PutEncryptionConfiguration",
  "GET lifecycle": "GetLifecycleConfiguration",
  "PUT lifecycle": "PutLifecycleConfiguration",
  "DELETE lifecycle": "PutLifecycleConfiguration",
  "GET logging": "GetBucketLogging",
  "GET object-lock": "GetBucketObjectLockConfiguration",
  "GET policy": "GetBucketPolicy",
  "PUT policy": "PutBucketPolicy",
  "DELETE policy": "DeleteBucketPolicy",
  "GET publicAccessBlock": "GetBucketPublicAccessBlock",
  "PUT publicAccessBlock": "PutBucketPublicAccessBlock",
  "DELETE publicAccessBlock": "PutBucketPublicAccessBlock",
  "GET replication": "GetReplicationConfiguration",
  "GET requestPayment": "GetBucketRequestPayment",
  "GET tagging": "GetBucketTagging",
  "GET versioning": "GetBucketVersioning",
  "PUT versioning": "PutBucketVersioning",
  "GET website": "GetBucketWebsite",
};

/**
 * ARNs of what a call is about. Of what it makes, the id is not known and is `new`.
 * @param required Types of EC2 that the action is always done to.
 */
export function arnsIn(call: Call, required: ReadonlySet<string>): string[] {
  const { service, region } = call;
  const arn = (path: string, { global = false } = {}) =>
    `arn:aws:${service}:${global ? "" : region}:${service === "route53" || service === "s3" ? "" : ACCOUNT}:${path}`;
  const of = (...names: string[]) => names.flatMap((name) => texts(call.params[name]));
  const path = (prefix: string, ...names: string[]) =>
    of(...names).map((name) => (name.startsWith("arn:") ? name : arn(prefix + name)));
  switch (service) {
    case "acm":
      return of("CertificateArn");
    case "application-autoscaling":
      return [...of("ResourceARN"), ...(of("ResourceId").length > 0 ? [arn("scalable-target/new")] : [])];
    case "autoscaling":
      return of("AutoScalingGroupName").map((name) => arn(`autoScalingGroup:new:autoScalingGroupName/${name}`));
    case "ec2":
      return EC2_IDS.flatMap(([type, ...names]) => {
        const ids = of(...names);
        return (ids.length > 0 ? ids : required.has(type) ? ["new"] : []).map((id) => arn(`${type}/${id}`));
      });
    case "ecs":
      return ecsArns(call, arn);
    case "elasticloadbalancing":
      return [
        ...of("LoadBalancerArn", "ListenerArn", "RuleArn", "TargetGroupArn", "ResourceArn", "ResourceArns.member.1"),
        ...of("Name").map((name) =>
          arn(call.operation === "CreateTargetGroup" ? `targetgroup/${name}/new` : `loadbalancer/app/${name}/new`),
        ),
      ];
    case "iam":
      return [
        ...of("RoleName").map((name) => arn(`role/${name}`, { global: true })),
        ...of("InstanceProfileName").map((name) => arn(`instance-profile/${name}`, { global: true })),
      ];
    case "kms": {
      // What is to be decrypted names its key; an emulator's begins with the id.
      const inside = of("CiphertextBlob").map((blob) => Buffer.from(blob, "base64").toString("latin1").slice(0, 36));
      return [...of("KeyId"), ...inside].slice(0, 1).map((id) => arn(`key/${id}`));
    }
    case "logs":
      return path("log-group:", "logGroupName", "resourceArn");
    case "route53":
      return of("Id").map((id) =>
        arn(`${call.operation === "GetChange" ? "change" : "hostedzone"}/${id}`, { global: true }),
      );
    case "s3":
      return of("Bucket").map((name) => arn([name, ...of("Key")].join("/"), { global: true }));
    case "scheduler": {
      const [group] = of("groupName", "GroupName");
      const schedules = group === undefined ? [] : of("Name").map((name) => arn(`schedule/${group}/${name}`));
      return [...of("ResourceArn"), ...of("Group").map((name) => arn(`schedule-group/${name}`)), ...schedules];
    }
    case "sqs":
      return of("QueueName", "QueueUrl").map((name) => arn(lastOf(name)));
    case "ssm":
      return of("Name", "ResourceId", "Path").map((name) => arn(`parameter/${name.replace(/^\/|\/$/g, "")}`));
    default:
      throw new Error(`it is not known here how ${service} names resources`);
  }
}

/** Types of EC2's resources and the parameters that name one. */
const EC2_IDS: readonly (readonly [type: string, ...params: string[]])[] = [
  ["vpc", "VpcId", "ResourceId.1"],
  ["subnet", "SubnetId"],
  ["security-group", "GroupId"],
  ["security-group-rule", "SecurityGroupRuleId.1"],
  ["route-table", "RouteTableId", "AssociationId"],
  ["internet-gateway", "InternetGatewayId"],
  ["natgateway", "NatGatewayId"],
  ["elastic-ip", "AllocationId", "AssociationId"],
  ["launch-template", "LaunchTemplateId"],
  ["vpc-flow-log", "FlowLogId.1"],
];

function ecsArns({ operation, params }: Call, arn: (path: string) => string): string[] {
  const cluster = lastOf(texts(params.cluster)[0] ?? "default");
  if (/TaskDefinition$/.test(operation))
    return texts(params.family).map((family) => arn(`task-definition/${family}:1`));
  if (/CapacityProviders?$/.test(operation)) {
    const names = [...texts(params.name), ...texts(params.capacityProvider), ...texts(params.capacityProviders)];
    return [...names.map((name) => arn(`capacity-provider/${lastOf(name)}`)), arn(`cluster/${cluster}`)];
  }
  if (/Services?$/.test(operation)) {
    const names = [...texts(params.serviceName), ...texts(params.service), ...texts(params.services)];
    return names.map((name) => arn(`service/${cluster}/${lastOf(name)}`));
  }
  if (operation === "DescribeTasks") return texts(params.tasks);
  if (operation === "ListTasks") return [arn(`container-instance/${cluster}/new`)];
  const clusters = [...texts(params.clusterName), ...texts(params.clusters)].map(lastOf);
  return [...clusters, ...(clusters.length > 0 ? [] : [cluster])].map((name) => arn(`cluster/${name}`));
}

function texts(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((text) => typeof text === "string" && text !== "");
}
