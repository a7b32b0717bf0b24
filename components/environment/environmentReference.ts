import type * as pulumi from "@pulumi/pulumi";

/**
 * A pool, as a capacity strategy needs it. What is one of a few words (`market`, `architecture`) is a text here, and is
 * judged when it is used: YAML takes no value of an enumeration that comes from another resource.
 */
export interface PoolReference {
  /** Name of its capacity provider. */
  capacityProvider: pulumi.Input<string>;
  /** How its nodes are bought: `on-demand` or `spot`. */
  market: pulumi.Input<string>;
  /** Memory in MiB that tasks can have on one node. */
  nodeMemoryMiB: pulumi.Input<number>;
  /** CPU units that tasks can have on one node. */
  nodeCpuUnits: pulumi.Input<number>;
  /** Processor architecture of its nodes. @default - not known: the environment was made before it was published */
  architecture?: pulumi.Input<string>;
}

/** What belongs to a team in an environment. */
export interface TeamReference {
  /** Block of 2,000 listener priorities, 1 to 24. */
  priorityBlock: pulumi.Input<number>;
}

/**
 * All that a program needs to know of an environment to run something in it. It is data, not the component: the same in
 * the environment's own program, in another team's and in other languages. Each field is an output of its own, so that
 * a job does not wait for the load balancer, and resolves only when what it names can be used.
 */
export interface EnvironmentReference {
  /** Version of this contract. A reader that does not know it must refuse. */
  contractVersion: pulumi.Input<number>;
  /** Name of the environment, like `dev`. */
  environment: pulumi.Input<string>;
  /** How careful it is: `development`, `staging` or `production`. */
  profile: pulumi.Input<string>;
  /** ARN of the ECS cluster. */
  clusterArn: pulumi.Input<string>;
  /** Name of the ECS cluster. */
  clusterName: pulumi.Input<string>;
  /** VPC of the nodes. */
  vpcId: pulumi.Input<string>;
  /** Subnets of the nodes. */
  privateSubnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** ARN of the listener that services add their rules to: HTTPS, or HTTP in an environment without a certificate. */
  listenerArn: pulumi.Input<string>;
  /** The load balancer, as CloudWatch's dimensions name it. */
  loadBalancerArnSuffix: pulumi.Input<string>;
  /** DNS name of the load balancer, for records of hosts. */
  loadBalancerDnsName: pulumi.Input<string>;
  /** Hosted zone of the load balancer's DNS name, for alias records. */
  loadBalancerZoneId: pulumi.Input<string>;
  /** Security group of the load balancer. */
  loadBalancerSecurityGroupId: pulumi.Input<string>;
  /** Security group of the nodes. */
  nodeSecurityGroupId: pulumi.Input<string>;
  /** Pools by name. They resolve when the cluster can use them. */
  pools: pulumi.Input<Record<string, PoolReference>>;
  /** Prefix of the environment's own log groups. */
  logGroupPrefix: pulumi.Input<string>;
  /** EventBridge Scheduler's group of the environment's schedules. */
  scheduleGroup: pulumi.Input<string>;
  /** Teams by name. */
  teams: pulumi.Input<Record<string, TeamReference>>;
}
