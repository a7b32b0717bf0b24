import assert from "node:assert/strict";
import type { RecordedResource, Recording } from "../../tools/preview/recorder";
import { plain } from "../../tools/preview/values";
import { ENVIRONMENTS, recordStack, STACKS, typed } from "../support/stacks";

interface Statement {
  Effect: string;
  Action: string | string[];
  Resource?: string | string[];
  Principal?: "*" | { Service?: string };
  Condition?: Record<string, Record<string, string>>;
}
const list = (value: string | string[] | undefined) => (value === undefined ? [] : [value].flat());
const statements = (policy: unknown) => (JSON.parse(plain(policy) as string) as { Statement: Statement[] }).Statement;

/** What may be done to everything, because AWS knows no finer resource for it. */
const WITHOUT_RESOURCE = [
  "ecs:DiscoverPollEndpoint",
  "ecr:GetAuthorizationToken",
  "ssm:UpdateInstanceInformation",
  "ssmmessages:CreateControlChannel",
  "ssmmessages:CreateDataChannel",
  "ssmmessages:OpenControlChannel",
  "ssmmessages:OpenDataChannel",
];

describe("the security of the stacks", () => {
  const recordings = new Map<string, Recording>();
  before(async () => {
    for (const stack of STACKS) recordings.set(stack, await recordStack(stack, {}, { preview: false }));
  });
  const all = (type: string): RecordedResource[] =>
    [...recordings.values()].flatMap((recording) => typed(recording, type));

  it("lets a service of AWS use a role only on behalf of this account", () => {
    const roles = all("aws:iam/role:Role");
    assert.ok(roles.length > 20);
    for (const { name, inputs } of roles) {
      for (const { Principal, Condition } of statements(inputs.assumeRolePolicy)) {
        const service = Principal !== "*" ? Principal?.Service : undefined;
        if (service === "ec2.amazonaws.com") continue; // no deputy: an instance has its own account's profile
        assert.equal(Condition?.StringEquals?.["aws:SourceAccount"], "123456789012", name);
        assert.match(
          Condition?.ArnLike?.["aws:SourceArn"] ?? "",
          /^arn:aws:[a-z0-9-]+:eu-central-1:123456789012:/,
          name,
        );
      }
    }
  });

  it("allows no action by wildcard, and everything only where AWS has nothing finer", () => {
    for (const { name, inputs } of all("aws:iam/rolePolicy:RolePolicy")) {
      for (const { Action, Resource } of statements(inputs.policy)) {
        for (const action of list(Action)) {
          assert.ok(!action.includes("*"), `${name}: ${action}`);
          if (list(Resource).includes("*")) assert.ok(WITHOUT_RESOURCE.includes(action), `${name}: ${action} on *`);
        }
      }
    }
  });

  it("attaches no managed policy", () => {
    assert.deepEqual(all("aws:iam/rolePolicyAttachment:RolePolicyAttachment"), []);
    for (const { inputs } of all("aws:iam/role:Role")) assert.equal(inputs.managedPolicyArns, undefined);
  });

  it("opens nothing to the world but the load balancer's listeners", () => {
    const open = all("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule").filter(
      ({ inputs }) => inputs.cidrIpv4 !== undefined || inputs.cidrIpv6 !== undefined,
    );
    for (const { name, inputs } of open) {
      assert.match(name, /-alb-https?$/);
      assert.ok([80, 443].includes(inputs.fromPort as number) && inputs.fromPort === inputs.toPort);
    }
    for (const { inputs } of all("aws:ec2/securityGroup:SecurityGroup")) assert.equal(inputs.ingress, undefined);
    for (const { inputs } of all("aws:ec2/launchTemplate:LaunchTemplate"))
      assert.equal(inputs.keyName, undefined, "no SSH");
  });

  it("empties the default security group of a new VPC and keeps a log of what was refused", () => {
    const groups = all("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup");
    assert.equal(groups.length, ENVIRONMENTS.length);
    for (const { inputs } of groups) assert.deepEqual([inputs.ingress, inputs.egress], [[], []]);
    assert.equal(all("aws:ec2/flowLog:FlowLog").length, ENVIRONMENTS.length);
  });

  it("gives every container a read-only root, a log that never blocks and no plain secret", () => {
    for (const { name, inputs } of all("aws:ecs/taskDefinition:TaskDefinition")) {
      for (const container of JSON.parse(inputs.containerDefinitions as string)) {
        assert.equal(container.readonlyRootFilesystem, true, name);
        assert.notEqual(container.privileged, true, name);
        assert.equal(container.logConfiguration.options.mode, "non-blocking", name);
        for (const { name: variable } of container.environment)
          assert.doesNotMatch(variable, /TOKEN|SECRET|PASSWORD|_KEY$/);
      }
      assert.notEqual(inputs.executionRoleArn, inputs.taskRoleArn, name);
    }
  });

  it("keeps a bucket closed, encrypted, versioned, TLS only, and old logs not for ever", () => {
    const buckets = all("aws:s3/bucket:Bucket");
    assert.equal(buckets.length, ENVIRONMENTS.length);
    for (const type of [
      "BucketPublicAccessBlock",
      "BucketServerSideEncryptionConfiguration",
      "BucketVersioning",
      "BucketLifecycleConfiguration",
    ]) {
      assert.equal(all(`aws:s3/${type.charAt(0).toLowerCase()}${type.slice(1)}:${type}`).length, buckets.length, type);
    }
    for (const { inputs } of all(
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    )) {
      assert.deepEqual(inputs.rules, [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }]);
    }
    for (const { inputs } of all("aws:s3/bucketPolicy:BucketPolicy")) {
      const deny = statements(inputs.policy).find(({ Effect }) => Effect === "Deny");
      assert.deepEqual(deny?.Condition, { Bool: { "aws:SecureTransport": "false" } });
    }
  });

  it("encrypts queues, ends every log group, and drops invalid headers", () => {
    for (const { inputs } of all("aws:sqs/queue:Queue")) assert.equal(inputs.sqsManagedSseEnabled, true);
    for (const { inputs } of all("aws:cloudwatch/logGroup:LogGroup")) assert.ok(Number(inputs.retentionInDays) > 0);
    for (const { inputs } of all("aws:lb/loadBalancer:LoadBalancer")) {
      assert.equal(inputs.dropInvalidHeaderFields, true);
      assert.equal((inputs.accessLogs as { enabled: boolean }).enabled, true);
    }
  });

  it("has a health check on every target group", () => {
    for (const { inputs } of all("aws:lb/targetGroup:TargetGroup"))
      assert.ok((inputs.healthCheck as { path: string }).path);
  });
});
