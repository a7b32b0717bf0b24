import * as pulumi from "@pulumi/pulumi";
import * as analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import type { EcsPolicy } from "fairlead-policy";

/** A resource as a test describes it. */
export interface Described {
  readonly type: string;
  readonly name: string;
  /** What the resource half sees; without it only the stack half is asked. */
  readonly inputs?: Record<string, unknown>;
  /** What the stack half sees. @default - the inputs */
  readonly outputs?: Record<string, unknown>;
  readonly parent?: Described;
  /** The resources that each property was made from. */
  readonly from?: Record<string, readonly Described[]>;
  /** Resources that it depends on as a whole, beside those in `from`. */
  readonly after?: readonly Described[];
}

/** How the engine runs. */
export interface JudgeOptions {
  /** @default "dev" */
  readonly stack?: string;
  /** @default true */
  readonly preview?: boolean;
  /** Set to false to ask the stack half alone, as for an untouched resource that nobody analyzed. @default true */
  readonly analyze?: boolean;
}

/** What the policies said. */
export interface Verdict {
  readonly policy: string;
  readonly level: "advisory" | "mandatory";
  readonly half: "resource" | "stack";
  /** Logical name of the resource it is about. */
  readonly about: string;
  readonly message: string;
}

/** A value that the preview does not know; the text is the engine's own. */
export const unknown = pulumi.runtime.unknownValue;

type StructMessage = Parameters<analyzer.AnalyzeRequest["setProperties"]>[0];
type Handler = (
  call: { request: unknown },
  done: (error: Error | null | undefined, response: analyzer.AnalyzeResponse) => void,
) => void;
type MakeHandler = (pack: string, version: string, level: string, policies: EcsPolicy[]) => Handler;

// Not in the package's typings: the functions that answer the engine, proxies and unknown values included.
const server: {
  makeAnalyzeRpcFun: MakeHandler;
  makeAnalyzeStackRpcFun: MakeHandler;
} = require("@pulumi/policy/server");
const { Struct }: { Struct: { fromJavaScript(value: Record<string, unknown>): StructMessage } } =
  require("google-protobuf/google/protobuf/struct_pb");
const settings: { _setIsDryRun(value: boolean): void } = require("@pulumi/pulumi/runtime/settings");

/** Asks policies about each resource and then about the stack, through @pulumi/policy's own handlers, as the engine does. */
export async function judge(
  policies: EcsPolicy[],
  resources: readonly Described[],
  options: JudgeOptions = {},
): Promise<Verdict[]> {
  const stack = options.stack ?? "dev";
  const analyzed = options.analyze === false ? [] : resources.filter((resource) => resource.inputs);
  const requests = analyzed.map((resource) => analyzeRequest(resource, stack));
  return judgeRequests(policies, requests, stackRequest(resources, stack), options.preview ?? true);
}

/** Asks policies the engine's questions: about each resource, then about the stack. */
export async function judgeRequests(
  policies: EcsPolicy[],
  resources: readonly analyzer.AnalyzeRequest[],
  stack: analyzer.AnalyzeStackRequest,
  preview: boolean,
): Promise<Verdict[]> {
  const wasDryRun = pulumi.runtime.isDryRun();
  settings._setIsDryRun(preview);
  try {
    const analyze = server.makeAnalyzeRpcFun("test", "1.0.0", "advisory", policies);
    const analyzeStack = server.makeAnalyzeStackRpcFun("test", "1.0.0", "advisory", policies);
    const verdicts: Verdict[] = [];
    for (const request of resources) {
      // The engine fills in the resource that it asked about.
      verdicts.push(...verdictsOf(await ask(analyze, request), "resource", () => nameIn(request.getUrn())));
    }
    verdicts.push(...verdictsOf(await ask(analyzeStack, stack), "stack", nameIn));
    return verdicts;
  } finally {
    settings._setIsDryRun(wasDryRun);
  }
}

function nameIn(urn: string): string {
  return urn.split("::").at(-1) ?? "";
}

/** The URN that the engine gives a resource. */
export function urnOf(resource: Described, stack: string): string {
  const types = [resource.type];
  for (let parent = resource.parent; parent; parent = parent.parent) types.unshift(parent.type);
  return `urn:pulumi:${stack}::shop::${types.join("$")}::${resource.name}`;
}

/** A request about one resource, before it is created. */
export function analyzeRequest(resource: Described, stack: string): analyzer.AnalyzeRequest {
  const request = new analyzer.AnalyzeRequest();
  request.setType(resource.type);
  request.setName(resource.name);
  request.setUrn(urnOf(resource, stack));
  request.setProperties(structOf(resource.inputs ?? {}));
  request.setOptions(optionsOf(resource, stack));
  return request;
}

/** A request about the whole stack. */
export function stackRequest(resources: readonly Described[], stack: string): analyzer.AnalyzeStackRequest {
  const request = new analyzer.AnalyzeStackRequest();
  request.setResourcesList(resources.map((resource) => analyzerResource(resource, stack)));
  return request;
}

function analyzerResource(resource: Described, stack: string): analyzer.AnalyzerResource {
  const message = new analyzer.AnalyzerResource();
  message.setType(resource.type);
  message.setName(resource.name);
  message.setUrn(urnOf(resource, stack));
  message.setProperties(structOf(resource.outputs ?? resource.inputs ?? {}));
  message.setOptions(optionsOf(resource, stack));
  if (resource.parent) message.setParent(urnOf(resource.parent, stack));
  const dependencies = message.getPropertydependenciesMap();
  for (const [property, sources] of Object.entries(resource.from ?? {})) {
    const urns = new analyzer.AnalyzerPropertyDependencies();
    urns.setUrnsList(sources.map((source) => urnOf(source, stack)));
    dependencies.set(property, urns);
  }
  const all = [...Object.values(resource.from ?? {}).flat(), ...(resource.after ?? [])];
  message.setDependenciesList([...new Set(all.map((source) => urnOf(source, stack)))]);
  return message;
}

function optionsOf(resource: Described, stack: string): analyzer.AnalyzerResourceOptions {
  const options = new analyzer.AnalyzerResourceOptions();
  if (resource.parent) options.setParent(urnOf(resource.parent, stack));
  return options;
}

function structOf(properties: Record<string, unknown>): StructMessage {
  return Struct.fromJavaScript(properties);
}

function ask(handler: Handler, request: unknown): Promise<analyzer.AnalyzeResponse> {
  return new Promise((resolve, reject) => {
    handler({ request }, (error, response) => (error ? reject(error) : resolve(response)));
  });
}

function verdictsOf(
  response: analyzer.AnalyzeResponse,
  half: Verdict["half"],
  nameOf: (urn: string) => string,
): Verdict[] {
  return response.getDiagnosticsList().map((diagnostic) => ({
    policy: diagnostic.getPolicyname(),
    level: diagnostic.getEnforcementlevel() === analyzer.EnforcementLevel.MANDATORY ? "mandatory" : "advisory",
    half,
    about: nameOf(diagnostic.getUrn()),
    message: diagnostic.getMessage(),
  }));
}
