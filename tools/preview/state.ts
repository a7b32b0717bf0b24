import type { ReadResourceRequest, RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { defaultRegion } from "./answers";
import { withAutoname } from "./autonames";
import { computedProperties } from "./computed";
import { noOptions, optionsOf } from "./options";
import type { ProgramRun, Properties, RecordedResource, URN } from "./recording";
import { resolvedProperties } from "./resolved";
import { urnOf } from "./urn";
import { isSecret, mapProperties, secret, settle, unknown } from "./values";

/** What the engine would store for a registration. */
export function registeredState(run: ProgramRun, request: RegisterResourceRequest, parent?: URN): RecordedResource {
  const place = { project: run.project, stack: run.stack, parent };
  const type = request.getType();
  const urn = urnOf(place, type, request.getName());
  const inputs = propertiesOf(request.getObject());
  const resource: RecordedResource = {
    urn,
    type,
    name: request.getName(),
    parent,
    custom: request.getCustom(),
    remote: request.getRemote(),
    inputs: request.getCustom() ? withAutoname(type, urn, inputs) : inputs,
    outputs: {},
    dependencies: request.getDependenciesList(),
    propertyDependencies: propertyDependenciesOf(request),
    options: optionsOf(request, place),
    provider: request.getProvider() || undefined,
    external: false,
  };
  return withOutputs(resource, run);
}

function propertyDependenciesOf(request: RegisterResourceRequest): Record<string, readonly URN[]> {
  const dependencies: Record<string, readonly URN[]> = {};
  request.getPropertydependenciesMap().forEach((on, property) => {
    const urns = on.getUrnsList();
    if (urns.length > 0) dependencies[property] = urns;
  });
  return dependencies;
}

/** What the engine would know of a resource that another stack, or nobody, manages. */
export function readState(run: ProgramRun, request: ReadResourceRequest, parent?: URN): RecordedResource {
  const type = request.getType();
  const id = request.getId();
  const resource: RecordedResource = {
    urn: urnOf({ project: run.project, stack: run.stack, parent }, type, request.getName()),
    type,
    name: request.getName(),
    parent,
    custom: true,
    remote: false,
    inputs: propertiesOf(request.getProperties()),
    outputs: {},
    dependencies: request.getDependenciesList(),
    propertyDependencies: {},
    options: noOptions,
    provider: request.getProvider() || undefined,
    external: true,
  };
  if (type !== "pulumi:pulumi:StackReference") {
    const read = withOutputs(resource, run);
    return { ...read, outputs: { ...read.outputs, id } };
  }
  const outputs = run.stackOutputs?.[id];
  if (outputs === undefined) throw new Error(`nothing answers the reference to the stack '${id}' in a recording`);
  const secretOutputNames = Object.keys(outputs).filter((key) => isSecret(outputs[key]));
  return { ...resource, outputs: { name: id, outputs, secretOutputNames } };
}

/** The id that the program is told; empty stands for unknown. */
export function idOf(resource: RecordedResource): string {
  const { id } = resource.outputs;
  return typeof id === "string" && id !== unknown ? id : "";
}

/**
 * Adds outputs. Preview: a custom resource has its inputs, and what else the provider computes is unknown; of a remote
 * component all is unknown. Otherwise computed values are made up. A local component has none before it registers them.
 */
function withOutputs(resource: RecordedResource, run: ProgramRun): RecordedResource {
  if (!resource.custom && !resource.remote) return resource;
  const given = resource.custom ? resource.inputs : {};
  const outputs: Properties =
    run.preview === false
      ? {
          ...resolvedProperties(resource, run.config["aws:region"] ?? defaultRegion),
          ...given,
          ...run.computed?.(resource),
        }
      : { ...unknownProperties(resource), ...given };
  for (const property of resource.options.additionalSecretOutputs) {
    if (property in outputs && !isSecret(outputs[property])) outputs[property] = secret(outputs[property]);
  }
  return { ...resource, outputs };
}

function unknownProperties(resource: RecordedResource): Properties {
  const computed = computedProperties(resource.type).map(({ name }) => [name, unknown]);
  return { ...Object.fromEntries(computed), ...(resource.custom ? { id: resource.options.import ?? unknown } : {}) };
}

/** Properties off the wire. */
export function propertiesOf(struct: Struct | undefined): Properties {
  return mapProperties((struct?.toJavaScript() ?? {}) as Properties, settle);
}

/** Properties for the wire. */
export function structOf(properties: Properties): Struct {
  return Struct.fromJavaScript(properties as Record<string, JavaScriptValue>);
}
