import fc from "fast-check";

/** Values that nobody means. */
export const rubbish = fc.oneof(
  fc.constantFrom(null, "", "x", -1, 1.5, 0, Number.NaN, true, [], [null], {}, { x: null }, Symbol.iterator),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Ways to every value within some arguments, lists and their entries included. */
export function pathsOf(value: unknown, at: string[] = []): string[][] {
  const children = value !== null && typeof value === "object" ? Object.entries(value) : [];
  return [...(at.length > 0 ? [at] : []), ...children.flatMap(([key, child]) => pathsOf(child, [...at, key]))];
}

/** A copy with another value at a path. */
export function withValueAt(within: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const copy = Array.isArray(within) ? [...within] : { ...(within as object) };
  Object.assign(copy, { [key]: withValueAt((within as Record<string, unknown>)[key], rest, value) });
  return copy;
}
