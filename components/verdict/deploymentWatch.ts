import { isDeepStrictEqual } from "node:util";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import {
  deploymentVerdict,
  describeCommand,
  type Reason,
  releaseOf,
  type SeenService,
  type ServicePlace,
  verdictLine,
} from "./deploymentVerdict";
import { judgedName } from "./judgedName";
import { readService } from "./readService";
import { errorHook, resourceHook } from "./serviceHooks";
import { oneLine, type ServiceEvent, stopReason } from "./stopReason";

/** Milliseconds for which ECS remembers stopped tasks; older events tell of other deployments. */
const MEMORY = 60 * 60 * 1_000;

/** A service whose deployment is watched. */
export interface WatchedService {
  readonly service: aws.ecs.Service;
  /** Its name, for components to register: known after the verdict, whatever that is. */
  readonly name: pulumi.Output<string>;
  /** The same, for what needs the service to run: fails when the deployment has. */
  readonly judgedName: pulumi.Output<string>;
}

/** An operation on a service that the engine has just carried out. */
interface Deployed {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  /**
   * Whether nothing was asked for that had not been asked for before. The engine repeats an update that has failed; the
   * provider then finds nothing to do, and waits for nothing.
   */
  readonly repeated: boolean;
  /** Whether Pulumi took the revision for deployed already, and so asked ECS only for something else. */
  readonly sameRevision: boolean;
}

/**
 * Watches the deployment of one ECS service and makes the update fail when ECS did not keep to it. Where the provider
 * fails the service itself, an error says why beside it. Where the provider is content, because a service that was
 * rolled back is steady too, what ECS runs is compared with what it was told to.
 */
export class DeploymentWatch {
  /** To be given to the service. */
  readonly hooks: pulumi.ResourceHookBinding;
  private deployed: Deployed | undefined;

  /** @param subject What the service is called in messages, such as `WebService "web"`. */
  constructor(
    private readonly component: pulumi.ComponentResource,
    private readonly subject: string,
  ) {
    // Hooks tell apart what only the engine knows: whether this run has touched the service, or left it out as no target.
    const after = resourceHook(`fairlead: ${subject} is deployed`, (operation) => {
      const { oldInputs = {}, oldOutputs = {}, newInputs = {}, newOutputs = {} } = operation;
      const repeated = isDeepStrictEqual(plain(oldInputs), plain(newInputs));
      const [release, ...before] = [newInputs, oldInputs, oldOutputs].map((of) => releaseIn(of));
      const sameRevision = !repeated && release !== undefined && before.every((of) => of === release);
      this.deployed = { inputs: newInputs, outputs: newOutputs, repeated, sameRevision };
    });
    const failed = errorHook(`fairlead: ${subject} has failed`, async ({ failedOperation, newInputs = {} }) => {
      if (!pulumi.runtime.isDryRun() && failedOperation !== "delete") await this.explain(newInputs);
      return false; // what ECS gave up does not get better by being asked for again
    });
    this.hooks = { afterCreate: [after], afterUpdate: [after], onError: [failed] };
  }

  /** The service's name, as it is and once ECS is found to run what it was told to. In a preview nothing is asked. */
  judge(service: aws.ecs.Service, wanted: pulumi.Output<string>): WatchedService {
    if (pulumi.runtime.isDryRun()) return { service, name: service.name, judgedName: service.name };
    const judged = pulumi.all([service.name, service.cluster, wanted]).apply(async ([name, cluster, wanted]) => ({
      name,
      failure: this.deployed && (await this.failureOf(this.deployed, name, cluster, wanted)),
    }));
    return {
      service,
      name: judged.name,
      judgedName: judgedName(this.component, judged),
    };
  }

