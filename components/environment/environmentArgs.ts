import type * as pulumi from "@pulumi/pulumi";
import type { PoolSettings } from "../capacity/capacityArgs";
import type { Market } from "../capacity/market";
import type { TeamArgs } from "../teams/teamArgs";
import type { Profile } from "./profile";

/** One pool of an environment. */
export interface PoolArgs extends PoolSettings {
  /** How its nodes are bought: `on-demand` or `spot`. It cannot change later: add another pool and move over to it. */
  market: Market;
}

/** Images of one's own, for pools of each processor architecture. */
export interface NodeImages {
  /** AMI for Intel and AMD. @default - pools of that architecture run Amazon's current ECS image */
  x86_64?: pulumi.Input<string>;
  /** AMI for AWS Graviton. @default - pools of that architecture run Amazon's current ECS image */
  arm64?: pulumi.Input<string>;
}

/** Where an environment's load balancer and nodes are. */
export interface NetworkArgs {
  /** The VPC. */
  vpcId: pulumi.Input<string>;
  /** Subnets of the load balancer, in at least two zones, with a route to an internet gateway. */
  publicSubnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Subnets of the nodes, with a way out (NAT). */
  privateSubnetIds: pulumi.Input<pulumi.Input<string>[]>;
}

/** A hosted zone in which the environment proves and publishes its hosts. */
export interface DomainArgs {
  /** Id of the Route 53 hosted zone that all hosts are in. */
  zoneId: pulumi.Input<string>;
  /** Hosts of the certificate, each of which gets an alias record; at most 10. A wildcard serves those of other teams. */
  hosts: string[];
}

/** Arguments of `EcsEnvironment`. */
export interface EcsEnvironmentArgs {
  /** Name of the environment: lower-case letters, digits and dashes, at most 20. @default - the component's name */
  environment?: string;
  /** How careful the environment is: `development`, `staging` or `production`. It decides what other arguments do not. */
  profile: Profile;
  /** Where it is. */
  network: NetworkArgs;
  /** Pools of nodes, by a name that a service's `capacity` uses. A name stays with its market for ever. */
  pools: Record<string, PoolArgs>;
  /**
   * Images of one's own, whose nodes configure themselves before they join. They run in each pool of their architecture that
   * has no `imageId`. A new id rolls these pools: each node is drained and replaced.
   * @default - Amazon's ECS images, whose nodes are configured by user data. @throws when no pool runs one of them
   */
  nodeImages?: NodeImages;
  /**
   * Path of a plain tar of playbooks with which the nodes of `nodeImages` configure themselves, at their start and from time
   * to time after it. Other content reaches them without replacing them.
   * @default - what their image was made with; nodes then say with each run that no other is to be had. @throws when it is no such file, or there are no `nodeImages`
   */
  nodeBundlePath?: string;
  /**
   * ARNs of certificates in ACM, the default one first; makes HTTPS. At most 26, and known before the update, because
   * each further one is a resource that is called after it. For a certificate that is made along, use `domain`.
   * @default - `domain`'s, or none with `httpOnly`
   */
  certificateArns?: string[];
  /** Makes a certificate and records in a hosted zone. Not together with `certificateArns`. @default - none */
  domain?: DomainArgs;
  /** Serves plain HTTP, readable and changeable by anyone on the way. @default false. @throws in production */
  httpOnly?: boolean;
  /**
   * Refuses that cluster and load balancer are deleted, and keeps the load balancer's logs. To remove the environment,
   * turn it off, update, then destroy. @default - true in production
   */
  protect?: boolean;
  /**
   * Teams that deploy services of their own, by name: at most 16 lower-case letters, digits and single dashes. Each gets
   * a policy that allows that and no more, and a role if it says who deploys. @default - none
   */
  teams?: Record<string, TeamArgs>;
  /** Days that the environment's logs are kept. @default - 14 in development, 30 in staging, 90 in production */
  logRetentionDays?: pulumi.Input<number>;
}
