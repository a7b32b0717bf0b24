import { Alias } from "@pulumi/pulumi/proto/alias_pb";
import {
  type RegisterResourceRequest,
  TransformRequest,
  TransformResourceOptions,
  TransformResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import type { CallbackCaller } from "./internals";
import type { URN } from "./recording";

/**
 * Applies `transforms` as the engine does: a resource's own first, then those of its ancestors from the inside out, then
 * the stack's. (The older `transformations` run in the SDK and need nothing here.)
 */
export class Transforms {
  private readonly ofStack: string[] = [];
  private readonly ofResource = new Map<URN, { tokens: readonly string[]; parent?: URN }>();

  constructor(private readonly call: CallbackCaller) {}

  /** Takes up a transform of the whole stack. */
  addToStack(token: string): void {
    this.ofStack.push(token);
  }

  /** Keeps a resource's transforms for its children. */
  keep(urn: URN, parent: URN | undefined, request: RegisterResourceRequest): void {
    this.ofResource.set(urn, { tokens: request.getTransformsList().map((callback) => callback.getToken()), parent });
  }

  /** Changes the registration as all transforms that concern it say. */
  async apply(request: RegisterResourceRequest, parent: URN | undefined): Promise<void> {
    const tokens = request.getTransformsList().map((callback) => callback.getToken());
    for (let at = parent; at !== undefined; at = this.ofResource.get(at)?.parent) {
      tokens.push(...(this.ofResource.get(at)?.tokens ?? []));
    }
    for (const token of [...tokens, ...this.ofStack]) await this.applyOne(token, request);
  }

  private async applyOne(token: string, request: RegisterResourceRequest): Promise<void> {
    const question = new TransformRequest();
    question.setType(request.getType());
    question.setName(request.getName());
    question.setCustom(request.getCustom());
    question.setParent(request.getParent());
    question.setProperties(request.getObject());
    question.setOptions(readOptions(request));
    const answer = TransformResponse.deserializeBinary(await this.call(token, question.serializeBinary()));
    request.setObject(answer.getProperties());
    const options = answer.getOptions();
    if (options !== undefined) writeOptions(options, request);
  }
}

/** The options of a registration, in the form transforms see. */
function readOptions(request: RegisterResourceRequest): TransformResourceOptions {
  const options = new TransformResourceOptions();
  options.setDependsOnList(request.getDependenciesList());
  const protect = request.getProtect();
  if (protect !== undefined) options.setProtect(protect);
  const retainOnDelete = request.getRetainondelete();
  if (retainOnDelete !== undefined) options.setRetainOnDelete(retainOnDelete);
  if (request.getDeletebeforereplacedefined()) options.setDeleteBeforeReplace(request.getDeletebeforereplace());
  options.setIgnoreChangesList(request.getIgnorechangesList());
  options.setReplaceOnChangesList(request.getReplaceonchangesList());
  options.setVersion(request.getVersion());
  options.setAliasesList([
    ...request.getAliasurnsList().map((urn) => new Alias().setUrn(urn)),
    ...request.getAliasesList(),
  ]);
  options.setProvider(request.getProvider());
  options.setCustomTimeouts(request.getCustomtimeouts());
  options.setPluginDownloadUrl(request.getPlugindownloadurl());
  options.setDeletedWith(request.getDeletedwith());
  options.setAdditionalSecretOutputsList(request.getAdditionalsecretoutputsList());
  options.setImport(request.getImportid());
  for (const [key, reference] of request.getProvidersMap().entries()) options.getProvidersMap().set(key, reference);
  return options;
}

/** Puts what a transform left of the options back into the registration. */
function writeOptions(options: TransformResourceOptions, request: RegisterResourceRequest): void {
  request.setDependenciesList([...new Set([...request.getDependenciesList(), ...options.getDependsOnList()])]);
  request.setProtect(options.getProtect() ?? false);
  request.setRetainondelete(options.getRetainOnDelete() ?? false);
  request.setDeletebeforereplacedefined(options.hasDeleteBeforeReplace());
  request.setDeletebeforereplace(options.getDeleteBeforeReplace() ?? false);
  request.setIgnorechangesList(options.getIgnoreChangesList());
  request.setReplaceonchangesList(options.getReplaceOnChangesList());
  request.setVersion(options.getVersion());
  request.setAliasurnsList([]);
  request.setAliasesList(options.getAliasesList());
  request.setProvider(options.getProvider());
  request.setCustomtimeouts(options.getCustomTimeouts());
  request.setDeletedwith(options.getDeletedWith());
  request.setAdditionalsecretoutputsList(options.getAdditionalSecretOutputsList());
  request.setImportid(options.getImport());
}
