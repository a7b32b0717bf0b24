import { spawn } from "node:child_process";
import { awsConfigurationOf, resourcesOf, type StateResource } from "../stack/pulumi";
import { StackError } from "../stack/stackError";

/**
 * An environment, as the state of its stack says. What others use of it is taken from the state's own resources: the
 * component's outputs are not there after an update that has failed.
 */
export interface Environment {
  readonly name: string;
  /** ARNs of its cluster and its listeners: of none that was not made yet, or that a destroy has taken out already. */
  readonly clusters: readonly string[];
  readonly listeners: readonly string[];
}

/** A stack with environments in it: one, as a rule. */
export interface EnvironmentStack {
  readonly stack: string;
  readonly environments: readonly Environment[];
  /** Groups of the environment's own schedules and of its teams'. */
  readonly scheduleGroups: readonly string[];
  /** Ids of all that the stack itself made: ARNs, for the most part. */
  readonly own: ReadonlySet<string>;
  /** The stack's configuration of its AWS provider. */
  readonly aws: Readonly<Record<string, unknown>>;
}

/** Reads a stack's state and configuration. @throws StackError when there is no such stack, or no environment in it. */
export async function stackOf(stack: string): Promise<EnvironmentStack> {
  const resources = await resourcesOf(stack);
  const components = resources.filter(({ type }) => type === "fairlead:index:EcsEnvironment");
  if (components.length === 0) {
    const has = resources.length === 0 ? "is empty" : "has no environment in it";
    throw new StackError(`Stack ${stack} ${has}. To remove what there is: pulumi destroy --stack ${stack}`);
  }
  return {
    stack,
    environments: components.map((component) => environmentOf(component, resources)),
    scheduleGroups: resources.flatMap(({ type, outputs }) =>
      type === "aws:scheduler/scheduleGroup:ScheduleGroup" ? String(outputs?.name) : [],
    ),
    own: new Set(resources.flatMap(({ id }) => id ?? [])),
    aws: await awsConfigurationOf(stack),
  };
}

/** What of an environment is in the state. */
function environmentOf({ urn, inputs }: StateResource, resources: readonly StateResource[]): Environment {
  const children = (of: string) =>
    resources.flatMap(({ type, parent, id }) => (type === of && parent === urn && id !== undefined ? id : []));
  return {
    name: String(inputs?.environment ?? urn.split("::").at(-1)),
    clusters: children("aws:ecs/cluster:Cluster"),
    listeners: children("aws:lb/listener:Listener"),
  };
}

/** Runs `pulumi destroy` in this terminal. @returns its exit code */
export function destroy(stack: string, options: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn("pulumi", ["destroy", "--stack", stack, ...options], { stdio: "inherit" });
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}
