/**
 * Resources of @pulumi/aws as people write them who use no components: each function declares one with what it needs, and
 * takes what a test is about.
 */
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** User data that makes a node join a cluster. */
export function joining(cluster: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.interpolate`#!/bin/sh\necho ECS_CLUSTER=${cluster} >>/etc/ecs/ecs.config\n`.apply((text) =>
    Buffer.from(text).toString("base64"),
  );
}

export function cluster(name = "main"): aws.ecs.Cluster {
  return new aws.ecs.Cluster(name, { name });
}

export function template(name: string, args: aws.ec2.LaunchTemplateArgs = {}): aws.ec2.LaunchTemplate {
  return new aws.ec2.LaunchTemplate(name, { imageId: "ami-1", instanceType: "m7i.large", ...args });
}

type Distribution = aws.types.input.autoscaling.GroupMixedInstancesPolicyInstancesDistribution;

/** A group with a mixed instances policy over two types of the same size. */
export function mixedGroup(
  name: string,
  instancesDistribution: Distribution | undefined,
  args: Partial<aws.autoscaling.GroupArgs> = {},
  from = template(`${name}-nodes`),
): aws.autoscaling.Group {
  return new aws.autoscaling.Group(name, {
    minSize: 0,
    maxSize: 10,
    vpcZoneIdentifiers: ["subnet-1", "subnet-2"],
    mixedInstancesPolicy: {
      ...(instancesDistribution && { instancesDistribution }),
      launchTemplate: {
        launchTemplateSpecification: { launchTemplateId: from.id, version: from.latestVersion.apply(String) },
        overrides: [{ instanceType: "m7i.large" }, { instanceType: "m6i.large" }],
      },
    },
    ...args,
  });
}

export const ALL_SPOT: Distribution = { onDemandBaseCapacity: 0, onDemandPercentageAboveBaseCapacity: 0 };

/** A group that starts its nodes straight from a template. */
export function plainGroup(
  name: string,
  from: aws.ec2.LaunchTemplate,
  args: Partial<aws.autoscaling.GroupArgs> = {},
): aws.autoscaling.Group {
  const launchTemplate = { id: from.id, version: from.latestVersion.apply(String) };
  return new aws.autoscaling.Group(name, {
    minSize: 1,
    maxSize: 4,
    vpcZoneIdentifiers: ["subnet-1"],
    launchTemplate,
    ...args,
  });
}

export function provider(
  name: string,
  group: aws.autoscaling.Group,
  managedScaling = "ENABLED",
): aws.ecs.CapacityProvider {
  return new aws.ecs.CapacityProvider(name, {
    name,
    autoScalingGroupProvider: { autoScalingGroupArn: group.arn, managedScaling: { status: managedScaling } },
  });
}

/** What a cluster offers, and what a service gets that chooses nothing. */
export function offer(
  of: aws.ecs.Cluster,
  providers: readonly (aws.ecs.CapacityProvider | string)[],
  defaults: aws.types.input.ecs.ClusterCapacityProvidersDefaultCapacityProviderStrategy[] = [],
): aws.ecs.ClusterCapacityProviders {
  return new aws.ecs.ClusterCapacityProviders("main", {
    clusterName: of.name,
    capacityProviders: providers.map((one) => (typeof one === "string" ? one : one.name)),
    defaultCapacityProviderStrategies: defaults,
  });
}

/** A service of tasks on nodes; without `loadBalancers` it says that it needs none. */
export function service(name: string, args: aws.ecs.ServiceArgs): aws.ecs.Service {
  return new aws.ecs.Service(name, {
    name,
    taskDefinition: `${name}:1`,
    desiredCount: 2,
    ...(args.loadBalancers || args.tags
      ? {}
      : { tags: { "fairlead:no-load-balancer": "takes its work from a queue" } }),
    ...args,
  });
}

export function targetGroup(name: string, args: aws.lb.TargetGroupArgs = {}): aws.lb.TargetGroup {
  return new aws.lb.TargetGroup(name, {
    name,
    port: 80,
    protocol: "HTTP",
    targetType: "instance",
    vpcId: "vpc-1",
    ...args,
  });
}

export function loadBalancer(name: string, loadBalancerType = "application"): aws.lb.LoadBalancer {
  return new aws.lb.LoadBalancer(name, { name, loadBalancerType, subnets: ["subnet-1", "subnet-2"] });
}

/** An HTTPS listener that knows nobody by default. */
export function httpsListener(name: string, of: aws.lb.LoadBalancer): aws.lb.Listener {
  return new aws.lb.Listener(name, {
    loadBalancerArn: of.arn,
    port: 443,
    protocol: "HTTPS",
    certificateArn: "arn:aws:acm:eu-west-1:123456789012:certificate/1",
    defaultActions: [{ type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "404" } }],
  });
}

export function rule(
  name: string,
  listener: pulumi.Input<string>,
  targets: readonly { readonly arn: pulumi.Input<string>; readonly weight?: number }[],
): aws.lb.ListenerRule {
  const targetGroups = targets.map(({ arn, weight = 1 }) => ({ arn, weight }));
  return new aws.lb.ListenerRule(name, {
    listenerArn: listener,
    conditions: [{ hostHeader: { values: [`${name}.example.com`] } }],
    actions: [{ type: "forward", forward: { targetGroups } }],
  });
}

/** An entry of `loadBalancers`. */
export function port(targetGroupArn: pulumi.Input<string>, containerPort = 8080) {
  return { targetGroupArn, containerName: "app", containerPort };
}
