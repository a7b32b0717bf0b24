/** Inputs that the facts about a stack speak of already, by type; deeper paths are meant too. */
const COVERED: Readonly<Record<string, readonly string[]>> = {
  "awsx:ec2:Vpc": ["cidrBlock", "numberOfAvailabilityZones", "natGateways"],
  "aws:acm/certificate:Certificate": ["domainName", "subjectAlternativeNames"],
  "aws:appautoscaling/policy:Policy": ["targetTrackingScalingPolicyConfiguration.targetValue"],
  "aws:appautoscaling/scheduledAction:ScheduledAction": ["schedule", "timezone", "scalableTargetAction"],
  "aws:appautoscaling/target:Target": ["minCapacity", "maxCapacity"],
  "aws:autoscaling/group:Group": [
    "minSize",
    "maxSize",
    "mixedInstancesPolicy",
    "maxInstanceLifetime",
    "capacityRebalance",
  ],
  "aws:cloudwatch/logGroup:LogGroup": ["retentionInDays"],
  "aws:ec2/launchTemplate:LaunchTemplate": ["blockDeviceMappings", "instanceType"],
  // Follows from the number of nodes, and from the pools.
  "aws:ecs/capacityProvider:CapacityProvider": ["autoScalingGroupProvider.managedScaling.maximumScalingStepSize"],
  "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": [
    "capacityProviders",
    "defaultCapacityProviderStrategies",
  ],
  "aws:ecs/cluster:Cluster": ["settings"],
  "aws:ecs/service:Service": ["desiredCount", "capacityProviderStrategies", "taskDefinition"],
  "aws:lb/listener:Listener": ["defaultActions", "protocol", "certificateArn"],
  "aws:lb/listenerRule:ListenerRule": ["conditions"],
  "aws:lb/loadBalancer:LoadBalancer": ["enableDeletionProtection"],
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": ["rules"],
  "aws:scheduler/schedule:Schedule": [
    "state",
    "scheduleExpression",
    "scheduleExpressionTimezone",
    "flexibleTimeWindow",
    "target.ecsParameters.capacityProviderStrategies",
    "target.ecsParameters.taskDefinitionArn",
  ],
};

/** Whether a fact tells of what is at this path. */
export function isCovered(type: string, path: string): boolean {
  const covered = Object.hasOwn(COVERED, type) ? (COVERED[type] ?? []) : [];
  return covered.some((prefix) => path === prefix || path.startsWith(`${prefix}.`));
}
