import { isUnknown, plain } from "./values";

/** A value inside a property bag, by the path to it; `undefined` where nothing is, or nothing known. */
export function valueAt(bag: unknown, path: string): unknown {
  let at: unknown = bag;
  for (const key of path.split(".")) {
    const open: unknown = plain(at);
    if (typeof open !== "object" || open === null) return undefined;
    at = (open as Record<string, unknown>)[key];
  }
  return isUnknown(at) ? undefined : plain(at);
}

/** A text, or "" for anything else. */
export function textAt(bag: unknown, path: string): string {
  const value = valueAt(bag, path);
  return typeof value === "string" ? value : "";
}

/** A number, also one that is written as text. */
export function numberAt(bag: unknown, path: string): number | undefined {
  const value = valueAt(bag, path);
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** How many there are of a thing: a whole number, not below 0, that can be added up. */
export function countAt(bag: unknown, path: string): number | undefined {
  const number = numberAt(bag, path);
  return number !== undefined && number >= 0 && Number.isSafeInteger(number) ? number : undefined;
}

/** A list, or an empty one for anything else. */
export function listAt(bag: unknown, path: string): readonly unknown[] {
  const value = valueAt(bag, path);
  return Array.isArray(value) ? value : [];
}
