import type { RecordedResource, URN } from "../../tools/preview/recording";

/** A resource that an update makes only after another one, although none of its properties comes from that one. */
export interface Wait {
  readonly resource: RecordedResource;
  readonly on: RecordedResource;
  /**
   * The component whose own arguments or `dependsOn` make everything inside it wait; `undefined` where the resource itself
   * asks for it by `dependsOn`.
   */
  readonly because?: RecordedResource;
}

/**
 * The waits that no property explains. What a resource asks for by `dependsOn` is always among them: somebody has decided
 * it. What its component waits for is among them only when nothing that the resource uses, or has asked for, leads there.
 */
export function waitsWithoutUse(resources: readonly RecordedResource[]): Wait[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const uses = new Map<URN, ReadonlySet<URN>>();
  const waits: Wait[] = [];
  // In order of registration whatever a resource uses comes before it.
  for (const resource of resources) {
    const used = new Set(resource.dependencies.flatMap((urn) => [urn, ...(uses.get(urn) ?? [])]));
    uses.set(resource.urn, used);
    if (!resource.custom) continue;
    const explained = new Set(Object.values(resource.propertyDependencies).flat());
    const add = (urn: URN, because?: RecordedResource) => {
      const on = byUrn.get(urn);
      if (on !== undefined) waits.push({ resource, on, ...(because && { because }) });
    };
    for (const urn of resource.dependencies) if (!explained.has(urn)) add(urn);
    for (const component of ancestors(resource, byUrn)) {
      for (const urn of component.dependencies) if (!used.has(urn)) add(urn, component);
    }
  }
  return waits;
}

/** The components around a resource, from the inside out. */
function* ancestors(resource: RecordedResource, byUrn: ReadonlyMap<URN, RecordedResource>) {
  let at = byUrn.get(resource.parent ?? "");
  for (; at !== undefined; at = byUrn.get(at.parent ?? "")) yield at;
}
