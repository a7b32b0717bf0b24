import type { RecordedResource, URN } from "./recording";

/** A way through the resources that ends at one of them. */
interface Path {
  /** Resources of the cloud on it; components take no time of their own. */
  readonly length: number;
  readonly before?: URN;
}

/**
 * The longest chain of resources of which each waits for the one before: what an update cannot do at once, however much it
 * does in parallel. A resource waits for its dependencies and for its parent, which waits for its own arguments. Of chains
 * that are equally long, the one whose members were registered first.
 */
export function longestChain(resources: readonly RecordedResource[]): RecordedResource[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const paths = new Map<URN, Path>();
  let longest: URN | undefined;

  // In order of registration whatever a resource waits for comes before it.
  for (const { urn, parent, dependencies, custom } of resources) {
    let best: Path = { length: 0 };
    for (const before of parent === undefined ? dependencies : [...dependencies, parent]) {
      const length = paths.get(before)?.length ?? 0;
      if (length > best.length) best = { length, before };
    }
    const length = best.length + (custom ? 1 : 0);
    paths.set(urn, { ...best, length });
    if (length > (longest === undefined ? 0 : (paths.get(longest)?.length ?? 0))) longest = urn;
  }

  const chain: RecordedResource[] = [];
  for (let at = longest; at !== undefined; at = paths.get(at)?.before) {
    const resource = byUrn.get(at);
    if (resource?.custom) chain.unshift(resource);
  }
  return chain;
}
