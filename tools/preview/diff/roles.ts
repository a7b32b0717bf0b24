import type { RecordedResource, URN } from "../recording";
import { stackType } from "../urn";

/** What a resource is for, the same in every environment, and the resource. */
export type Roles = ReadonlyMap<string, RecordedResource>;

/** The environment that a stack is, by which its names tell themselves from those of others. */
export function environmentOf(stack: string, resources: readonly RecordedResource[]): string {
  const component = resources.find(({ type }) => type === "fairlead:index:EcsEnvironment");
  const { environment } = component?.inputs ?? {};
  return typeof environment === "string" ? environment : (component?.name ?? stack);
}

/** A name without the environment in it: `prod-on-demand-nodes` is `on-demand-nodes`, `shop.dev.example.com` `shop.example.com`. */
export function roleName(name: string, environment: string): string {
  const word = escaped(environment);
  const inside = new RegExp(`(?<![a-z0-9])${word}[-._/]|[-._/]${word}(?![a-z0-9])`, "gi");
  return name === environment ? "" : name.replace(inside, "");
}

/** The resources by their role: types and names, without the environment, of the resource and all that it is in. */
export function rolesOf(resources: readonly RecordedResource[], environment: string): Roles {
  const roles = new Map<string, RecordedResource>();
  const byUrn = new Map<URN, string>();
  for (const resource of resources) {
    const above = byUrn.get(resource.parent ?? "") ?? "";
    // A stack's own resource bears the project's name and the stack's.
    const name = resource.type === stackType ? "" : roleName(resource.name, environment);
    let role = `${above}/${resource.type} ${name}`;
    while (roles.has(role)) role += "'";
    roles.set(role, resource);
    byUrn.set(resource.urn, role);
  }
  return roles;
}

/** Digits that the provider puts behind a name. */
const SUFFIX = /-[0-9a-f]{7}(?=$|[^\w-])/g;

/** Text in which nothing tells the environment any more, for comparing with another one's. */
export function neutral(text: string, environment: string): string {
  const word = new RegExp(`(?<![a-z0-9])${escaped(environment)}(?![a-z0-9])`, "gi");
  return roleName(scriptIn(text).replace(SUFFIX, ""), environment).replace(word, "*");
}

/** The word as a regular expression takes it literally. */
function escaped(word: string): string {
  return word.replace(/[^\w]/g, "\\$&");
}

/** What a node is told, a script or settings, out of the Base64 that it travels in; other text as it is. */
export function scriptIn(text: string): string {
  if (!/^(IyE|I2Nsb3VkLWNvbmZpZ)/.test(text)) return text; // "#!", "#cloud-config"
  return Buffer.from(text, "base64").toString("utf8");
}
