import assert from "node:assert/strict";
import { isDefaultProvider } from "../../tools/preview/providers";
import { type ProgramRun, type RecordedResource, type Recording, record } from "../../tools/preview/recorder";

/** Circumstances that tests of components do not care about. */
const anyRun = { project: "fairlead", stack: "dev", config: { "aws:region": "eu-west-1" } };

/** Runs a program as `pulumi preview` would (with `preview: false`: as `pulumi up` would); fails if the program does. */
export async function recorded(program: () => unknown, options: Partial<ProgramRun> = {}): Promise<Recording> {
  const recording = await record({ ...anyRun, program, ...options });
  if (recording.errors.length > 0) throw new Error(recording.errors.join("\n"));
  return recording;
}

/** The resources that a program registers, without the Stack and without default providers. */
export async function registered(
  program: () => unknown,
  options: Partial<ProgramRun> = {},
): Promise<readonly RecordedResource[]> {
  const { resources } = await recorded(program, options);
  return resources.filter((resource) => resource.type !== "pulumi:pulumi:Stack" && !isDefaultProvider(resource));
}

/** Runs a program, whether it fails or not. */
export function attempted(program: () => unknown, options: Partial<ProgramRun> = {}): Promise<Recording> {
  return record({ ...anyRun, program, ...options });
}

/** What fails a program, each fault once. */
export async function errorsOf(program: () => unknown, options: Partial<ProgramRun> = {}): Promise<readonly string[]> {
  return (await attempted(program, options)).errors;
}

/** Types of the custom resources that a failing program registered all the same. */
export async function madeDespiteErrors(
  program: () => unknown,
  options: Partial<ProgramRun> = {},
): Promise<readonly string[]> {
  const { resources } = await attempted(program, options);
  return resources.filter((resource) => resource.custom && !isDefaultProvider(resource)).map(({ type }) => type);
}

/** The resources of a type, such as `aws:ecs/service:Service`. */
export function ofType(resources: readonly RecordedResource[], type: string): readonly RecordedResource[] {
  return resources.filter((resource) => resource.type === type);
}

/** The only resource of a type, or the one of that name. */
export function one(resources: readonly RecordedResource[], type: string, name?: string): RecordedResource {
  const found = ofType(resources, type).filter((resource) => name === undefined || resource.name === name);
  const [only] = found;
  if (found.length === 1 && only !== undefined) return only;
  const there = resources.map((resource) => `${resource.type} ${resource.name}`).join("\n  ");
  return assert.fail(`${found.length} resources ${type} ${name ?? ""}, expected one of:\n  ${there}`);
}
