import type * as pulumi from "@pulumi/pulumi";
import type { Architecture } from "./instanceTypes";

/** What the nodes of a pool are and how many there may be. */
export interface PoolSettings {
  /**
   * Instance types that a node may be, all with the same memory and vCPUs and of one architecture. Offer many on spot:
   * with fewer than 4 there is a warning. @throws when sizes or architectures differ, or a size is not known.
   */
  instanceTypes: string[];
  /** Nodes that are always there, 0 to 5,000. Each costs its instance's price. @default 0 */
  minNodes?: number;
  /** Nodes at most, 1 to 5,000. @throws when below `minNodes`. */
  maxNodes: number;
  /**
   * AMI of the nodes. A new id rolls the pool: each node is drained and replaced.
   * @default - Amazon's current ECS image of Amazon Linux 2023 at each launch of a node; nothing rolls by itself, but `maxNodeAgeDays` keeps nodes fresh.
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html
   */
  imageId?: pulumi.Input<string>;
  /** Processor architecture. @default - that of the instance types; needed only for types Fairlead does not know. */
  architecture?: Architecture;
  /** Root disk in GiB, gp3 and encrypted, 30 to 16,384. @default 30 */
  diskGiB?: number;
  /** Memory in MiB that no task gets: for the agent and what else runs on the node. @default 256 */
  reservedMemoryMiB?: number;
  /**
   * Memory in MiB that daemons of the node's own take beside `reservedMemoryMiB`, such as those that an image of one's own
   * starts before the ECS agent; it reserves their memory itself. 0 to 65,536. @default 0
   */
  daemonsMemoryMiB?: number;
  /** How full ECS keeps the pool, 1 to 100 percent; below 100 it keeps spare nodes, which cost. @default 100 */
  targetCapacityPercent?: number;
  /** Seconds from launch until a node counts, 0 to 10,000. @default 90 */
  instanceWarmupSeconds?: number;
  /** Days after which a node is drained and replaced, 1 to 365; 0 for never. @default 14 */
  maxNodeAgeDays?: number;
  /** Memory in MiB of the smallest instance type, when Fairlead does not know it. */
  nodeMemoryMiB?: number;
  /** CPU units (1,024 a vCPU) of the smallest instance type, when Fairlead does not know it. */
  nodeCpuUnits?: number;
}

/** Arguments of `SpotCapacity` and `OnDemandCapacity`. */
export interface CapacityArgs extends PoolSettings {
  /** Name of the ECS cluster that the nodes join. */
  clusterName: pulumi.Input<string>;
  /** The environment that the nodes say they belong to: lower-case letters, digits and dashes, at most 20. */
  environment: pulumi.Input<string>;
  /** Subnets of the nodes, in at least two zones; private ones with a way out. */
  subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Security groups of the nodes. */
  securityGroupIds: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * AMI of one's own whose nodes configure themselves before they join, in place of `imageId`: user data tells them
   * environment and cluster and nothing more. A new id rolls the pool.
   * @default - the image is a stock one, and user data configures the nodes. @throws together with `imageId`
   */
  nodeImageId?: pulumi.Input<string>;
  /** Instance profile of the nodes. @default - a role is made with what the agent and the Session Manager need. */
  instanceProfileArn?: pulumi.Input<string>;
}
