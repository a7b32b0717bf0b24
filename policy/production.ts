import { namesProduction } from "fairlead/rules";
import { FAIRLEAD } from "./graph/kinds";
import { at, isObject, type PlainObject, textOf } from "./graph/plain";
import type { StackGraph } from "./graph/stackGraph";
import { matchesAny } from "./names";
import type { Run } from "./settings";

/** A component's type and what it was given. */
export interface ComponentArguments {
  readonly type: string;
  readonly name: string;
  readonly inputs: PlainObject;
}

/**
 * Whether a name is production's. Without patterns it is when it says so, like `eu-prod`.
 * @param patterns Names that are production; `*` stands for any text. Nothing else is production then.
 */
export function isProductionName(name: string, patterns?: readonly string[]): boolean {
  return patterns ? matchesAny(name, patterns) : namesProduction(name);
}

/**
 * Why a component of Fairlead makes its stack production, if it does: an environment that was given the profile
 * `production` or is called like production, or a service that was given the reference of such an environment.
 */
export function componentReason(component: ComponentArguments, patterns?: readonly string[]): string | undefined {
  if (!component.type.startsWith(FAIRLEAD)) return undefined;
  const short = component.type.slice(FAIRLEAD.length);
  const isEnvironment = short === "EcsEnvironment";
  const sources = isEnvironment ? [component.inputs] : referencesIn(component.inputs);
  for (const source of sources) {
    if (at(source, "profile") === "production") return `${short} "${component.name}" has the profile production`;
    const name =
      textOf(at(source, "environmentName")) ?? textOf(at(source, "environment")) ?? textOf(at(source, "name"));
    const called = typeof name === "string" ? name : isEnvironment ? component.name : undefined;
    if (called !== undefined && isProductionName(called, patterns)) {
      return `${short} "${component.name}" belongs to the environment "${called}"`;
    }
  }
  return undefined;
}

/** Why a stack's name makes it production, if it does. */
export function stackReason(stack: string, patterns?: readonly string[]): string | undefined {
  return isProductionName(stack, patterns) ? `stack "${stack}"` : undefined;
}

/** Why a stack is production, if it is: by its name or by what its components were given. */
export function productionOf(graph: StackGraph, { stack }: Run, patterns?: readonly string[]): string | undefined {
  const byName = stackReason(stack, patterns);
  if (byName) return byName;
  const reasons = graph.resources.map(({ type, name, inputs, outputs }) =>
    componentReason({ type, name, inputs: inputs ?? outputs }, patterns),
  );
  return reasons.filter((reason) => reason !== undefined).sort()[0];
}

/** The references to an environment among a component's arguments. */
export function referencesIn(inputs: PlainObject): readonly PlainObject[] {
  return ["environment", "reference"].map((key) => at(inputs, key)).filter(isObject);
}
