import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";

/** A problem in the project's files that its author can mend; shown without a stack. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/** An entry of `config` in Pulumi.yaml. */
interface ConfigEntry {
  readonly type?: string;
  readonly items?: ConfigEntry;
  readonly default?: unknown;
  /** For every stack, unless it says otherwise itself. */
  readonly value?: unknown;
  readonly secret?: boolean;
}

/** What Pulumi.yaml says. */
export interface Project {
  readonly root: string;
  readonly name: string;
  readonly config: Readonly<Record<string, ConfigEntry>>;
}

/** A stack's configuration as the engine hands it to a program. */
export interface StackConfig {
  readonly config: Readonly<Record<string, string>>;
  readonly secretConfigKeys: readonly string[];
}

/** Reads Pulumi.yaml. */
export function readProject(root: string): Project {
  const file = join(root, "Pulumi.yaml");
  if (!existsSync(file)) throw new SettingsError(`There is no Pulumi.yaml in ${root}.`);
  const { name, config = {} } = readYaml(file);
  if (typeof name !== "string") throw new SettingsError(`${file} has no name.`);
  const entries = Object.entries(config as Record<string, unknown>).map(([key, entry]) => [
    fullKey(name, key),
    isRecord(entry) ? (entry as ConfigEntry) : { value: entry },
  ]);
  return { root, name, config: Object.fromEntries(entries) };
}

/** Usual order of environments; others follow by name. */
const usualOrder = ["dev", "stage", "prod"];

/** The stacks that have a file: those that make releases first, because environments look them up. */
export function stackNames(project: Project): string[] {
  const names = readdirSync(project.root).flatMap((file) => /^Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1] ?? []);
  const rank = (name: string): number => {
    if (makesReleases(project, name)) return -1;
    const place = usualOrder.indexOf(name);
    return place < 0 ? usualOrder.length : place;
  };
  return names.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/** Whether the stack makes the releases that environments run. */
export function makesReleases(project: Project, stack: string): boolean {
  return rawConfig(project, stack)[`${project.name}:kind`] === "releases";
}

/**
 * The stacks by name, in the order of `stackNames`.
 * @throws {SettingsError} when there is none of a name, with the names there are.
 */
export function chosenStacks(all: readonly string[], asked: readonly string[]): string[] {
  const missing = asked.filter((name) => !all.includes(name));
  if (missing.length > 0) {
    throw new SettingsError(`There is no stack ${missing.join(", ")}. The stacks are ${all.join(", ")}.`);
  }
  return asked.length === 0 ? [...all] : all.filter((name) => asked.includes(name));
}

/**
 * A stack's configuration: its file over the project's values and defaults, checked against the project's types.
 * @throws {SettingsError} when values are missing or of the wrong type, naming all of them.
 */
export function readStackConfig(project: Project, stack: string): StackConfig {
  const values = rawConfig(project, stack);
  const secretConfigKeys = new Set(Object.keys(values).filter((key) => hasSecret(values[key])));
  const problems: string[] = [];
  for (const [key, entry] of Object.entries(project.config)) {
    const fallback = entry.value ?? entry.default;
    if (values[key] === undefined && fallback !== undefined) values[key] = fallback;
    if (values[key] === undefined) problems.push(`${key} is missing${entry.type ? ` (${entry.type})` : ""}`);
    else if (!fits(values[key], entry))
      problems.push(`${key} is ${JSON.stringify(values[key])}, not ${typeName(entry)}`);
    if (entry.secret === true) secretConfigKeys.add(key);
  }
  if (problems.length > 0) {
    throw new SettingsError(
      `Pulumi.${stack}.yaml does not fit Pulumi.yaml:\n${problems.map((p) => `  - ${p}`).join("\n")}`,
    );
  }
  const config = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, asText(value)]));
  return { config, secretConfigKeys: [...secretConfigKeys] };
}

/** What the stack's own file says, by full key. @throws {SettingsError} when it says one setting twice */
function rawConfig(project: Project, stack: string): Record<string, unknown> {
  const file = ["yaml", "yml"].map((ending) => join(project.root, `Pulumi.${stack}.${ending}`)).find(existsSync);
  const { config = {} } = file === undefined ? {} : readYaml(file);
  const entries = Object.entries((config ?? {}) as Record<string, unknown>);
  const twice = entries.find(
    ([key]) => !key.includes(":") && entries.some(([other]) => other === fullKey(project.name, key)),
  );
  if (twice !== undefined) {
    const [key] = twice;
    throw new SettingsError(
      `Pulumi.${stack}.yaml has both ${key} and ${fullKey(project.name, key)}, and the engine takes either: keep one of them.`,
    );
  }
  return Object.fromEntries(entries.map(([key, value]) => [fullKey(project.name, key), value]));
}

/** Keys without a namespace belong to the project. */
function fullKey(project: string, key: string): string {
  return key.includes(":") ? key : `${project}:${key}`;
}

/** An encrypted value stays closed: the program gets a stand-in, marked as secret. */
function hasSecret(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasSecret);
  return isRecord(value) && (isEncrypted(value) || Object.values(value).some(hasSecret));
}

function isEncrypted(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length === 1 && typeof value.secure === "string";
}

/** The engine's form of a value: text as it is, everything with a structure as JSON. */
function asText(value: unknown): string {
  const open = opened(value);
  return typeof open === "object" && open !== null ? JSON.stringify(open) : String(open);
}

function opened(value: unknown): unknown {
  if (isEncrypted(value)) return "[secret]";
  if (Array.isArray(value)) return value.map(opened);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, opened(inner)]));
}

function fits(value: unknown, { type, items }: ConfigEntry): boolean {
  if (isEncrypted(value)) return true;
  switch (type) {
    case "string":
      return ["string", "number", "boolean"].includes(typeof value);
    case "integer":
      return Number.isInteger(typeof value === "string" && value.trim() !== "" ? Number(value) : value);
    case "boolean":
      return value === true || value === false || value === "true" || value === "false";
    case "array":
      return Array.isArray(value) && value.every((item) => items === undefined || fits(item, items));
    case "object":
      return isRecord(value);
    default:
      return true;
  }
}

function typeName({ type, items }: ConfigEntry): string {
  return type === "array" && items?.type !== undefined ? `an array of ${items.type}` : `of type ${type}`;
}

function readYaml(file: string): Record<string, unknown> {
  const document = parseDocument(readFileSync(file, "utf8"));
  const [error] = document.errors;
  if (error !== undefined) throw new SettingsError(`${file}: ${error.message}`);
  return (document.toJS() ?? {}) as Record<string, unknown>;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
