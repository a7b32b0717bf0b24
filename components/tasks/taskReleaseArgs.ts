import type * as pulumi from "@pulumi/pulumi";
import type { Architecture } from "../capacity/instanceTypes";
import type { EnvironmentReference } from "../environment/environmentReference";
import type { ContainerArgs } from "./containerArgs";
import type { Permission } from "./permissions";

/** A team that a release belongs to. */
export interface ReleaseOwner {
  /** The environment whose team it is. The definition has nothing of it in it; its roles are in the team's path. */
  environment: EnvironmentReference;
  /** Name of the team. */
  team: string;
}

/** Arguments of `TaskRelease`. */
export interface TaskReleaseArgs {
  /** Containers of the task, by name. */
  containers: Record<string, ContainerArgs>;
  /** Names of every environment that may run this, none of which may be inside the definition. */
  environments: string[];
  /** Family of the task definition: 1 to 255 letters, digits, dashes and underscores. @default - the component's name */
  family?: string;
  /** What the containers may do in AWS. @default - nothing */
  permissions?: Permission[];
  /** Days that logs are kept. @default 90 */
  logRetentionDays?: pulumi.Input<number>;
  /** The team that registers it: its roles are bounded, as the team's policy asks. @default - none */
  owner?: ReleaseOwner;
  /** Processor architecture that the images are for. @default x86_64 */
  architecture?: Architecture;
}
