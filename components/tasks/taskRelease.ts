import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../account";
import { Architecture } from "../capacity/instanceTypes";
import { CheckedArguments, problemsOf } from "../check";
import { ENVIRONMENT_DIRECTORY, TAGS } from "../constants";
import { withFields } from "../environment/referenceFields";
import { shownReleaseArgs } from "../environment/shownArgs";
import { membershipOf } from "../teams/membership";
import { containerChecks } from "./containerChecks";
import { permissionProblems } from "./permissions";
import { leakProblems, leaksIn, namesOf, unusedNames } from "./releaseLeaks";
import { declareReleaseRoles } from "./releaseRoles";
import { RoleNames } from "./roleNames";
import { type ContainerSpec, containerDefinitions, contentHash, ENVIRONMENT_VOLUME } from "./taskDocument";
import type { TaskReleaseArgs } from "./taskReleaseArgs";
import { taskReleaseFindings } from "./taskReleaseChecks";

/**
 * One task definition for every environment. Each change of it makes a new revision; old ones stay registered, because
 * environments go on running the revision that they pin. What differs between environments is not in it: the node's
 * environment directory is mounted read-only into each container, and the image's entry point picks by it.
 *
 * Makes the task definition (`NAME`), its execution role (`NAME-execution`) and task role (`NAME-task`) with their
 * policies, and its log group `/fairlead/FAMILY` (`NAME`).
 *
 * All environments of one account share role, secrets and log group of a release by construction. Where that is too
 * much, give each environment an account of its own, deploy releases in each, and say so with `accounts`.
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
    if (args?.owner) args = { ...args, owner: withFields(args.owner) };
    super("fairlead:index:TaskRelease", name, shownReleaseArgs(args), opts);
    const check = new CheckedArguments(this, `TaskRelease "${name}"`, taskReleaseFindings(name, args));
    const family = args.family ?? name;
    const permissions = args.permissions ?? [];
    const retentionInDays = check.value("logRetentionDays", args.logRetentionDays ?? 90);
    const account = accountOf(this);
    const containers = pulumi.output(args.containers).apply((known) => {
      const specs = known as Record<string, ContainerSpec>;
      const problems = [...problemsOf(containerChecks(specs)), ...leakProblems(leaksIn({ containers: specs }, args))];
      if (problems.length > 0) check.raise(problems);
      return specs;
    });
    const resources = pulumi.all([permissions, account.id]).apply(([known, own]) => {
      const problems = [
        ...permissionProblems(known, "permissions"),
        ...leakProblems(leaksIn({ permissions: known }, args, own)),
      ];
      if (problems.length > 0) check.raise(problems);
      return known;
    });
    if (args.allowedNames) {
      pulumi.all([containers, resources]).apply(([specs, known]) => {
        const leaks = leaksIn({ ...namesOf(name, args.family), containers: specs, permissions: known }, args);
        for (const text of unusedNames(args.allowedNames ?? [], leaks)) pulumi.log.warn(text, this);
      });
    }

    const child = { parent: this };
    const logGroup = new aws.cloudwatch.LogGroup(name, { name: `/fairlead/${family}`, retentionInDays }, child);
    const { owner } = check.all({ owner: args.owner });
    const member = owner && membershipOf(this, check, owner.environment, owner.team);
    const roles = declareReleaseRoles(this, name, account, {
      logGroupArn: logGroup.arn,
      containers,
      permissions: permissions.length > 0 ? resources : undefined,
      ...(member && { role: { path: member.names.rolePath, permissionsBoundary: member.names.boundaryArn } }),
      ...(args.roleNames === RoleNames.Fixed && { fixedFrom: { family, team: args.owner?.team } }),
    });
    const hash = pulumi.all([containers, resources]).apply(([specs, allowed]) =>
      contentHash(
        {
          family,
          containers: specs,
          policy: JSON.stringify(allowed),
          ...(args.architecture && { architecture: args.architecture }),
          ...(args.owner && { team: args.owner.team }),
        },
        Object.values(args.accounts ?? {}),
      ),
    );
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
