import { spawn } from "node:child_process";
import { StackError } from "./stackError";

/** A resource as a stack's state has it. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly parent?: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** All resources in a stack's state; none before its first update. @throws StackError when there is no such stack */
export async function resourcesOf(stack: string): Promise<readonly StateResource[]> {
  const { deployment } = await json<{ deployment: { resources?: StateResource[] } | null }>(
    ["stack", "export", "--stack", stack],
    stack,
  );
  return deployment?.resources ?? [];
}

/** A stack's configuration of its AWS provider (`aws:*`), secrets included. @throws StackError when there is no such stack */
export async function awsConfigurationOf(stack: string): Promise<Readonly<Record<string, unknown>>> {
  const config = await json<Record<string, { value?: string; objectValue?: unknown }>>(
    ["config", "--json", "--show-secrets", "--stack", stack], // keys of AWS may be secrets
    stack,
  );
  return Object.fromEntries(
    Object.entries(config)
      .filter(([key]) => key.startsWith("aws:"))
      .map(([key, { value, objectValue }]) => [key.slice("aws:".length), objectValue ?? value]),
  );
}

async function json<Answer>(args: readonly string[], stack: string): Promise<Answer> {
  const { code, stdout, stderr } = await pulumi([...args, "--non-interactive"]);
  if (code === 0) return JSON.parse(stdout) as Answer;
  if (/no stack named/.test(stderr)) {
    const listed = await pulumi(["stack", "ls", "--json", "--non-interactive"]);
    const names = listed.code === 0 ? (JSON.parse(listed.stdout) as { name: string }[]).map(({ name }) => name) : [];
    const known = names.length > 0 ? `There are ${names.join(", ")}.` : "There is none: is this the right backend?";
    throw new StackError(`There is no stack ${stack} in this backend. ${known}`);
  }
  throw new StackError(`pulumi ${args.join(" ")} failed:\n${stderr.trim()}`);
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
          ? new StackError("pulumi is not on PATH. Install it: https://www.pulumi.com/docs/install/")
          : error,
      ),
    );
    child.on("close", (code) => resolve({ code, ...said }));
  });
}
