import { noOptions } from "../../tools/preview/options";
import type { RecordedOptions, RecordedResource } from "../../tools/preview/recorder";
import { urnOf } from "../../tools/preview/urn";

/** A recorded resource as a test wants it; without wishes a cluster called `main`. */
export function resource(
  wishes: Partial<Omit<RecordedResource, "options">> & { options?: Partial<RecordedOptions> } = {},
): RecordedResource {
  const { type = "aws:ecs/cluster:Cluster", name = "main", parent, options } = wishes;
  return {
    urn: urnOf({ project: "fairlead", stack: "dev", parent }, type, name),
    type,
    name,
    custom: true,
    remote: false,
    inputs: {},
    outputs: {},
    dependencies: [],
    propertyDependencies: {},
    external: false,
    ...wishes,
    options: { ...noOptions, ...options },
  };
}
