import type { RecordedResource, URN } from "./recording";
import { count } from "./terminal";
import { kindOf } from "./urn";

/** A way through the resources that ends at one of them. */
interface Path {
  /** Steps on it. */
  readonly length: number;
  /** How many of them are remote components. */
  readonly closed: number;
  readonly before?: URN;
}

const none: Path = { length: 0, closed: 0 };

/**
 * Whether a resource is a step of an update. A component of the program is none: it takes no time of its own. A remote
 * component is one, and more on an engine: what is inside it nobody sees here.
 */
export function isStep({ custom, remote }: Pick<RecordedResource, "custom" | "remote">): boolean {
  return custom || remote;
}

/**
 * The longest chain of resources of which each waits for the one before: what an update cannot do at once, however much it
 * does in parallel. A resource waits for its dependencies and for its parent, which waits for its own arguments. Of chains
 * that count as equally long, one through a remote component, which is more than a step; else one that was registered first.
 */
export function longestChain(resources: readonly RecordedResource[]): RecordedResource[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const paths = new Map<URN, Path>();
  let longest: URN | undefined;

  // In order of registration whatever a resource waits for comes before it.
  for (const resource of resources) {
    const { urn, parent, dependencies, remote } = resource;
    let best: Path = none;
    for (const before of parent === undefined ? dependencies : [...dependencies, parent]) {
      const path = paths.get(before) ?? none;
      if (isLonger(path, best)) best = { ...path, before };
    }
    const path = { ...best, length: best.length + (isStep(resource) ? 1 : 0), closed: best.closed + (remote ? 1 : 0) };
    paths.set(urn, path);
    if (isLonger(path, paths.get(longest ?? "") ?? none)) longest = urn;
  }

  const chain: RecordedResource[] = [];
  for (let at = longest; at !== undefined; at = paths.get(at)?.before) {
    const resource = byUrn.get(at);
    if (resource !== undefined && isStep(resource)) chain.unshift(resource);
  }
  return chain;
}

function isLonger(one: Path, other: Path): boolean {
  return one.length > other.length || (one.length === other.length && one.closed > other.closed);
}

/** "3 resources, each waiting for the one before"; of a remote component on the way, that its inside is not counted. */
export function chainSummary(chain: readonly RecordedResource[]): string {
  const closed = chain.filter(({ remote }) => remote);
  const open = count(chain.length - closed.length, "resource");
  if (closed.length === 0) return open + (chain.length > 1 ? ", each waiting for the one before" : "");
  return `${count(chain.length, "step")}, one after another: ${open} and ${closed.map(linkOf).join(", ")}, whose inside is not counted`;
}

/** A link of the chain in two words: "Cluster main". */
export function linkOf({ type, name }: Pick<RecordedResource, "type" | "name">): string {
  return `${kindOf(type)} ${name}`;
}
