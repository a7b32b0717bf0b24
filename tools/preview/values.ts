import * as pulumi from "@pulumi/pulumi";
import type { Properties } from "./recording";

/**
 * The engine's mark for "known only after the update". It is a string even where the property is a number or a list,
 * and the Pulumi SDK and @pulumi/policy both recognise it.
 */
export const unknown: string = pulumi.runtime.unknownValue;

const { specialSigKey, specialSecretSig, specialResourceSig, specialOutputValueSig } = pulumi.runtime;

/** Whether a value (not something inside it) is unknown. */
export function isUnknown(value: unknown): boolean {
  return value === unknown;
}

/** A value marked as secret, in the engine's own wrapper. */
export function secret(value: unknown): Properties {
  return { [specialSigKey]: specialSecretSig, value };
}

/** Whether a value (not something inside it) is in the wrapper of a secret. */
export function isSecret(value: unknown): value is { readonly value: unknown } {
  return isObject(value) && value[specialSigKey] === specialSecretSig;
}

/**
 * What the engine keeps of a property on its way to a provider: output values (arguments of remote components travel so)
 * become their value, references to resources become the id, or the URN of a component.
 */
export function settle(value: unknown): unknown {
  return rewrite(value, (node) => {
    switch (node[specialSigKey]) {
      case specialOutputValueSig: {
        const inner = "value" in node ? settle(node.value) : unknown;
        return node.secret === true ? secret(inner) : inner;
      }
      case specialResourceSig:
        return "id" in node ? node.id || unknown : node.urn;
      case specialSecretSig:
        return secret(settle(node.value));
      default:
        return undefined;
    }
  });
}

/** The value without the wrappers of secrets, as a provider gets it. Never print it. */
export function plain<T = unknown>(value: unknown): T {
  return rewrite(value, (node) => (isSecret(node) ? plain(node.value) : undefined)) as T;
}

/** The value with `[secret]` in place of each secret; what is unknown stays so. */
export function withoutSecrets<T = unknown>(value: unknown): T {
  return rewrite(value, hidden) as T;
}

/** The value for people: `[secret]` and `[unknown]` in place of what must not or cannot be shown. */
export function readable<T = unknown>(value: unknown): T {
  if (isUnknown(value)) return "[unknown]" as T;
  return rewrite(value, hidden, (leaf) => (isUnknown(leaf) ? "[unknown]" : leaf)) as T;
}

function hidden(node: unknown): string | undefined {
  return isSecret(node) ? "[secret]" : undefined;
}

/** A property bag through one of the functions above. */
export function mapProperties(bag: Properties, change: (value: unknown) => unknown): Properties {
  return Object.fromEntries(Object.entries(bag).map(([key, value]) => [key, change(value)]));
}

/** Rebuilds a value; `replace` may give something else for an object, `leaf` for whatever is neither object nor list. */
function rewrite(
  value: unknown,
  replace: (node: Record<string, unknown>) => unknown,
  leaf: (value: unknown) => unknown = (same) => same,
): unknown {
  if (Array.isArray(value)) return value.map((item) => rewrite(item, replace, leaf));
  if (!isObject(value)) return leaf(value);
  const other = replace(value);
  return other === undefined ? mapProperties(value, (item) => rewrite(item, replace, leaf)) : other;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
