import * as pulumi from "@pulumi/pulumi";
import { type ArgumentNames, otherArguments } from "../argumentNames";
import { argsOf, CheckedArguments, type Findings } from "../check";
import { TAGS } from "../constants";
import { withReference } from "../environment/referenceChecks";
import { withFields } from "../environment/referenceFields";
import { shownArgs } from "../environment/shownArgs";
import { tagReason } from "../names";
import { membershipOf } from "../teams/membership";
import { declareScaling } from "./declareScaling";
import { declareService } from "./declareService";
import { lookUpRelease } from "./releaseLookup";
import { scalingProblems } from "./scalingChecks";
import type { ServiceArgs } from "./serviceArgs";
import { capacityProblems } from "./serviceCapacity";
import { SERVICE_ARGUMENTS, serviceChecks } from "./serviceChecks";

/** Why a service has no load balancer. */
export interface NoLoadBalancer {
  /** In a few words, 1 to 256 letters, digits, spaces and `+ - = . _ : / @`. It becomes a tag of the service. */
  reason: pulumi.Input<string>;
}

/** Arguments of `Worker`. */
export interface WorkerArgs extends ServiceArgs {
  /** Why nothing sends requests to it; the policy `services-behind-alb` asks. */
  noLoadBalancer: NoLoadBalancer;
}

/**
 * A service that nothing sends requests to: it takes its work from a queue, a stream or a clock of its own.
 *
 * Makes the ECS service (`NAME`), with the tag `fairlead:no-load-balancer`, and with `scaling` what `WebService` makes for it.
 *
 * ```ts
 * new fairlead.Worker("mailer", {
 *   environment: environment.reference,
 *   release: "mailer:7",
 *   capacity: { spot: {} },
 *   noLoadBalancer: { reason: "reads its work from a queue" },
 * });
 * ```
 */
export class Worker extends pulumi.ComponentResource {
  /** Name of the ECS service. What needs it waits until ECS runs the release. */
  public readonly serviceName: pulumi.Output<string>;

  constructor(name: string, args: WorkerArgs, opts?: pulumi.ComponentResourceOptions) {
    args = withFields(args);
    super("fairlead:index:Worker", name, shownArgs(args), opts);
    const check = new CheckedArguments(this, `Worker "${name}"`, withReference(workerFindings(name, args), args));
    args = check.all(args);
    const release = lookUpRelease(this, check, args.release);
    const reason = check.value("noLoadBalancer.reason", args.noLoadBalancer.reason);

    const { environment, team } = args;
    const member = team === undefined ? undefined : membershipOf(this, check, environment, team);
    const {
      service,
      name: serviceName,
      judgedName,
    } = declareService(this, name, args, check, release, {
      deregistrationDelaySeconds: 0,
      tags: pulumi.all([reason, member?.tags]).apply(([reason, tags]) => ({ ...tags, [TAGS.noLoadBalancer]: reason })),
    });
    if (args.scaling) {
      const { clusterName } = environment;
      declareScaling(this, name, args.scaling, { service, clusterName, ...(member && { tags: member.tags }) });
    }

    this.serviceName = judgedName;
    this.registerOutputs({ serviceName });
  }
}

const WORKER: ArgumentNames<WorkerArgs> = { ...SERVICE_ARGUMENTS, noLoadBalancer: true };

/** What can be said of a worker's arguments beforehand. */
export function workerFindings(name: string, given: Omit<WorkerArgs, "environment">): Findings {
  const args = argsOf(given);
  return {
    judged: [
      ...serviceChecks(name, args),
      { argument: "noLoadBalancer.reason", value: args.noLoadBalancer?.reason, rule: tagReason },
    ],
    problems: [
      ...otherArguments(given, WORKER),
      ...otherArguments(args.noLoadBalancer, { reason: true }, "noLoadBalancer"),
      ...capacityProblems(args.capacity),
      ...scalingProblems(args, false),
    ],
  };
}
