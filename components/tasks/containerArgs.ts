import type * as pulumi from "@pulumi/pulumi";

/** Why a container may write to its root file system. */
export interface WritableRootFilesystem {
  /** In a few words, for whoever reads the definition. */
  reason: string;
}

/** A health check that Docker runs inside a container. */
export interface ContainerHealthCheck {
  /** A shell command that exits with 0 when all is well. */
  command: pulumi.Input<string>;
  /** Seconds between checks, 5 to 300. @default 30 */
  intervalSeconds?: pulumi.Input<number>;
  /** Seconds that a check may take, 2 to 60. @default 5 */
  timeoutSeconds?: pulumi.Input<number>;
  /** Failures in a row that make a container unhealthy, 1 to 10. @default 3 */
  retries?: pulumi.Input<number>;
  /** Seconds after the start during which failures do not count, 0 to 300. @default 0 */
  startPeriodSeconds?: pulumi.Input<number>;
}

/**
 * One container of a release.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 */
export interface ContainerArgs {
  /** Image with a tag or a digest; a digest is the same everywhere and for ever. */
  image: pulumi.Input<string>;
  /** Memory in MiB that the node keeps for the container, 6 or more; ECS places by it. */
  memoryReservationMiB: pulumi.Input<number>;
  /** Memory in MiB above which the container is killed. @default - twice `memoryReservationMiB`. @throws when below it. */
  memoryLimitMiB?: pulumi.Input<number>;
  /** CPU units, 1,024 a vCPU: a share when the node is busy, no limit. @default 128 */
  cpuUnits?: pulumi.Input<number>;
  /** Whether the task ends when the container does. @default true */
  essential?: pulumi.Input<boolean>;
  /** Arguments of the image's entry point. */
  command?: pulumi.Input<pulumi.Input<string>[]>;
  /** Replaces the image's entry point. */
  entryPoint?: pulumi.Input<pulumi.Input<string>[]>;
  /** TCP ports that the container listens on, 1 to 65,535. Each gets a free port of the node. */
  ports?: number[];
  /** Environment variables, the same in every environment. @throws when an environment's name is in one. */
  variables?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * Variables from SSM or Secrets Manager: a parameter's name, or an ARN. Use names, and the same in every account: a
   * parameter's name means the environment's own value where each environment has an account.
   */
  secrets?: Record<string, pulumi.Input<string>>;
  /** Seconds between SIGTERM and SIGKILL, 2 to 120. On spot it shares 110 s with the deregistration delay. @default 30 */
  stopTimeoutSeconds?: pulumi.Input<number>;
  /** Directories in memory, by path, with their size in MiB: what the container may write to. */
  tmpfs?: Record<string, number>;
  /** Lets the container write to its root file system. @default - it is read-only. */
  writableRootFilesystem?: WritableRootFilesystem;
  /** User or user:group that the container runs as. @default - the image's. */
  user?: pulumi.Input<string>;
  /** Directory that the command starts in. @default - the image's. */
  workingDirectory?: pulumi.Input<string>;
  /** Docker labels. */
  labels?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Check inside the container. @default - none; the load balancer has its own. */
  healthCheck?: ContainerHealthCheck;
}
