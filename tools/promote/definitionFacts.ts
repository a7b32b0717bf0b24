import type { Row } from "../preview/diff/table";

/** A task definition as AWS describes it, as far as it is read here: any field of it may be there. */
export type DefinitionDocument = Readonly<Record<string, unknown>>;

/** Fields that say which revision it is and who made it when, not what runs. */
const NOT_CONTENT = new Set([
  ...["taskDefinitionArn", "revision", "status", "registeredAt", "registeredBy", "deregisteredAt"],
  ...["requiresAttributes", "compatibilities", "containerDefinitions"],
]);

/** How lists are told apart: by the field that names their entries. Others are shown as a whole. */
const NAMED_BY: Readonly<Record<string, string>> = {
  environment: "name",
  secrets: "name",
  ulimits: "name",
  volumes: "name",
  extraHosts: "hostname",
  portMappings: "containerPort",
  mountPoints: "containerPath",
  tmpfs: "containerPath",
  dependsOn: "containerName",
};

/** Fields as people call them. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^cpu$/, "CPU units"],
  [/^memory$/, "memory limit, MiB"],
  [/^memoryReservation$/, "memory, MiB"],
  [/^environment\.(.+)$/, "variable $1"],
  [/^secrets\.(.+)$/, "secret $1"],
  [/^portMappings\.(\d+)$/, "port $1"],
  [/^mountPoints\.(.+)$/, "mount $1"],
  [/^linuxParameters\.tmpfs\.(.+)$/, "tmpfs $1"],
  [/^dockerLabels\.(.+)$/, "label $1"],
  [/^stopTimeout$/, "stop timeout, seconds"],
  [/^entryPoint$/, "entry point"],
  [/^healthCheck\.(\w+)$/, "health check, $1"],
  [/^logConfiguration\.(?:options\.)?(.+)$/, "log, $1"],
  [/^readonlyRootFilesystem$/, "read-only root"],
  [/^executionRoleArn$/, "execution role"],
  [/^taskRoleArn$/, "task role"],
];

/** What differs between two revisions, the task's own settings first, then container by container. */
export function definitionDifferences(before: DefinitionDocument, after: DefinitionDocument): Row[] {
  const [one, other] = [factsOf(before), factsOf(after)];
  const keys = [...new Set([...one.keys(), ...other.keys()])].sort(byPlace);
  return keys.flatMap((key) => {
    const [section = "", item = "", property = ""] = JSON.parse(key) as string[];
    const [x, y] = [one.get(key) ?? null, other.get(key) ?? null];
    return x === y ? [] : [{ section, item, property, values: [x, y] }];
  });
}

/** Tasks before containers; within them by name. */
function byPlace(a: string, b: string): number {
  const [of, other] = [a.startsWith('["Task"'), b.startsWith('["Task"')];
  return of === other ? (a < b ? -1 : 1) : of ? -1 : 1;
}

function factsOf(document: DefinitionDocument): Map<string, string> {
  const facts = new Map<string, string>();
  const add = (section: string, item: string, fields: object) => {
    for (const [path, value] of leaves(fields)) facts.set(JSON.stringify([section, item, wordsFor(path)]), value);
  };
  add("Task", "", Object.fromEntries(Object.entries(document).filter(([key]) => !NOT_CONTENT.has(key))));
  for (const container of listOf(document.containerDefinitions)) {
    const { name, ...fields } = container as Record<string, unknown>;
    add("Containers", String(name), fields);
  }
  return facts;
}

function wordsFor(path: string): string {
  const [pattern, words] = WORDS.find(([pattern]) => pattern.test(path)) ?? [/$/, ""];
  return path.replace(pattern, words);
}

/** Every value with the path to it. What is empty is as good as not there: AWS writes both. */
function leaves(value: unknown, path: readonly string[] = []): [string, string][] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) {
    const key = NAMED_BY[path.at(-1) ?? ""];
    if (value.length === 0) return [];
    if (key === undefined) return [[path.join("."), textOf(value)]];
    // Several may have one name, as 53/tcp and 53/udp have: they are told together.
    const byName = new Map<string, string[]>();
    for (const entry of value) {
      const { [key]: name, ...rest } = entry as Record<string, unknown>;
      const named = [...path, String(name)].join(".");
      byName.set(named, [...(byName.get(named) ?? []), restOf(rest)]);
    }
    return [...byName].map(([named, texts]) => [named, texts.sort().join("; ")]);
  }
  if (typeof value !== "object") return [[path.join("."), textOf(value)]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

/** What an entry has beside its name: one value as it is, several with their names. */
function restOf(rest: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(rest).filter(([, value]) => value !== undefined && value !== null);
  const [only] = entries;
  if (only !== undefined && entries.length === 1) return textOf(only[1]);
  return entries
    .map(([key, value]) => `${key} ${textOf(value)}`)
    .sort()
    .join(", ");
}

function textOf(value: unknown): string {
  if (
    Array.isArray(value) &&
    value.every((entry) => typeof entry === "string" && !/[\s"]/.test(entry) && entry !== "")
  ) {
    return value.join(" ");
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
