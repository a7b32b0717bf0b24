import { inspect } from "node:util";
import * as pulumi from "@pulumi/pulumi";

/** Whether a value itself has to be waited for. Its entries are not looked at. */
export function waits(value: unknown): boolean {
  return pulumi.Output.isInstance(value) || value instanceof Promise;
}

/** Whether nothing in a value has to be waited for. */
export function isPlain(value: unknown): boolean {
  if (waits(value)) return false;
  if (Array.isArray(value)) return value.every(isPlain);
  return isPlainObject(value) ? Object.values(value).every(isPlain) : true;
}

/** Whether a value is an object with entries, and not a list, null or an output. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === "object" && !Array.isArray(value) && !pulumi.Output.isInstance(value);
}

/** Entries of a list, also those that it leaves out; none where something else was passed. */
export function listed(value: unknown): unknown[] {
  return Array.isArray(value) ? [...value] : [];
}

/** A value in a message, whatever it is: JSON, or how Node shows what has none. */
export function shown(value: unknown): string {
  if (value === undefined) return "missing";
  const text = waits(value) ? "an output" : pulumi.Resource.isInstance(value) ? "a resource" : written(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}

function written(value: unknown): string {
  if (typeof value === "string") return `"${value}"`;
  try {
    const json = typeof value === "object" ? JSON.stringify(withoutWaiting(value)) : undefined;
    if (json !== undefined) return json;
  } catch {} // a BigInt or a cycle
  return inspect(value, { breakLength: Number.POSITIVE_INFINITY, compact: true, customInspect: false });
}

function withoutWaiting(value: unknown): unknown {
  if (waits(value)) return "<output>";
  if (pulumi.Resource.isInstance(value)) return "<resource>";
  if (Array.isArray(value)) return value.map(withoutWaiting);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withoutWaiting(child)]));
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (value === null || typeof value !== "object") return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
