/**
 * The doors into @pulumi/pulumi that have no public handle, all in one place: a run that is judged in process needs its
 * own settings, its own engine connection, and transforms without a server. Checked against 3.248 and 3.270; the
 * recorder's tests fail when a version moves them.
 */
import type * as grpc from "@grpc/grpc-js";
import * as pulumi from "@pulumi/pulumi";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import type * as resource from "@pulumi/pulumi/proto/resource_pb";
import { CallbackServer, type ICallbackServer } from "@pulumi/pulumi/runtime/callbacks";
import * as state from "@pulumi/pulumi/runtime/state";

/** How a gRPC method of the engine answers. */
export type Reply<T> = (error: Partial<grpc.ServiceError> | null, response?: T) => void;

/** The part of the engine's resource monitor that programs call. */
export interface Monitor {
  supportsFeature(request: resource.SupportsFeatureRequest, reply: Reply<{ getHassupport(): boolean }>): void;
  getDeploymentInfo(request: object, reply: Reply<object>): void;
  registerResource(request: resource.RegisterResourceRequest, reply: Reply<resource.RegisterResourceResponse>): void;
  registerResourceOutputs(request: resource.RegisterResourceOutputsRequest, reply: Reply<object>): void;
  readResource(request: resource.ReadResourceRequest, reply: Reply<resource.ReadResourceResponse>): void;
  invoke(request: resource.ResourceInvokeRequest, reply: Reply<unknown>): void;
  call(request: resource.ResourceCallRequest, reply: Reply<unknown>): void;
  registerPackage(request: resource.RegisterPackageRequest, reply: Reply<resource.RegisterPackageResponse>): void;
  registerStackTransform(callback: { getToken(): string }, reply: Reply<object>): void;
  registerResourceHook(request: object, reply: Reply<object>): void;
  registerErrorHook(request: object, reply: Reply<object>): void;
  signalAndWaitForShutdown(request: object, reply: Reply<object>): void;
  close(): void;
}

/** The part of the engine's own service that programs call. */
export interface Engine {
  log(request: LogRequest, reply: Reply<object>): void;
  setRootResource(request: object, reply: Reply<object>): void;
  close(): void;
}

/** What a program's code learns of its run from the SDK. */
export interface StackContext {
  readonly project: string;
  readonly stack: string;
  readonly organization: string;
  readonly preview: boolean;
  readonly config: Readonly<Record<string, string>>;
  readonly secretConfigKeys?: readonly string[];
}

/** State of the SDK for one run. */
interface Store {
  readonly settings: { monitor?: unknown; engine?: unknown };
  readonly leakCandidates: Set<Promise<unknown> & { readonly _debugCtx?: string }>;
  callbacks?: ICallbackServer;
}

const internals = state as unknown as {
  withLocalStorage<T>(callback: () => Promise<T>): Promise<T>;
  getStore(): Store;
};

/**
 * Runs code with SDK state of its own: stack, config and monitor of one run are invisible to the next, even to promises
 * that a failed program left behind.
 */
export function inStackContext<T>(
  context: StackContext,
  services: { monitor: Partial<Monitor>; engine: Engine },
  body: () => Promise<T>,
): Promise<T> {
  return internals.withLocalStorage(async () => {
    const { project, stack, preview, organization } = context;
    pulumi.runtime.setMockOptions(services.monitor, project, stack, preview, organization);
    internals.getStore().settings.engine = services.engine;
    pulumi.runtime.setAllConfig({ ...context.config }, [...(context.secretConfigKeys ?? [])]);
    return body();
  });
}

/** Labels of what the SDK is still waiting for in this run, such as `resolveURN(resource:web[aws:ecs/cluster:Cluster])`. */
export function pendingOperations(): string[] {
  return [...internals.getStore().leakCandidates].flatMap(({ _debugCtx }) => _debugCtx ?? []);
}

/** Calls a function that the program registered, such as a transform, by its token. */
export type CallbackCaller = (token: string, request: Uint8Array) => Promise<Uint8Array>;

/**
 * Gives this run the SDK's own callback server without its socket. The engine would call a transform back over gRPC;
 * in one process that would cost a listening port, half a second, and a server to shut down.
 */
export function useInProcessCallbacks(monitor: Monitor): CallbackCaller {
  const callbacks = new Map<string, (bytes: Uint8Array) => Promise<{ serializeBinary(): Uint8Array }>>();
  const server: ICallbackServer = Object.assign(Object.create(CallbackServer.prototype), {
    _callbacks: callbacks,
    _pendingRegistrations: 0,
    _awaitQueue: [],
    _monitor: monitor,
    _target: Promise.resolve("in-process"),
    _server: { forceShutdown: () => callbacks.clear() },
  });
  internals.getStore().callbacks = server;
  return async (token, request) => {
    const callback = callbacks.get(token);
    if (callback === undefined) throw new Error(`callback not found: ${token}`);
    return (await callback(request)).serializeBinary();
  };
}
