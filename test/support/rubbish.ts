import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";

/** Values that nobody means, and some of which JavaScript itself makes errors of. */
export const RUBBISH: readonly unknown[] = [
  ...[null, "", "x", -1, 1.5, 0, Number.NaN, true, Symbol.iterator, () => 1, 10n],
  ...[[], [null], [undefined], new Array(1), [[1]], {}, { x: null }, { x: undefined }, { x: 10n }],
  ...[{ toString: 1 }, { toJSON: () => undefined }, Object.create(null), new Date(Number.NaN), new Map([["x", 1]])],
];

/** Lists and maps that have something in them that has to be waited for. */
export const WAITING: readonly unknown[] = [[pulumi.output("y")], { x: pulumi.output("y") }];

/** Values that nobody means. */
export const rubbish = fc.oneof(fc.constantFrom(...RUBBISH), fc.jsonValue({ maxDepth: 2 }));

/** Ways to every value within some arguments, lists and their entries included. */
export function pathsOf(value: unknown, at: string[] = []): string[][] {
  const children = value !== null && typeof value === "object" ? Object.entries(value) : [];
  return [...(at.length > 0 ? [at] : []), ...children.flatMap(([key, child]) => pathsOf(child, [...at, key]))];
}

/** The value at a path. */
export function valueAt(within: unknown, path: readonly string[]): unknown {
  return path.reduce((value, key) => (value as Record<string, unknown>)[key], within);
}

/** A copy with another value at a path. */
export function withValueAt(within: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const copy = Array.isArray(within) ? [...within] : { ...(within as object) };
  Object.assign(copy, { [key]: withValueAt((within as Record<string, unknown>)[key], rest, value) });
  return copy;
}

/** A path as messages write it, like `permissions[0].actions`. */
export function argumentAt(path: readonly string[]): string {
  return path.reduce((at, key) => (/^\d+$/.test(key) ? `${at}[${key}]` : at === "" ? key : `${at}.${key}`), "");
}