  /** What to say when ECS runs something else than it was told to, or not all of it. */
  private async failureOf(
    deployed: Deployed,
    name: string,
    cluster: string,
    given: string,
  ): Promise<string | undefined> {
    const wanted = textOf(deployed.inputs.taskDefinition) ?? given; // a transform may have changed it
    const echoed = textOf(deployed.outputs.taskDefinition);
    let told = await this.tell(name, cluster, echoed);
    const read = () => readService(this.component, cluster, name);
    const incomplete = deployed.repeated && told.seen.runningCount === undefined;
    const early = incomplete ? await read() : undefined;
    if (early?.read?.seen) told = { ...told, seen: early.read.seen };
    const waited = deployed.repeated && deployed.inputs.waitForSteadyState === true;
    const verdict = deploymentVerdict(wanted, told.seen, waited);
    if (verdict === undefined) return undefined;
    const { read: evidence = { tasks: [], events: told.events }, unread, place } = early ?? (await read());
    const since = Date.now() - MEMORY;
    if (deployed.sameRevision && releaseOf(told.seen.taskDefinition) !== releaseOf(wanted)) {
      const moved = ![...told.events, ...evidence.events].some(({ at, message }) => at >= since && isRollback(message));
      if (moved) return this.warnOfDrift(releaseOf(wanted) ?? wanted, told.seen, place);
    }
    const why = stopReason(releaseOf(wanted) ?? wanted, evidence, since);
    const reason: Reason = why === undefined && unread !== undefined ? { unread } : { why };
    // Pulumi believes its state: what is in there already would not be deployed by another update.
    const believed = echoed !== undefined && releaseOf(echoed) === releaseOf(wanted);
    return verdictLine(this.subject, verdict, reason, place, believed ? tryAgain(releaseOf(wanted)) : "");
  }

  /** Says that something else runs than the state says, which this update neither did nor undid. */
  private async warnOfDrift(release: string, { taskDefinition }: SeenService, place: ServicePlace): Promise<undefined> {
    const line =
      `${this.subject}: ECS runs ${releaseOf(taskDefinition) ?? taskDefinition} and not ${release}, which Pulumi's state says ` +
      "and this update did not deploy: the service was changed by other means, and that stays so. " +
      `To deploy ${release}: pulumi up --refresh. See: ${describeCommand(place)}`;
    await pulumi.log.warn(line, this.component);
  }

  /** What the provider's own function tells of the service, or else what the provider has written down. */
  private async tell(serviceName: string, clusterArn: string, echoed: string | undefined): Promise<Told> {
    try {
      return toldOf(await aws.ecs.getService({ serviceName, clusterArn }, { parent: this.component }));
    } catch (error) {
      const what = `${this.subject}: whether ECS kept to the deployment could not be read`;
      await pulumi.log.warn(
        `${what} (${oneLine(error instanceof Error ? error.message : String(error))})`,
        this.component,
      );
      return { seen: { taskDefinition: echoed ?? "" }, events: [] };
    }
  }

  /** Says what ECS knows of a service that the provider has failed. Says nothing where ECS never tried. */
  private async explain(inputs: Readonly<Record<string, unknown>>): Promise<void> {
    const [cluster, name] = [textOf(inputs.cluster), textOf(inputs.name)];
    const release = releaseOf(textOf(inputs.taskDefinition) ?? "");
    if (cluster === undefined || name === undefined || release === undefined) return;
    const { read, unread, place } = await readService(this.component, cluster, name);
    if (unread !== undefined) return this.log(verdictLine(this.subject, `${release} failed`, { unread }, place));
    if (!read?.seen || !read.tried(release)) return;
    const verdict = deploymentVerdict(release, read.seen, true);
    const why = stopReason(release, read, Date.now() - MEMORY);
    if (verdict === undefined && why === undefined) return;
    await this.log(verdictLine(this.subject, verdict ?? `${release} failed`, { why }, place, tryAgain(release)));
  }

  private async log(line: string): Promise<void> {
    await pulumi.log.error(line, this.component);
  }
}

/** What a provider's function tells of a service. Older ones leave out how many tasks run, and the events. */
interface Told {
  readonly seen: SeenService;
  readonly events: readonly ServiceEvent[];
}

function toldOf(answer: Partial<aws.ecs.GetServiceResult>): Told {
  const { taskDefinition = "", desiredCount, runningCount, events = [] } = answer;
  return {
    seen: {
      taskDefinition,
      ...(typeof desiredCount === "number" && { desiredCount }),
      ...(typeof runningCount === "number" && { runningCount }),
    },
    events: events.map(({ createdAt, message }) => ({ at: Date.parse(createdAt), message })),
  };
}

/** Properties without those that are secret, which nobody can compare. */
function plain(properties: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => !pulumi.Output.isInstance(value)));
}

function tryAgain(release: string | undefined): string {
  return `To try ${release} again: pulumi up --refresh. `;
}

/** Whether an event tells that ECS itself has given up a deployment. */
function isRollback(message: string): boolean {
  return /rolling back|rolled back|deployment failed|circuit breaker/i.test(message);
}

function releaseIn({ taskDefinition }: Readonly<Record<string, unknown>>): string | undefined {
  return releaseOf(textOf(taskDefinition) ?? "");
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
