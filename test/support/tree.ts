import { nameOf, stackType, typeOf } from "../../tools/preview/urn";

/** A resource in a tree: what it is called and what it is in. */
interface Placed {
  readonly urn: string;
  readonly parent?: string;
}

/** The resources of a program as an indented list, `TYPE NAME` a line, each under its parent, in order of the alphabet. */
export function treeOf(resources: readonly Placed[]): string {
  const under = (parent: string | undefined, depth: number): string[] =>
    resources
      .filter((resource) => (isStack(resource.parent) ? undefined : resource.parent) === parent)
      .map((resource) => ({ resource, line: `${typeOf(resource.urn)} ${nameOf(resource.urn)}` }))
      .sort((a, b) => (a.line < b.line ? -1 : 1))
      .flatMap(({ resource, line }) => ["  ".repeat(depth) + line, ...under(resource.urn, depth + 1)]);
  return `${under(undefined, 0).join("\n")}\n`;
}

/** The ends of the URNs of a tree: the types of all ancestors, and the name. It is by these that an engine knows them. */
export function identitiesIn(tree: string): string[] {
  const types: string[] = [];
  return tree
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [, indent = "", type = "", name = ""] = /^( *)(\S+) (.*)$/.exec(line) ?? [];
      types.length = indent.length / 2;
      types.push(type);
      return `${types.join("$")}::${name}`;
    });
}

/** The end of a URN, without stack and project. */
export function identityOf(urn: string): string {
  return urn.split("::").slice(2).join("::");
}

/**
 * All identities by which an engine would take a resource for one that it remembers: its own, its aliases, and what it
 * would be called under former names of its ancestors.
 */
export function identitiesOf(
  resources: readonly (Placed & { readonly options: { readonly aliases: readonly string[] } })[],
): Set<string> {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const known = new Map<string, readonly string[]>();
  const namesOf = (urn: string): readonly string[] => {
    const resource = byUrn.get(urn);
    if (resource === undefined || isStack(urn)) return [urn];
    const before = known.get(urn);
    if (before) return before;
    const own = [urn, ...resource.options.aliases];
    const { parent } = resource;
    const parents = parent === undefined ? [] : namesOf(parent).filter((name) => name !== parent);
    const all = [...new Set([...own, ...own.flatMap((name) => parents.map((old) => underFormer(name, parent, old)))])];
    known.set(urn, all);
    return all;
  };
  return new Set(resources.flatMap(({ urn }) => namesOf(urn).map(identityOf)));
}

/** A child's URN under a former parent; a name that began with the parent's begins with the former one. */
function underFormer(urn: string, parent: string | undefined, former: string): string {
  const now = parent === undefined ? "" : nameOf(parent);
  const name = nameOf(urn);
  const then = now !== "" && name.startsWith(now) ? nameOf(former) + name.slice(now.length) : name;
  const [scheme, project] = urn.split("::");
  const above = isStack(former) ? "" : `${former.split("::")[2]}$`;
  return `${scheme}::${project}::${above}${typeOf(urn)}::${then}`;
}

function isStack(urn: string | undefined): boolean {
  return urn !== undefined && typeOf(urn) === stackType;
}
