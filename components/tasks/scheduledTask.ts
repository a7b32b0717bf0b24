import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../account";
import { CheckedArguments, type Problem } from "../check";
import { withReference } from "../environment/referenceChecks";
import { withFields } from "../environment/referenceFields";
import { shownArgs } from "../environment/shownArgs";
import { type Membership, membershipOf } from "../teams/membership";
import type { PinnedRelease } from "./pinnedRelease";
import { lookUpRelease } from "./releaseLookup";
import type { ScheduledTaskArgs } from "./scheduledTaskArgs";
import { scheduledTaskFindings } from "./scheduledTaskChecks";
import { declareSchedulerRole } from "./schedulerRole";
import { fitProblems, type KnownPool, safestCapacity, strategyOf } from "./serviceCapacity";

/** Providers that a schedule may name. https://docs.aws.amazon.com/scheduler/latest/APIReference/API_EcsParameters.html */
const MAX_PROVIDERS = 6;

/**
 * A task that runs at times. It has a task group of its own, `cron:NAME`, so that its ends are not taken for stopped
 * services, and on-demand capacity by default, because nobody repeats a job that a spot interruption has ended. When
 * nodes are missing it waits for them. A start that AWS refuses is tried a few times, then kept in a queue.
 *
 * A start may be delivered twice, and a run may overlap the one before: write jobs that bear it.
 *
 * Makes the schedule (`NAME`), a role for it (`NAME-schedule`) and the queue of failed starts (`NAME-failed-starts`).
 *
 * ```ts
 * new fairlead.ScheduledTask("nightly", {
 *   environment: environment.reference,
 *   release: "nightly:3",
 *   schedule: "cron(0 3 * * ? *)",
 *   timeZone: "Europe/Berlin",
 * });
 * ```
 */
export class ScheduledTask extends pulumi.ComponentResource {
  /** Name of the schedule within the environment's group. */
  public readonly scheduleName: pulumi.Output<string>;
  /** Group of its tasks, `cron:NAME`. */
  public readonly taskGroup: pulumi.Output<string>;
  /** URL of the queue with starts that were given up. */
  public readonly failedStartsQueueUrl: pulumi.Output<string>;

