import assert from "node:assert/strict";
import { ENVIRONMENTS, recordStack, STACKS } from "../support/stacks";
import { waitsWithoutUse } from "../support/waits";

/** Orders that no property brings about, by type, each for a reason. */
const INTENDED: Readonly<Record<string, string>> = {
  "TaskDefinition > RolePolicy": "a revision that runs before its execution role may pull and log fails to start",
  "Cluster > LogGroup": "Container Insights makes the group itself, without an end to its logs, when it is missing",
  "BucketLifecycleConfiguration > BucketVersioning": "S3 wants versioning decided before rules for old versions",
  "BucketPolicy > BucketPublicAccessBlock": "S3 refuses one of two changes of access that come at once",
  "LoadBalancer > BucketPolicy": "the load balancer tests at once whether it may write its logs",
  "FlowLog > RolePolicy": "a flow log whose role may not write yet goes into an error state",
  "Schedule > RolePolicy": "a start before the role may run tasks fails",
  "Policy > Policy": "Application Auto Scaling refuses two changes of one target at once",
  "ScheduledAction > Policy": "Application Auto Scaling refuses two changes of one target at once",
  "ScheduledAction > ScheduledAction": "Application Auto Scaling refuses two changes of one target at once",
  "Service > ListenerRule": "ECS refuses a target group that no listener uses",
};

/**
 * What properties come from that come from more than one kind of resource. An order can hide in a property, as in an id
 * that is known only with something else; so each of these has a reason too.
 */
const MEANT: Readonly<Record<string, { from: string; because: string }>> = {
  "LaunchTemplate.iamInstanceProfile": {
    from: "InstanceProfile RolePolicy",
    because: "a node whose role may nothing yet does not join the cluster",
  },
  "LaunchTemplate.networkInterfaces": {
    from: "SecurityGroup SecurityGroupEgressRule SecurityGroupIngressRule",
    because: "a node without its group's rules reaches nothing, and its tasks look unhealthy",
  },
  "LoadBalancer.securityGroups": {
    from: "SecurityGroup SecurityGroupEgressRule SecurityGroupIngressRule",
    because: "it answers and reaches tasks from its start to its end",
  },
  "Parameter.value": {
    from:
      "CapacityProvider Cluster ClusterCapacityProviders Listener LoadBalancer ScheduleGroup SecurityGroup " +
      "SecurityGroupEgressRule SecurityGroupIngressRule Vpc",
    because: "what is published is what others use, and is there",
  },
  "Policy.targetTrackingScalingPolicyConfiguration": {
    from: "LoadBalancer TargetGroup",
    because: "requests per target are counted under the names of both",
  },
  "RolePolicy.policy": { from: "Cluster LogGroup Queue", because: "each policy names what it is about, by ARN" },
  "Schedule.target": {
    from: "CapacityProvider Cluster ClusterCapacityProviders Queue Role",
    because: "it says what to start, where, as whom, and where to write down that it could not",
  },
  "Service.capacityProviderStrategies": {
    from: "CapacityProvider ClusterCapacityProviders",
    because: "ECS refuses a provider that the cluster does not have yet",
  },
  "Service.deploymentMinimumHealthyPercent": {
    from: "CapacityProvider ClusterCapacityProviders",
    because: "how many tasks stay up depends on which pools are spot",
  },
  "Target.resourceId": { from: "Cluster Service", because: "it is called after both" },
};

