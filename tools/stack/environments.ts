import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, parseDocument } from "yaml";
import { makesReleases, type Project, readStackConfig, stackNames } from "../preview/settings";
import { settingIn } from "./editYaml";
import { StackError } from "./stackError";

/** An environment's stack, as its file says. */
export interface EnvironmentFile {
  readonly stack: string;
  /** Name of the environment; the stack's own as a rule. */
  readonly environment: string;
  /** Place of the environment among all that there are; 0 is where a new release goes first. */
  readonly order: number;
  /** Its file, like `Pulumi.dev.yaml`. */
  readonly file: string;
  /** Its AWS account, where `accounts` says it. */
  readonly account?: string;
  /** Revision of each release that it runs. */
  readonly pins: Readonly<Record<string, number>>;
  /** Why its file does not tell what it pins; in words, for errors. */
  readonly pinsUnread?: string;
  /** The engine's form of what the file and `Pulumi.yaml` say. */
  readonly config: Readonly<Record<string, string>>;
}

/** The stacks of a project by what they are. */
export interface StackFiles {
  /** Names of all environments, in the order that releases take. */
  readonly names: readonly string[];
  /** Stacks of environments, in that order. One environment may have several: one for each region, say. */
  readonly environments: readonly EnvironmentFile[];
  /** Stacks that make releases. */
  readonly releases: readonly string[];
}

/**
 * Reads what the files of a project say of its environments. No engine is asked.
 * @throws StackError with all that is wrong with their names and pins.
 */
export function readStackFiles(project: Project): StackFiles {
  const stacks = stackNames(project);
  const releases = stacks.filter((stack) => makesReleases(project, stack));
  const read = stacks.filter((stack) => !releases.includes(stack)).map((stack) => readOne(project, stack));
  const problems = read.flatMap(({ problems }) => problems);
  if (problems.length > 0) throw new StackError(problems.join("\n"));
  const environments = read.map(({ file }) => file).sort((a, b) => a.order - b.order);
  return { names: namesOf(project, environments), environments, releases };
}

/** The environment that a name means: an environment's, or a stack's. @throws StackError with the names that there are */
export function environmentCalled(name: string, { environments }: StackFiles): EnvironmentFile {
  const byName = environments.filter(({ environment }) => environment === name);
  const [found, ...others] = byName.length === 1 ? byName : environments.filter(({ stack }) => stack === name);
  if (found !== undefined && others.length === 0) return found;
  if (byName.length > 1) {
    const stacks = byName.map(({ stack }) => stack).join(", ");
    throw new StackError(`Stacks ${stacks} are all environment ${name}. Say which one, by the stack's name.`);
  }
  const known = environments.map(({ stack, environment }) =>
    stack === environment ? stack : `${environment} (${stack})`,
  );
  throw new StackError(`There is no environment ${name}. There are ${known.join(", ") || "none"}.`);
}

/** An environment whose file tells what it pins. @throws StackError of any other one */
export function withReadPins(environment: EnvironmentFile): EnvironmentFile {
  if (environment.pinsUnread === undefined) return environment;
  throw new StackError(`${environment.pinsUnread} Nothing was touched.`);
}

/** What an environment pins of a release; nothing of a name that only every object knows, like `constructor`. */
export function pinOf({ pins }: Pick<EnvironmentFile, "pins">, release: string): number | undefined {
  return Object.hasOwn(pins, release) ? pins[release] : undefined;
}

/** A stack's file, like `Pulumi.dev.yaml`. */
export function fileOf({ root }: Project, stack: string): string {
  return existsSync(join(root, `Pulumi.${stack}.yaml`)) ? `Pulumi.${stack}.yaml` : `Pulumi.${stack}.yml`;
}

/**
 * The account of a stack's environment, where `accounts` says it; of what makes releases it does not.
 * @throws StackError when it is no account's id
 */
