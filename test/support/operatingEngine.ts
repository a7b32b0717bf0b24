import * as pulumi from "@pulumi/pulumi";
import {
  ErrorHookRequest,
  ErrorHookResponse,
  type RegisterResourceRequest,
  type RegisterResourceResponse,
  ResourceHookRequest,
  ResourceHookResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import { catchStrays, Faults } from "../../tools/preview/faults";
import { type CallbackCaller, inStackContext, type Reply, useInProcessCallbacks } from "../../tools/preview/internals";
import { loggingEngine } from "../../tools/preview/logging";
import { RecordingMonitor } from "../../tools/preview/monitor";
import type { LogMessage, ProgramRun, Properties, RecordedResource } from "../../tools/preview/recording";
import { structOf } from "../../tools/preview/state";

/**
 * What a made-up provider does with a resource; `repeat` is an update of what has failed before, `resize` one of the
 * desired count alone, `untouched` is no target of this one.
 */
export type Operation =
  | "create"
  | "update"
  | "repeat"
  | "resize"
  | "untouched"
  | { readonly fails: "create" | "update"; readonly error: string };

/** What came of an update. */
export interface Update {
  /** Outputs of components by name; those that failed are not there. */
  readonly outputs: Readonly<Record<string, Properties>>;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** Functions that were invoked. */
  readonly invoked: readonly string[];
}

/**
 * Runs a program as `pulumi up` does with a made-up provider: each resource is said to be created, and what `operate`
 * says of the others is done. Hooks of resources are called when the engine would call them, unless it knows none.
 */
export async function update(
  run: Partial<ProgramRun> & { readonly program: () => unknown },
  operate: (resource: RecordedResource) => Operation = () => "create",
  { knowsHooks = true } = {},
): Promise<Update> {
  const whole = { project: "fairlead", stack: "dev", preview: false, config: {}, ...run };
  const monitor = new OperatingMonitor(whole, operate, knowsHooks);
  const messages: LogMessage[] = [];
  const faults = new Faults();
  const release = catchStrays(faults.add);
  try {
    const context = { organization: "organization", ...whole };
    await inStackContext(context, { monitor, engine: loggingEngine(messages, faults.add) }, async () => {
      monitor.connectCallbacks(useInProcessCallbacks(monitor));
      await pulumi.runtime.runInPulumiStack(async () => void whole.program()).catch(faults.add);
      let before = -1;
      while (before !== monitor.activity) {
        before = monitor.activity;
        await pulumi.runtime.disconnect();
        for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
      }
    });
  } finally {
    release();
  }
  const components = [...monitor.resources.values()].filter(({ custom }) => !custom);
  return {
    outputs: Object.fromEntries(components.map(({ name, outputs }) => [name, outputs])),
    errors: faults.errors,
    warnings: messages.filter(({ severity }) => severity === "warning").map(({ text }) => text),
    invoked: [...monitor.invoked.values()].map(({ token }) => token),
  };
}

/** The recorder's monitor, with operations and the hooks around them. */
class OperatingMonitor extends RecordingMonitor {
  private readonly tokens = new Map<string, string>();
  private callBack: CallbackCaller | undefined;

  constructor(
    run: ProgramRun,
    private readonly operate: (resource: RecordedResource) => Operation,
    private readonly knowsHooks: boolean,
  ) {
    super(run);
    this.registerResourceHook = this.registerErrorHook = (request, reply) => {
      if (!knowsHooks) return reply({ message: "unknown method", details: "" });
      const hook = request as { getName(): string; getCallback(): { getToken(): string } };
      if (this.tokens.has(hook.getName())) return reply({ message: "hook already registered", details: "" });
      this.tokens.set(hook.getName(), hook.getCallback().getToken());
      return reply(null, {});
    };
  }

  override connectCallbacks(call: CallbackCaller): void {
    super.connectCallbacks(call);
    this.callBack = call;
  }

  override registerResource(request: RegisterResourceRequest, reply: Reply<RegisterResourceResponse>): void {
    super.registerResource(request, (error, response) => {
      const resource = this.resources.get(response?.getUrn() ?? "");
      if (error || !resource?.custom) return reply(error, response);
      return void this.carryOut(request, resource).then(
        (failure) => (failure ? reply({ message: failure, details: failure }) : reply(null, response)),
        (fault) => reply({ message: String(fault), details: String(fault) }),
      );
    });
  }

  /** @returns the error of a resource that fails */
  private async carryOut(request: RegisterResourceRequest, resource: RecordedResource): Promise<string | undefined> {
    const operation = this.operate(resource);
    const hooks = this.knowsHooks ? request.getHooks() : undefined;
    if (operation === "untouched") return undefined;
    if (typeof operation === "string") {
      const names = operation === "create" ? hooks?.getAfterCreateList() : hooks?.getAfterUpdateList();
      for (const name of names ?? []) {
        const asked = about(new ResourceHookRequest(), resource);
        asked.setNewOutputs(structOf(resource.outputs));
        if (operation === "repeat") asked.setOldInputs(structOf(resource.inputs));
        if (operation === "resize") {
          asked.setOldInputs(structOf({ ...resource.inputs, desiredCount: 1 }));
          asked.setOldOutputs(structOf({ ...resource.outputs, desiredCount: 1 }));
        }
        const answer = await this.hook(name, asked.serializeBinary());
        const failure = ResourceHookResponse.deserializeBinary(answer).getError();
        if (failure) return `after hook "${name}" failed: ${failure}`;
      }
      return undefined;
    }
    for (const name of hooks?.getOnErrorList() ?? []) {
      const asked = about(new ErrorHookRequest(), resource);
      asked.setFailedOperation(operation.fails);
      asked.setErrorsList([operation.error]);
      const answer = ErrorHookResponse.deserializeBinary(await this.hook(name, asked.serializeBinary()));
      if (answer.getError()) return `error hook "${name}" failed: ${answer.getError()}`;
      if (answer.getRetry()) return "it was to be tried again";
    }
    return operation.error;
  }

  private async hook(name: string, request: Uint8Array): Promise<Uint8Array> {
    const token = this.tokens.get(name);
    if (token === undefined || this.callBack === undefined) throw new Error(`hook "${name}" was not registered`);
    return this.callBack(token, request);
  }
}

function about<Request extends ResourceHookRequest | ErrorHookRequest>(request: Request, resource: RecordedResource) {
  request.setUrn(resource.urn);
  request.setName(resource.name);
  request.setType(resource.type);
  request.setNewInputs(structOf(resource.inputs));
  return request;
}
