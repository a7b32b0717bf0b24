import type * as pulumi from "@pulumi/pulumi";
import type { Architecture } from "../capacity/instanceTypes";
import type { EnvironmentReference } from "../environment/environmentReference";
import type { ContainerArgs } from "./containerArgs";
import type { Permission } from "./permissions";
import type { RoleNames } from "./roleNames";

/** A team that a release belongs to. */
export interface ReleaseOwner {
  /** The environment whose team it is. Its name is in the path of the two roles, and nowhere else in the definition. */
  environment: EnvironmentReference;
  /** Name of the team. */
  team: string;
}

/** A text that may be in a definition although it names an environment. */
export interface AllowedName {
  /** The text as it stands there, with more in it than the name: `registry.dev/web`, and not `dev`. */
  text: string;
  /** Why it is the same in every environment, for whoever reads the definition. */
  reason: string;
}

/** Arguments of `TaskRelease`. */
export interface TaskReleaseArgs {
  /** Containers of the task, by name. */
  containers: Record<string, ContainerArgs>;
  /** Names of every environment that may run this, none of which may be inside the definition. */
  environments: string[];
  /**
   * The AWS account of each environment, by its name: 12 digits. Where they are not all one, their ids may not be in the
   * definition either, and the content hash is the same in each of them. @default - not known
   */
  accounts?: Record<string, string>;
  /** Texts that may be in the definition although they name an environment. @default - none @throws without a reason. */
  allowedNames?: AllowedName[];
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
  /**
   * Where its two roles have their names from: `generated` by Pulumi, or `fixed` as `FAMILY-task-REGION` and
   * `FAMILY-execution-REGION`, with `.TEAM` behind the family where it has an owner, for policies that name them in every
   * account. Fixed names for a release that is there replace both roles and make a revision; those of before cannot start
   * a task any more, as their roles go. @default generated @throws when a fixed name would be longer than IAM allows.
   */
  roleNames?: RoleNames;
}
