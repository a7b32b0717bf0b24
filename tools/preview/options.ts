import type { Alias } from "@pulumi/pulumi/proto/alias_pb";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import type { RecordedOptions, URN } from "./recording";
import { type Place, stackType, urnOf } from "./urn";

/** The options of a registration. */
export function optionsOf(request: RegisterResourceRequest, place: Place): RecordedOptions {
  const timeouts = request.getCustomtimeouts();
  return {
    protect: request.getProtect() ?? false,
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
    deleteBeforeReplace: request.getDeletebeforereplacedefined() ? request.getDeletebeforereplace() : undefined,
    aliases: [
      ...request.getAliasurnsList(),
      ...request.getAliasesList().map((alias) => aliasUrn(alias, place, request.getType(), request.getName())),
    ],
    customTimeouts: {
      create: timeouts?.getCreate() || undefined,
      update: timeouts?.getUpdate() || undefined,
      delete: timeouts?.getDelete() || undefined,
    },
    additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
    retainOnDelete: request.getRetainondelete() ?? false,
    deletedWith: request.getDeletedwith() || undefined,
    import: request.getImportid() || undefined,
    version: request.getVersion() || undefined,
  };
}

/** Options of a resource about which the program said nothing. */
export const noOptions: RecordedOptions = {
  protect: false,
  ignoreChanges: [],
  replaceOnChanges: [],
  aliases: [],
  customTimeouts: {},
  additionalSecretOutputs: [],
  retainOnDelete: false,
};

/** The URN an alias stands for: whatever it does not say is as it is now. */
function aliasUrn(alias: Alias, place: Place, type: string, name: string): URN {
  const spec = alias.getSpec();
  if (spec === undefined) return alias.getUrn();
  const project = spec.getProject() || place.project;
  const stack = spec.getStack() || place.stack;
  const root = urnOf({ project, stack }, stackType, `${project}-${stack}`);
  const parent = spec.getNoparent() ? root : spec.getParenturn() || place.parent;
  return urnOf({ project, stack, parent }, spec.getType() || type, spec.getName() || name);
}