/** All other properties that come from something, by the one kind of resource that they come from. */
const FROM_ONE: Readonly<Record<string, string>> = {
  Bucket:
    "BucketLifecycleConfiguration.bucket BucketPolicy.bucket BucketPolicy.policy BucketPublicAccessBlock.bucket " +
    "BucketServerSideEncryptionConfiguration.bucket BucketVersioning.bucket LoadBalancer.accessLogs",
  CapacityProvider:
    "ClusterCapacityProviders.capacityProviders ClusterCapacityProviders.defaultCapacityProviderStrategies",
  Certificate: "CertificateValidation.certificateArn Record.name Record.records Record.type",
  CertificateValidation: "Listener.certificateArn",
  Cluster: "ClusterCapacityProviders.clusterName LaunchTemplate.userData Service.cluster",
  Group: "CapacityProvider.autoScalingGroupProvider",
  LaunchTemplate: "Group.mixedInstancesPolicy",
  Listener: "ListenerRule.listenerArn",
  LoadBalancer: "Listener.loadBalancerArn Record.aliases",
  LogGroup: "FlowLog.logDestination TaskDefinition.containerDefinitions",
  Record: "CertificateValidation.validationRecordFqdns",
  Role: "FlowLog.iamRoleArn InstanceProfile.role RolePolicy.role TaskDefinition.executionRoleArn TaskDefinition.taskRoleArn",
  ScheduleGroup: "Role.assumeRolePolicy Schedule.groupName",
  SecurityGroup:
    "SecurityGroupEgressRule.referencedSecurityGroupId SecurityGroupEgressRule.securityGroupId " +
    "SecurityGroupIngressRule.referencedSecurityGroupId SecurityGroupIngressRule.securityGroupId",
  Target:
    "Policy.resourceId Policy.scalableDimension Policy.serviceNamespace ScheduledAction.resourceId " +
    "ScheduledAction.scalableDimension ScheduledAction.serviceNamespace",
  TargetGroup: "ListenerRule.actions Service.loadBalancers",
  Vpc: "DefaultSecurityGroup.vpcId FlowLog.vpcId Group.vpcZoneIdentifiers LoadBalancer.subnets SecurityGroup.vpcId TargetGroup.vpcId",
};

const kind = (type: string) => type.split(":").pop();

describe("what waits for what", () => {
  for (const stack of STACKS) {
    it(`is in ${stack} what a resource uses, or an order that is meant`, async () => {
      const waits = waitsWithoutUse((await recordStack(stack)).resources);
      const needless = waits.filter(
        ({ resource, on, because }) => because || !INTENDED[`${kind(resource.type)} > ${kind(on.type)}`],
      );
      assert.deepEqual(
        needless.map(
          ({ resource, on, because }) => `${resource.urn} waits for ${on.urn}${because && ` (${because.urn})`}`,
        ),
        [],
      );
    });
  }

  it("has no order on the list that no stack asks for any more", async () => {
    const recordings = await Promise.all(STACKS.map((stack) => recordStack(stack)));
    const asked = recordings.flatMap(({ resources }) =>
      waitsWithoutUse(resources).map(({ resource, on }) => `${kind(resource.type)} > ${kind(on.type)}`),
    );
    assert.deepEqual([...new Set(asked)].sort(), Object.keys(INTENDED).sort());
  });

  it("is not hidden in a property that comes from other things than it says", async () => {
    const seen: Record<string, Set<string>> = {};
    for (const { resources } of await Promise.all(STACKS.map((stack) => recordStack(stack)))) {
      const kinds = new Map(resources.map(({ urn, type }) => [urn, kind(type) ?? ""]));
      for (const { type, custom, propertyDependencies } of resources) {
        for (const [property, urns] of Object.entries(custom ? propertyDependencies : {})) {
          seen[`${kind(type)}.${property}`] ??= new Set();
          for (const urn of urns) seen[`${kind(type)}.${property}`]?.add(kinds.get(urn) ?? urn);
        }
      }
    }
    const found = Object.entries(seen).map(([property, from]) => [property, [...from].sort().join(" ")]);
    assert.deepEqual(Object.fromEntries(found.filter(([, from]) => from !== "")), {
      ...Object.fromEntries(Object.entries(MEANT).map(([property, { from }]) => [property, from])),
      ...Object.fromEntries(
        Object.entries(FROM_ONE).flatMap(([from, properties]) => properties.split(" ").map((one) => [one, from])),
      ),
    });
  });

  it("lets nothing wait for the pools of nodes but what names one", async () => {
    for (const stack of ENVIRONMENTS) {
      const { resources } = await recordStack(stack);
      const association = resources.find(({ type }) => kind(type) === "ClusterCapacityProviders")?.urn ?? "";
      const waiting = resources.filter(({ dependencies }) => dependencies.includes(association));
      assert.deepEqual(
        [...new Set(waiting.map(({ type }) => kind(type)))].sort(),
        ["Parameter", "Schedule", "Service"],
        stack,
      );
    }
  });
});
