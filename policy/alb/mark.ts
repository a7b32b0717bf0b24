import { at, type PlainObject, UNKNOWN } from "../graph/plain";

/** The tag that says why a service has no load balancer. */
export const NO_LOAD_BALANCER = "fairlead:no-load-balancer";

/** What AWS takes as the value of a tag. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Tag.html */
const REASON = /^[\p{L}\p{N}\p{Z}+\-=._:/@]{1,256}$/u;

/** What a service's tags say about its having no load balancer. */
export type Mark = "none" | "reasoned" | "without a reason" | "unknown";

/**
 * Reads the mark among a resource's own tags. Default tags of the provider do not count: they would let every service
 * of the stack pass at once.
 */
export function markOf(resource: PlainObject): Mark {
  const tags = at(resource, "tags");
  if (tags === UNKNOWN) return "unknown";
  if (typeof tags !== "object" || tags === null || !Object.hasOwn(tags, NO_LOAD_BALANCER)) return "none";
  const reason = at(tags, NO_LOAD_BALANCER);
  if (reason === UNKNOWN) return "unknown";
  return typeof reason === "string" && reason.trim() !== "" && REASON.test(reason) ? "reasoned" : "without a reason";
}