  constructor(name: string, args: ScheduledTaskArgs, opts?: pulumi.ComponentResourceOptions) {
    args = withFields(args);
    super("fairlead:index:ScheduledTask", name, shownArgs(args), opts);
    const check = new CheckedArguments(
      this,
      `ScheduledTask "${name}"`,
      withReference(scheduledTaskFindings(name, args), args),
    );
    args = check.all(args);
    const release = lookUpRelease(this, check, args.release);
    const { environment } = args;
    const child = { parent: this };
    const account = accountOf(this);
    const strategy = pulumi
      .all([environment.pools, release.facts])
      .apply(([pools, facts]) => this.strategyIn(name, pools, facts, args, check));
    const member = args.team === undefined ? undefined : membershipOf(this, check, environment, args.team);
    const scheduleGroup = member?.names.scheduleGroup ?? environment.scheduleGroup;
    const queue = new aws.sqs.Queue(
      `${name}-failed-starts`,
      {
        sqsManagedSseEnabled: true,
        messageRetentionSeconds: 14 * 86_400,
        ...(member && { namePrefix: member.names.queuePrefix.apply((prefix) => queuePrefix(prefix, name)) }),
      },
      child,
    );
    const role = declareSchedulerRole(this, name, account, {
      clusterArn: environment.clusterArn,
      clusterName: environment.clusterName,
      scheduleGroup,
      queueArn: queue.arn,
      release: member ? this.ownRelease(release.facts, member, check) : release.facts,
      ...(member && { role: { path: member.names.rolePath, permissionsBoundary: member.names.boundaryArn } }),
    });
    const taskGroup = `cron:${name}`;
    const schedule = new aws.scheduler.Schedule(
      name,
      {
        groupName: scheduleGroup,
        scheduleExpression: check.value("schedule", args.schedule),
        scheduleExpressionTimezone: check.value("timeZone", args.timeZone),
        flexibleTimeWindow:
          args.flexibleWindowMinutes === undefined
            ? { mode: "OFF" }
            : { mode: "FLEXIBLE", maximumWindowInMinutes: args.flexibleWindowMinutes },
        state: pulumi.output(args.enabled ?? true).apply((enabled) => (enabled ? "ENABLED" : "DISABLED")),
        target: {
          arn: environment.clusterArn,
          roleArn: role.arn,
          ecsParameters: {
            taskDefinitionArn: pulumi.interpolate`arn:${account.partition}:ecs:${account.region}:${account.id}:task-definition/${release.name}`,
            taskCount: 1,
            group: taskGroup,
            capacityProviderStrategies: strategy,
            propagateTags: "TASK_DEFINITION",
            enableEcsManagedTags: true,
          },
          retryPolicy: {
            maximumRetryAttempts: check.value("maximumRetryAttempts", args.maximumRetryAttempts ?? 2),
            maximumEventAgeInSeconds: check.value("maximumEventAgeSeconds", args.maximumEventAgeSeconds ?? 900),
          },
          deadLetterConfig: { arn: queue.arn },
          ...(args.command !== undefined && {
            input: pulumi.jsonStringify({ containerOverrides: [{ name: args.container, command: args.command }] }),
          }),
        },
      },
      { ...child, dependsOn: role.permissions },
    );

    this.scheduleName = schedule.name;
    this.taskGroup = pulumi.output(taskGroup);
    this.failedStartsQueueUrl = queue.url;
    this.registerOutputs({
      scheduleName: this.scheduleName,
      taskGroup: this.taskGroup,
      failedStartsQueueUrl: this.failedStartsQueueUrl,
    });
  }

  /** A team's roles can be given only what is the team's: a schedule would fail at its time, in a queue. */
  private ownRelease(
    facts: pulumi.Output<PinnedRelease>,
    { names }: Membership,
    check: CheckedArguments,
  ): pulumi.Output<PinnedRelease> {
    return pulumi.all([facts, names.rolePath]).apply(([facts, path]) => {
      const foreign = [facts.executionRoleArn, facts.taskRoleArn].filter((arn) => arn !== "" && !arn.includes(path));
      if (foreign.length === 0) return facts;
      const value = `${facts.family}:${facts.revision}`;
      const rule = `its role ${foreign[0]} is not the team's, so the team's schedule could not start it`;
      return check.raise([
        {
          argument: "release",
          value,
          rule,
          remedy: "Run a TaskRelease whose `owner` is the team, or leave out `team`.",
        },
      ]);
    });
  }

  private strategyIn(
    name: string,
    pools: Record<string, KnownPool>,
    release: PinnedRelease,
    args: ScheduledTaskArgs,
    check: CheckedArguments,
  ): { capacityProvider: string; base: number; weight: number }[] {
    const capacity = args.capacity ?? safestCapacity(pools);
    const { strategy, spotShare, problems } = strategyOf(capacity, pools);
    const found: Problem[] = [...problems, ...fitProblems(capacity, release, pools)];
    if (strategy.length > MAX_PROVIDERS) {
      found.push({
        argument: "capacity",
        value: strategy.length,
        rule: `a schedule may use at most ${MAX_PROVIDERS} pools`,
        remedy: "Name the ones that it needs.",
      });
    }
    if (found.length > 0) check.raise(found);
    if (spotShare > 0 && args.capacity === undefined) {
      pulumi.log.warn(
        `ScheduledTask "${name}": the environment has no on-demand pool, so an interruption can end a run, and nobody repeats it.`,
        this,
      );
    }
    return strategy;
  }
}

/** What the queue's name begins with: the provider adds 26 characters to it, and 80 are allowed. */
function queuePrefix(team: string, name: string): string {
  return `${`${team}${name}`.slice(0, 53)}-`;
}
