import { noOptions } from "./options";
import type { Properties, RecordedResource, URN } from "./recording";
import { urnOf } from "./urn";
import { unknown } from "./values";

const providerPrefix = "pulumi:providers:";

/** Whether the engine itself made this provider because a resource names none. Pulumi's display leaves these out. */
export function isDefaultProvider({ type, name }: Pick<RecordedResource, "type" | "name">): boolean {
  return type.startsWith(providerPrefix) && /^default(_|$)/.test(name);
}

/**
 * The provider that the engine makes for a resource that names none: one for each package and version, configured by the
 * stack. `undefined` for types of Pulumi's own that need no provider.
 */
export function defaultProvider(
  run: { project: string; stack: string; config: Readonly<Record<string, string>> },
  type: string,
  version: string | undefined,
): RecordedResource | undefined {
  const pkg = type.split(":")[0] ?? "";
  if (pkg === "pulumi") return undefined;
  const name = version === undefined ? "default" : `default_${version.replaceAll(".", "_")}`;
  const inputs: Properties = Object.fromEntries(
    Object.entries(run.config).flatMap(([key, value]) => {
      const [namespace, property] = key.split(":");
      return namespace === pkg && property !== undefined ? [[property, value]] : [];
    }),
  );
  if (version !== undefined) inputs.version = version;
  return {
    urn: urnOf({ project: run.project, stack: run.stack }, `${providerPrefix}${pkg}`, name),
    type: `${providerPrefix}${pkg}`,
    name,
    custom: true,
    remote: false,
    inputs,
    outputs: inputs,
    dependencies: [],
    propertyDependencies: {},
    options: noOptions,
    external: false,
  };
}

/** The reference by which a resource names its provider; a provider that does not exist yet has no known id. */
export function providerReference(provider: RecordedResource): string {
  return `${provider.urn}::${unknown}`;
}

/** The URN in a provider reference. */
export function providerUrn(reference: string): URN {
  return reference.slice(0, reference.lastIndexOf("::"));
}