export function accountOf({ name }: Project, stack: string, config: EnvironmentFile["config"]): { account?: string } {
  const accounts: Record<string, unknown> = JSON.parse(config[`${name}:accounts`] ?? "{}");
  const account = config[`${name}:kind`] === "releases" ? undefined : accounts[environmentOf(name, stack, config)];
  if (account === undefined) return {};
  if (/^\d{12}$/.test(String(account))) return { account: String(account) };
  throw new StackError(
    `Stack ${stack}: \`accounts\` has ${JSON.stringify(account)} for its environment; an account's id has 12 digits, and quotes ` +
      'around them, as a number loses its first 0: "012345678901".',
  );
}

/** The accounts that a stack's provider may call, by its configuration; none when all. @throws StackError when it is no list */
export function allowedAccounts(stack: string, given: unknown): string[] {
  const said = typeof given === "string" ? listIn(given) : given;
  const ids = said ?? [];
  if (Array.isArray(ids) && ids.every((id) => typeof id === "string" || /^\d{12}$/.test(String(id)))) {
    return ids.map(String);
  }
  throw new StackError(
    `Pulumi.${stack}.yaml: aws:allowedAccountIds is ${JSON.stringify(said)}, and it is a list of ` +
      'ids with quotes around them: ["012345678901"].',
  );
}

function listIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Whether configuration of a stack comes from an environment of Pulumi Cloud, which its file names and does not hold. */
export function importsConfig(project: Project, stack: string): boolean {
  return imports(parseDocument(textOfStack(project, stack)));
}

/** An empty list is no import. */
function imports(document: Document): boolean {
  const { environment } = (document.toJS() ?? {}) as { environment?: object | null };
  return Object.keys(environment ?? {}).length > 0;
}

function textOfStack(project: Project, stack: string): string {
  return readFileSync(join(project.root, fileOf(project, stack)), "utf8");
}

/** Pins may be in what a file imports, unless the file has its own; empty ones say that there are none. */
function pinsUnread(project: Project, stack: string): { pinsUnread?: string } {
  const text = textOfStack(project, stack);
  const document = parseDocument(text);
  if (!imports(document) || document.hasIn(["config", settingIn(text, project.name, "pins")])) return {};
  return {
    pinsUnread:
      `${fileOf(project, stack)} imports an environment of Pulumi Cloud and has no pins of its own, so nobody can read here what ` +
      `it pins: keep the pins in the file. If there are none, say so there: \`${project.name}:pins: {}\`.`,
  };
}

function environmentOf(project: string, stack: string, config: EnvironmentFile["config"]): string {
  return config[`${project}:environment`] || stack;
}

function namesOf(project: Project, environments: readonly EnvironmentFile[]): readonly string[] {
  const declared = project.config[`${project.name}:environments`];
  const [first] = environments;
  return first ? environmentNames(project, first.config) : ((declared?.value ?? declared?.default ?? []) as string[]);
}

function environmentNames(project: Project, config: Readonly<Record<string, string>>): string[] {
  return JSON.parse(config[`${project.name}:environments`] ?? "[]");
}

function readOne(project: Project, stack: string): { readonly file: EnvironmentFile; readonly problems: string[] } {
  const { config } = readStackConfig(project, stack);
  const file = fileOf(project, stack);
  const environment = environmentOf(project.name, stack, config);
  const names = environmentNames(project, config);
  const pins: Record<string, unknown> = JSON.parse(config[`${project.name}:pins`] ?? "{}");
  const wrong = Object.entries(pins).filter(([, pin]) => !/^[1-9]\d{0,8}$/.test(String(pin)));
  const order = names.indexOf(environment);
  return {
    file: {
      ...{ stack, environment, order, file, config },
      ...accountOf(project, stack, config),
      pins: mapped(pins, Number),
      ...pinsUnread(project, stack),
    },
    problems: [
      ...(order < 0
        ? [`${file}: environment ${environment} is not among those of Pulumi.yaml (${names.join(", ")}): add it there.`]
        : []),
      ...wrong.map(([name, pin]) => `${file}: pins.${name} is ${JSON.stringify(pin)}; a revision is a number from 1.`),
    ],
  };
}

function mapped<A, B>(map: Readonly<Record<string, A>>, to: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, to(value)]));
}
