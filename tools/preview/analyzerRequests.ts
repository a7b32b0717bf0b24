import {
  AnalyzeRequest,
  AnalyzerPropertyDependencies,
  AnalyzerProviderResource,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
} from "@pulumi/pulumi/proto/analyzer_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { providerUrn } from "./providers";
import type { Properties, RecordedResource, Recording, URN } from "./recording";
import { structOf } from "./state";

/**
 * The questions the engine asks a policy pack about each resource before it is made: inputs, options and provider. What is
 * only read is not asked about.
 */
export function resourceRequests(recording: Recording): AnalyzeRequest[] {
  const providers = byUrn(recording.resources);
  return managed(recording).map((resource) => {
    const request = new AnalyzeRequest();
    describe(request, resource, resource.inputs, providers);
    return request;
  });
}

/** The question at the end: all resources with their outputs, the Stack, components and providers among them. */
export function stackRequest(recording: Recording): AnalyzeStackRequest {
  const providers = byUrn(recording.resources);
  const request = new AnalyzeStackRequest();
  request.setResourcesList(
    managed(recording).map((resource) => {
      const question = new AnalyzerResource();
      describe(question, resource, resource.outputs, providers);
      question.setParent(resource.parent ?? "");
      question.setDependenciesList([...resource.dependencies]);
      for (const [property, urns] of Object.entries(resource.propertyDependencies)) {
        const dependencies = new AnalyzerPropertyDependencies();
        dependencies.setUrnsList([...urns]);
        question.getPropertydependenciesMap().set(property, dependencies);
      }
      return question;
    }),
  );
  return request;
}

function managed({ resources }: Recording): RecordedResource[] {
  return resources.filter(({ external }) => !external);
}

function byUrn(resources: readonly RecordedResource[]): Map<URN, RecordedResource> {
  return new Map(resources.map((resource) => [resource.urn, resource]));
}

/** What both questions say of a resource. */
function describe(
  request: AnalyzeRequest | AnalyzerResource,
  resource: RecordedResource,
  properties: Properties,
  all: ReadonlyMap<URN, RecordedResource>,
): void {
  request.setType(resource.type);
  request.setUrn(resource.urn);
  request.setName(resource.name);
  request.setProperties(withoutInternals(properties));
  request.setOptions(optionsOf(resource));
  const provider = resource.provider === undefined ? undefined : all.get(providerUrn(resource.provider));
  if (provider === undefined) return;
  const question = new AnalyzerProviderResource();
  question.setType(provider.type);
  question.setUrn(provider.urn);
  question.setName(provider.name);
  question.setProperties(withoutInternals(provider.inputs));
  request.setProvider(question);
}

/** Keys with two underscores are the engine's and providers' own; packs never see them. */
function withoutInternals(properties: Properties): Struct {
  return structOf(Object.fromEntries(Object.entries(properties).filter(([key]) => !key.startsWith("__"))));
}

function optionsOf({ options, parent }: RecordedResource): AnalyzerResourceOptions {
  const result = new AnalyzerResourceOptions();
  result.setProtect(options.protect);
  result.setIgnorechangesList([...options.ignoreChanges]);
  result.setDeletebeforereplace(options.deleteBeforeReplace ?? false);
  result.setDeletebeforereplacedefined(options.deleteBeforeReplace !== undefined);
  result.setAdditionalsecretoutputsList([...options.additionalSecretOutputs]);
  result.setAliasesList([...options.aliases]);
  result.setParent(parent ?? "");
  const timeouts = new AnalyzerResourceOptions.CustomTimeouts();
  timeouts.setCreate(seconds(options.customTimeouts.create));
  timeouts.setUpdate(seconds(options.customTimeouts.update));
  timeouts.setDelete(seconds(options.customTimeouts.delete));
  result.setCustomtimeouts(timeouts);
  return result;
}

const secondsIn = { h: 3600, m: 60, s: 1, ms: 0.001 } as const;

/** A duration such as `1h30m` in seconds, 0 for none. */
export function seconds(duration: string | undefined): number {
  const parts = (duration ?? "").matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g);
  return [...parts].reduce(
    (sum, [, count, unit]) => sum + Number(count) * secondsIn[unit as keyof typeof secondsIn],
    0,
  );
}
