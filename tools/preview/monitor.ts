import { InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import {
  type ReadResourceRequest,
  ReadResourceResponse,
  RegisterPackageResponse,
  type RegisterResourceRequest,
  RegisterResourceResponse,
  type ResourceInvokeRequest,
} from "@pulumi/pulumi/proto/resource_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { builtInAnswers } from "./answers";
import type { CallbackCaller, Monitor, Reply } from "./internals";
import { defaultProvider, providerReference, providerUrn } from "./providers";
import type { Invocation, ProgramRun, Properties, RecordedResource, URN } from "./recording";
import { idOf, propertiesOf, readState, registeredState, structOf } from "./state";
import { Transforms } from "./transforms";
import { stackType } from "./urn";
import { plain } from "./values";

/** gRPC's status for a method that a server does not have. */
const UNIMPLEMENTED = 12;

/** Stands where the engine stands, writes down what a program registers, and answers as the engine would. */
export class RecordingMonitor implements Monitor {
  readonly resources = new Map<URN, RecordedResource>();
  /** Functions that the program invoked, by what they were asked. */
  readonly invoked = new Map<string, Invocation>();
  /** Number of requests so far; while it stands still, the program waits for something. */
  activity = 0;
  private stackUrn: URN | undefined;
  private sealed = false;
  private transforms: Transforms | undefined;

  constructor(private readonly run: ProgramRun) {}

  /** Gives access to functions of the program that the engine would call back. */
  connectCallbacks(call: CallbackCaller): void {
    this.transforms = new Transforms(call);
  }

  /** Refuses whatever comes from now on: the recording has been handed over. */
  seal(): void {
    this.sealed = true;
  }

  supportsFeature(request: { getId(): string }, reply: Reply<{ getHassupport(): boolean }>): void {
    // All but transforms of invokes, which the SDK then refuses with an error that says so.
    const supported = request.getId() !== "invokeTransforms";
    reply(null, { getHassupport: () => supported });
  }

  /** Newer SDKs ask for all features at once. As older engines do, this one says it cannot, and is asked for each. */
  getDeploymentInfo(_request: object, reply: Reply<object>): void {
    reply({ code: UNIMPLEMENTED, message: "GetDeploymentInfo is not implemented by a recording" });
  }

  registerResource(request: RegisterResourceRequest, reply: Reply<RegisterResourceResponse>): void {
    this.answer(reply, async () => {
      const parent = request.getParent() || this.stackUrn;
      await this.transforms?.apply(request, parent);
      const resource = this.keep(registeredState(this.run, request, parent));
      this.transforms?.keep(resource.urn, parent, request);
      const response = new RegisterResourceResponse();
      response.setUrn(resource.urn);
      response.setId(idOf(resource));
      response.setObject(structOf(resource.outputs));
      return response;
    });
  }

  registerResourceOutputs(request: { getUrn(): URN; getOutputs(): Struct | undefined }, reply: Reply<object>): void {
    this.answer(reply, async () => {
      const resource = this.resources.get(request.getUrn());
      if (resource === undefined) throw new Error(`outputs of a resource that is not registered: ${request.getUrn()}`);
      resource.outputs = propertiesOf(request.getOutputs());
      return {};
    });
  }

  readResource(request: ReadResourceRequest, reply: Reply<ReadResourceResponse>): void {
    this.answer(reply, async () => {
      const resource = this.keep(readState(this.run, request, request.getParent() || this.stackUrn));
      const response = new ReadResourceResponse();
      response.setUrn(resource.urn);
      response.setProperties(structOf(resource.outputs));
      // Newer SDKs take the id from the answer: without one, it is unknown in a preview.
      (response as { setId?(id: string): void }).setId?.(request.getId());
      return response;
    });
  }

  invoke(request: ResourceInvokeRequest, reply: Reply<InvokeResponse>): void {
    this.answer(reply, async () => {
      const args = plain<Properties>(propertiesOf(request.getArgs()));
      const response = new InvokeResponse();
      response.setReturn(structOf(this.resultOf(request.getTok(), args, request.getProvider())));
      return response;
    });
  }

  private resultOf(token: string, args: Properties, provider: string): Properties {
    if (token === "pulumi:pulumi:getResource") {
      const resource = this.resources.get(String(args.urn));
      if (resource === undefined) throw new Error(`unknown resource ${args.urn}`);
      return { urn: resource.urn, id: idOf(resource), state: resource.outputs };
    }
    const answer = this.run.answers?.[token] ?? builtInAnswers(this.configOf(provider))[token];
    if (answer === undefined) throw new Error(`nothing answers the function ${token} in a recording`);
    const result = answer(args);
    if (typeof result === "string") throw new Error(result);
    this.invoked.set(JSON.stringify([token, args, provider]), { token, args, ...(provider !== "" && { provider }) });
    return result;
  }

  /** The configuration that a function answers by: a provider that the program made has its own region. */
  private configOf(provider: string): Readonly<Record<string, string>> {
    const region = this.resources.get(providerUrn(provider))?.inputs.region;
    return typeof region === "string" ? { ...this.run.config, "aws:region": region } : this.run.config;
  }

  call(request: { getTok(): string }, reply: Reply<unknown>): void {
    this.answer(reply, async () => {
      throw new Error(`nothing answers the method ${request.getTok()} in a recording`);
    });
  }

  registerPackage(request: { getName(): string; getVersion(): string }, reply: Reply<RegisterPackageResponse>): void {
    this.answer(reply, async () => {
      const response = new RegisterPackageResponse();
      response.setRef(`${request.getName()}@${request.getVersion()}`);
      return response;
    });
  }

  registerStackTransform(callback: { getToken(): string }, reply: Reply<object>): void {
    this.answer(reply, async () => {
      this.transforms?.addToStack(callback.getToken());
      return {};
    });
  }

  // Hooks run around operations on real resources; a recording has none.
  registerResourceHook = (_request: object, reply: Reply<object>): void => reply(null, {});
  registerErrorHook = (_request: object, reply: Reply<object>): void => reply(null, {});
  signalAndWaitForShutdown = (_request: object, reply: Reply<object>): void => reply(null, {});
  close(): void {}

  /** Answers once `work` is done; a fault goes to the program as a gRPC error would. */
  private answer<T>(reply: Reply<T>, work: () => Promise<T>): void {
    this.activity++;
    const done = this.sealed ? Promise.reject(new Error("it came after the program had ended")) : work();
    done.then(
      (response) => reply(null, response),
      (error: Error) => reply({ message: error.message, details: error.message }),
    );
  }

  private keep(resource: RecordedResource): RecordedResource {
    if (this.resources.has(resource.urn)) {
      throw new Error(`Duplicate resource URN '${resource.urn}'; try giving it a unique name`);
    }
    if (resource.type === stackType) this.stackUrn = resource.urn;
    const kept = this.withProvider(resource);
    this.resources.set(kept.urn, kept);
    return kept;
  }

  /** A custom resource that names no provider gets the default one, which is registered with the first that needs it. */
  private withProvider(resource: RecordedResource): RecordedResource {
    if (!resource.custom || resource.provider !== undefined || resource.type.startsWith("pulumi:")) return resource;
    const provider = defaultProvider(this.run, resource.type, resource.options.version);
    if (provider === undefined) return resource;
    if (!this.resources.has(provider.urn)) this.resources.set(provider.urn, provider);
    return { ...resource, provider: providerReference(provider) };
  }
}
