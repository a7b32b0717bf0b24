import { createHash } from "node:crypto";
import type { URN } from "./recording";

/** The type of a stack's root resource. */
export const stackType = "pulumi:pulumi:Stack";

/** Where a resource sits. */
export interface Place {
  readonly project: string;
  readonly stack: string;
  readonly parent?: URN;
}

/** The URN that the engine gives: the types of all ancestors but the Stack's lead to the type. */
export function urnOf({ project, stack, parent }: Place, type: string, name: string): URN {
  const above = parent === undefined ? "" : qualifiedType(parent);
  const qualified = above === "" || above === stackType ? type : `${above}$${type}`;
  return `urn:pulumi:${stack}::${project}::${qualified}::${name}`;
}

/** The types of the resource and its ancestors, joined by `$`. */
function qualifiedType(urn: URN): string {
  return urn.split("::")[2] ?? "";
}

/** The resource's own type token. */
export function typeOf(urn: URN): string {
  return qualifiedType(urn).split("$").pop() ?? "";
}

/** The resource's logical name; it may itself contain `::`. */
export function nameOf(urn: URN): string {
  return urn.split("::").slice(3).join("::");
}

/** `aws:ecs/cluster:Cluster` as Pulumi's display writes it: `aws:ecs:Cluster`. */
export function shortType(type: string): string {
  const [pkg, module, name] = type.split(":");
  return name === undefined ? type : `${pkg}:${module?.split("/")[0]}:${name}`;
}

/** The last part of a type, the kind of thing that it is: `ListenerRule`. */
export function kindOf(type: string): string {
  return type.split(":").at(-1) ?? "";
}

/** Some hex digits that are always the same for the same text: ids and name suffixes that stay put from run to run. */
export function stableHex(text: string, digits: number): string {
  return createHash("sha256").update(text).digest("hex").slice(0, digits);
}

/** A name without what Pulumi has added to it. */
export function withoutSuffix(name = ""): string {
  return name.replace(/-[0-9a-f]{7}$/, "");
}
