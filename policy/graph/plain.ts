/** Stands in a copy of a resource's properties for a value that a preview cannot know yet. */
export const UNKNOWN: unique symbol = Symbol("unknown");

/** A value that a preview cannot know yet. */
export type Unknown = typeof UNKNOWN;

/** A property of a resource as plain data. */
export type Plain = null | boolean | number | string | Unknown | readonly Plain[] | PlainObject;

/** Properties of a resource as plain data. */
export interface PlainObject {
  readonly [key: string]: Plain;
}

/**
 * Copies properties into plain data once, so that no rule ever meets the engine's proxy: reading an unknown value through
 * that proxy throws, and one such throw ends a policy for the whole stack. Whatever cannot be read becomes `UNKNOWN`.
 * @param unknownText The text that stands for an unknown value where the properties are no proxy.
 */
export function plainCopy(properties: unknown, unknownText: string): PlainObject {
  // In a large preview thousands of values are unknown, and to note where each was read takes longer than all the rules.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    const copy = copyOf(properties, unknownText);
    return isObject(copy) ? copy : {};
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function copyOf(value: unknown, unknownText: string): Plain {
  if (value === undefined || value === null) return null;
  if (value === unknownText) return UNKNOWN;
  if (typeof value === "boolean" || typeof value === "number" || typeof value === "string") return value;
  if (typeof value !== "object") return null;
  const read = (key: string | number): Plain => {
    try {
      return copyOf((value as Record<string | number, unknown>)[key], unknownText);
    } catch {
      return UNKNOWN;
    }
  };
  if (Array.isArray(value)) return Array.from({ length: value.length }, (_, index) => read(index));
  const copy: Record<string, Plain> = Object.create(null);
  for (const key of Object.keys(value)) copy[key] = read(key);
  return copy;
}

/** Whether a value is an object with properties. */
export function isObject(value: Plain | undefined): value is PlainObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Reads a property at any depth. A part that is missing, null or of the wrong shape is `undefined`, a part that is
 * unknown makes everything below it unknown. Where a name is read from a list the first entry answers: the provider
 * shows single blocks as objects in one version and as lists of one in another.
 */
export function at(value: Plain | undefined, ...path: readonly string[]): Plain | undefined {
  let here: Plain | undefined = value;
  for (const key of path) {
    if (Array.isArray(here)) here = (here as readonly Plain[])[0];
    if (here === UNKNOWN) return UNKNOWN;
    here = isObject(here) && Object.hasOwn(here, key) ? here[key] : undefined;
  }
  return here ?? undefined;
}

/** A text that says something. What is of another type says nothing that a rule could rely on: it is unknown. */
export function textOf(value: Plain | undefined): string | Unknown | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  return typeof value === "string" ? value : UNKNOWN;
}

/** A number, also one that is written as a text. What is no number says nothing that a rule could rely on: it is unknown. */
export function numberOf(value: Plain | undefined): number | Unknown | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : UNKNOWN;
}

/** A list without its empty entries; a single block is a list of one. */
export function listOf(value: Plain | undefined): readonly Plain[] | Unknown {
  if (value === UNKNOWN) return UNKNOWN;
  if (Array.isArray(value)) return (value as readonly Plain[]).filter((entry) => entry !== null);
  return isObject(value) ? [value] : [];
}

/** A list whose entries may each be unknown; an unknown list is one unknown entry. */
export function entriesOf(value: Plain | undefined): readonly Plain[] {
  const list = listOf(value);
  return list === UNKNOWN ? [UNKNOWN] : list;
}
