import { type Kind, kindOf } from "./kinds";
import { at, type Plain, type PlainObject, textOf, UNKNOWN } from "./plain";

/** A resource as the rules see it. */
export interface StackResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** What the provider says it is, or will be. */
  readonly outputs: PlainObject;
  /** What the program asked for; missing where nobody saw it. */
  readonly inputs?: PlainObject;
  /** URNs of the resources that each property was made from. */
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** URNs of the resources that it was made from or waits for, which property or not. */
  readonly dependencies: readonly string[];
  readonly parent?: string;
  /** URN of the provider that makes it; each has one account and one region. */
  readonly provider?: string;
  /** The region that it is in, where one is told of. */
  readonly region?: string;
}

/** Where a property leads. */
export interface Link {
  /** The resources of this stack that it names or, where there are several, may name. */
  readonly resources: readonly StackResource[];
  /** The name or ARN of something outside of this stack. */
  readonly foreign?: string;
  /** Whether it names something of which nothing is known yet. */
  readonly unresolved: boolean;
}

/** Resources that only hand a value on, like the association of a cluster, are followed this far. */
const HOPS = 3;

/**
 * Reads what the program asked for. Inputs come first: in the stack view of a preview the provider shows an optional
 * number that was never set as 0 and an optional block as unknown. What the inputs do not know the outputs may.
 */
export function asked(resource: StackResource, ...path: readonly string[]): Plain | undefined {
  if (!resource.inputs) return at(resource.outputs, ...path);
  const wanted = at(resource.inputs, ...path);
  return wanted === UNKNOWN ? (at(resource.outputs, ...path) ?? UNKNOWN) : wanted;
}

/** Whether two resources are in different regions for certain, so that neither can name the other. */
export function isElsewhere(one: Pick<StackResource, "region">, other: Pick<StackResource, "region">): boolean {
  return one.region !== undefined && other.region !== undefined && one.region !== other.region;
}

/** The resources of one stack and the ways between them. */
export class StackGraph {
  private readonly byUrn: ReadonlyMap<string, StackResource>;
  private readonly byKind = new Map<Kind, StackResource[]>();
  private readonly children = new Map<string, StackResource[]>();
  private readonly inside = new Map<string, readonly StackResource[]>();
  private readonly names = new Map<Kind, Map<string, StackResource[]>>();

  constructor(readonly resources: readonly StackResource[]) {
    this.byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
    for (const resource of resources) {
      const kind = kindOf(resource.type);
      if (kind) add(this.byKind, kind, resource);
      if (resource.parent) add(this.children, resource.parent, resource);
    }
    // The engine hands resources over in no fixed order; a verdict must read the same on every run.
    for (const list of this.byKind.values()) list.sort((a, b) => (a.urn < b.urn ? -1 : 1));
  }

  /** All resources of a kind, in the order of their URNs. */
  all(kind: Kind): readonly StackResource[] {
    return this.byKind.get(kind) ?? [];
  }

  /** The component that a resource belongs to, then that component's, and so on. */
  ancestors(resource: StackResource): readonly StackResource[] {
    const found: StackResource[] = [];
    let parent = resource.parent ? this.byUrn.get(resource.parent) : undefined;
    while (parent && !found.includes(parent)) {
      found.push(parent);
      parent = parent.parent ? this.byUrn.get(parent.parent) : undefined;
    }
    return found;
  }

  /** Whether a resource is one of some resources or inside of one. */
  isWithin(resource: StackResource, urns: ReadonlySet<string>): boolean {
    return [resource, ...this.ancestors(resource)].some(({ urn }) => urns.has(urn));
  }

  /** The resource with a URN. */
  get(urn: string): StackResource | undefined {
    return this.byUrn.get(urn);
  }

  /**
   * Follows a property's value to a resource: by ARN, id or name where the value is known, by what it was made from
   * where it is not.
   */
  follow(from: StackResource, property: string, value: Plain | undefined, kind: Kind): Link {
    if (value === UNKNOWN) {
      const resources = this.madeFrom(from, property, kind);
      return { resources, unresolved: resources.length === 0 };
    }
    const text = textOf(value);
    if (typeof text !== "string") return { resources: [], unresolved: false };
    const resources = this.meant(from, property, kind, this.named(kind, text));
    return { resources, ...(resources.length === 0 && { foreign: text }), unresolved: false };
  }

  /** The resources of a kind with this ARN, id or name: one name may be given once in each region and account. */
  named(kind: Kind, text: string): readonly StackResource[] {
    let names = this.names.get(kind);
    if (!names) {
      names = new Map();
      for (const resource of this.all(kind)) {
        const { outputs, inputs } = resource;
        const values = [at(outputs, "arn"), at(outputs, "id"), at(outputs, "name"), at(inputs, "name")];
        for (const value of new Set(values)) {
          if (typeof value === "string" && value !== "") add(names, value, resource);
        }
      }
      this.names.set(kind, names);
    }
    return names.get(text) ?? [];
  }

  /** Which of those with one name a property means: what it was made from, else what is in reach of its own resource. */
  private meant(
    from: StackResource,
    property: string,
    kind: Kind,
    found: readonly StackResource[],
  ): readonly StackResource[] {
    if (found.length < 2 && !found.some((one) => isElsewhere(one, from))) return found;
    const sources = this.madeFrom(from, property, kind);
    const made = found.filter((one) => sources.includes(one));
    const near = made.length > 0 ? made : found.filter((one) => !isElsewhere(one, from));
    const own = near.filter((one) => one.provider === from.provider);
    return own.length > 0 ? own : near;
  }

  /** The nearest resources of a kind that a property's value was made from. */
  madeFrom(from: StackResource, property: string, kind: Kind): readonly StackResource[] {
    let urns = sourcesOf(from, property);
    const seen = new Set<string>();
    for (let hop = 0; hop < HOPS && urns.length > 0; hop++) {
      const found = urns.flatMap((urn) => this.within(urn, kind));
      if (found.length > 0) return [...new Set(found)];
      for (const urn of urns) seen.add(urn);
      const next = urns.flatMap((urn) => Object.values(this.byUrn.get(urn)?.propertyDependencies ?? {}).flat());
      urns = [...new Set(next)].filter((urn) => !seen.has(urn));
    }
    return [];
  }

  /** A resource of the kind itself, or those inside of a component; many resources may depend on a large one. */
  private within(urn: string, kind: Kind): readonly StackResource[] {
    const resource = this.byUrn.get(urn);
    if (!resource) return [];
    if (kindOf(resource.type) === kind) return [resource];
    const key = `${kind} ${urn}`;
    const known = this.inside.get(key) ?? this.inComponent(urn, kind);
    this.inside.set(key, known);
    return known;
  }

  private inComponent(urn: string, kind: Kind): readonly StackResource[] {
    const found: StackResource[] = [];
    const waiting = [urn];
    const seen = new Set(waiting);
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const child of this.children.get(next) ?? []) {
        if (seen.has(child.urn)) continue;
        seen.add(child.urn);
        if (kindOf(child.type) === kind) found.push(child);
        waiting.push(child.urn);
      }
    }
    return found;
  }
}

/** Where no property has any, the resources that it depends on as a whole stand in: some tools record only those. */
function sourcesOf(resource: StackResource, property: string): readonly string[] {
  const recorded = Object.values(resource.propertyDependencies).some((urns) => urns.length > 0);
  return recorded ? (resource.propertyDependencies[property] ?? []) : resource.dependencies;
}

function add<K>(map: Map<K, StackResource[]>, key: K, resource: StackResource): void {
  const list = map.get(key);
  if (list) list.push(resource);
  else map.set(key, [resource]);
}
