import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../account";
import { Architecture } from "../capacity/instanceTypes";
import { ArgumentCheck, isPlain, listOf, oneOf, optional, type Problem, problemsOf, type Rule, text } from "../check";
import { ENVIRONMENT_DIRECTORY, TAGS } from "../constants";
import { logRetention } from "../logs";
import { environmentName } from "../names";
import type { ContainerArgs } from "./containerArgs";
import { containerChecks } from "./containerChecks";
import { findLeaks } from "./environmentLeak";
import { type Permission, permissionProblems } from "./permissions";
import { declareReleaseRoles } from "./releaseRoles";
import { type ContainerSpec, containerDefinitions, contentHash, ENVIRONMENT_VOLUME } from "./taskDocument";

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
  /** Processor architecture that the images are for. @default x86_64 */
  architecture?: Architecture;
}

/**
 * One task definition for every environment. Each change of it makes a new revision; old ones stay registered, because
 * environments go on running the revision that they pin. What differs between environments is not in it: the node's
 * environment directory is mounted read-only into each container, and the image's entry point picks by it.
 *
 * Makes the task definition (`NAME`), its execution role (`NAME-execution`) and task role (`NAME-task`) with their
 * policies, and its log group `/fairlead/FAMILY` (`NAME`).
 *
 * All environments of one account share role, secrets and log group of a release by construction. Where that is too
 * much, give each environment an account of its own and deploy releases in each.
 *
 * ```ts
 * const web = new fairlead.TaskRelease("web", {
 *   environments: ["dev", "prod"],
 *   containers: { app: { image: "registry.example.com/web:1.4", memoryReservationMiB: 256, ports: [8080] } },
 * });
 * ```
 */
export class TaskRelease extends pulumi.ComponentResource {
  /** Family of the definition, the same for all environments. */
  public readonly family: pulumi.Output<string>;
  /** Number of the newest revision. */
  public readonly revision: pulumi.Output<number>;
  /** `family:revision`, what an environment pins. */
  public readonly release: pulumi.Output<string>;
  /** Hash of what the definition says, the same in every account. */
  public readonly contentHash: pulumi.Output<string>;

  constructor(name: string, args: TaskReleaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super("fairlead:index:TaskRelease", name, args, opts);
    const check = new ArgumentCheck(this, `TaskRelease "${name}"`);
    const family = args.family ?? name;
    check.plain("family", family, familyName);
    check.plain("environments", args.environments, listOf(environmentName));
    check.plain("architecture", args.architecture, optional(oneOf(Object.values(Architecture))));
    const retentionInDays = check.input("logRetentionDays", args.logRetentionDays ?? 90, logRetention);
    check.plain("containers", Object.keys(args.containers ?? {}).length, someContainers);
    const permissions = args.permissions ?? [];
    check.add(permissions.flatMap((permission, i) => permissionProblems(permission, `permissions[${i}]`)));
    check.add(problemsOf(containerChecks(args.containers ?? {})));
    check.add(leakProblems({ family, containers: args.containers, permissions }, args.environments));
    check.done();

    const containers = pulumi.output(args.containers).apply((known) => {
      const specs = known as Record<string, ContainerSpec>;
      const problems = [
        ...problemsOf(containerChecks(specs)),
        ...leakProblems({ containers: specs }, args.environments),
      ];
      if (problems.length > 0) check.raise(problems);
      return specs;
    });
    const resources = pulumi.output(permissions).apply((known) => {
      const problems = leakProblems({ permissions: known }, args.environments);
      if (problems.length > 0) check.raise(problems);
      return known;
    });

    const child = { parent: this };
    const account = accountOf(this);
    const logGroup = new aws.cloudwatch.LogGroup(name, { name: `/fairlead/${family}`, retentionInDays }, child);
    const roles = declareReleaseRoles(this, name, account, {
      logGroupArn: logGroup.arn,
      containers,
      permissions: permissions.length > 0 ? resources : undefined,
    });
    const hash = pulumi
      .all([containers, resources])
      .apply(([specs, allowed]) => contentHash(family, specs, JSON.stringify(allowed)));
    const definition = new aws.ecs.TaskDefinition(
      name,
      {
        family,
        networkMode: "bridge", // dynamic host ports, many tasks on a node
        requiresCompatibilities: ["EC2"],
        runtimePlatform: {
          cpuArchitecture: args.architecture === Architecture.Arm64 ? "ARM64" : "X86_64",
          operatingSystemFamily: "LINUX",
        },
        executionRoleArn: roles.execution.arn,
        taskRoleArn: roles.task.arn,
        containerDefinitions: pulumi
          .all([containers, logGroup.name, account.region])
          .apply(([specs, group, region]) => containerDefinitions(specs, { group, region })),
        volumes: [{ name: ENVIRONMENT_VOLUME, hostPath: ENVIRONMENT_DIRECTORY }],
        skipDestroy: true, // environments run older revisions, and a deregistered one cannot be deployed again
        tags: { [TAGS.contentHash]: hash },
      },
      { ...child, dependsOn: roles.permissions },
    );

    this.family = definition.family;
    this.revision = definition.revision;
    this.release = pulumi.interpolate`${definition.family}:${definition.revision}`;
    this.contentHash = hash;
    this.registerOutputs({
      family: this.family,
      revision: this.revision,
      release: this.release,
      contentHash: this.contentHash,
    });
  }
}

const familyName = text(
  /^[A-Za-z0-9_-]{1,255}$/,
  "a family has 1 to 255 letters, digits, dashes and underscores",
  "Rename it.",
);

const someContainers: Rule = (value) =>
  typeof value === "number" && value >= 1 && value <= 10
    ? undefined
    : { rule: "a task has 1 to 10 containers", remedy: "Describe at least one, by name." };

function leakProblems(said: object, environments: unknown): Problem[] {
  const names = Array.isArray(environments)
    ? environments.filter((name) => typeof name === "string" && name !== "")
    : [];
  return findLeaks(plainParts(said), names).map(({ path, environment }) => ({
    argument: path,
    value: environment,
    shown: `naming "${environment}"`,
    rule: "one definition serves every environment, so none may be in it",
    remedy: `Let the entry point choose by MY_ENVIRONMENT, or read a parameter of the same name in each account.`,
  }));
}

/** What of the arguments is known without waiting. */
function plainParts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainParts);
  if (value === null || typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype) {
    return isPlain(value) ? value : undefined;
  }
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, plainParts(child)]));
}
