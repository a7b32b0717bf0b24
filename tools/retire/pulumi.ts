import { spawn } from "node:child_process";

/** Something that a user can put right. */
export class RetireError extends Error {}

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

interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly parent?: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** Reads a stack's state and configuration. @throws RetireError when there is no such stack, or no environment in it. */
export async function stackOf(stack: string): Promise<EnvironmentStack> {
  const { deployment } = await json<{ deployment: { resources?: StateResource[] } | null }>(
    ["stack", "export", "--stack", stack],
    stack,
  );
  const resources = deployment?.resources ?? [];
  const components = resources.filter(({ type }) => type === "fairlead:index:EcsEnvironment");
  if (components.length === 0) {
    const has = resources.length === 0 ? "is empty" : "has no environment in it";
    throw new RetireError(`Stack ${stack} ${has}. To remove what there is: pulumi destroy --stack ${stack}`);
  }
  const config = await json<Record<string, { value?: string; objectValue?: unknown; secret?: boolean }>>(
    ["config", "--json", "--show-secrets", "--stack", stack], // keys of AWS may be secrets
    stack,
  );
  return {
    stack,
    environments: components.map((component) => environmentOf(component, resources)),
    scheduleGroups: resources.flatMap(({ type, outputs }) =>
      type === "aws:scheduler/scheduleGroup:ScheduleGroup" ? String(outputs?.name) : [],
    ),
    own: new Set(resources.flatMap(({ id }) => id ?? [])),
    aws: Object.fromEntries(
      Object.entries(config)
        .filter(([key]) => key.startsWith("aws:"))
        .map(([key, { value, objectValue }]) => [key.slice("aws:".length), objectValue ?? value]),
    ),
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

async function json<Answer>(args: readonly string[], stack: string): Promise<Answer> {
  const { code, stdout, stderr } = await pulumi([...args, "--non-interactive"]);
  if (code === 0) return JSON.parse(stdout) as Answer;
  if (/no stack named/.test(stderr)) {
    const listed = await pulumi(["stack", "ls", "--json", "--non-interactive"]);
    const names = listed.code === 0 ? (JSON.parse(listed.stdout) as { name: string }[]).map(({ name }) => name) : [];
    const known = names.length > 0 ? `There are ${names.join(", ")}.` : "There is none: is this the right backend?";
    throw new RetireError(`There is no stack ${stack} in this backend. ${known}`);
  }
  throw new RetireError(`pulumi ${args.join(" ")} failed:\n${stderr.trim()}`);
}

function pulumi(args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn("pulumi", args, { stdio: ["ignore", "pipe", "pipe"] });
    const said = { stdout: "", stderr: "" };
    child.stdout.on("data", (data) => {
      said.stdout += data;
    });
    child.stderr.on("data", (data) => {
      said.stderr += data;
    });
    child.on("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "ENOENT"
          ? new RetireError("pulumi is not on PATH. Install it: https://www.pulumi.com/docs/install/")
          : error,
      ),
    );
    child.on("close", (code) => resolve({ code, ...said }));
  });
}
