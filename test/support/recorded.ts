import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Resource, StackState } from "./engineProject";

/** Folder of what releases of the library made, one for each version: a program, its tree, and the state of its stack. */
export const RECORDED = join(__dirname, "../recorded");

/** Where the stacks were made. */
export const RECORDED_REGION = "eu-west-2";

/** What the stacks were called. */
export const RECORDED_STACK = "recorded";

/** A resource in a recorded state. */
export interface RecordedResource extends Resource {
  readonly urn: string;
  readonly parent?: string;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** Versions that are recorded. */
export const RECORDED_VERSIONS: readonly string[] = readdirSync(RECORDED).sort();

/** Types, names and parents of what a version made. */
export function recordedTree(version: string): string {
  return readFileSync(join(RECORDED, version, "tree.txt"), "utf8");
}

/** The state of the stack that a version made. */
export function recordedState(version: string): StackState {
  return JSON.parse(readFileSync(join(RECORDED, version, "state.json"), "utf8"));
}
