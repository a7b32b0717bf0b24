import { at, entriesOf, type Plain, textOf, UNKNOWN } from "../graph/plain";
import { isDaemon, isExternal, isUndecided } from "../graph/services";
import { asked, type StackResource } from "../graph/stackGraph";
import { markOf, NO_LOAD_BALANCER } from "./mark";

/** Why a service belongs behind an Application Load Balancer; the same in every message. */
export const WHY =
  "Tasks have no address that lasts: only an Application Load Balancer finds them, checks their health and lets " +
  "connections drain before spot takes a node";

const REMEDY =
  "Put a target group in loadBalancers that a listener or listener rule of an Application Load Balancer forwards to " +
  "(Fairlead: WebService). A service without a port says why in the tag " +
  `"${NO_LOAD_BALANCER}": "<reason>" (Fairlead: Worker with noLoadBalancer: { reason })`;

/** What a service by itself says about its load balancer. */
export type AloneVerdict =
  | { readonly kind: "exempt" | "marked" | "balanced" | "unknown" }
  | { readonly kind: "violated"; readonly message: string };

/** Judges a service by its own properties, before it exists and without the resources around it. */
export function judgeAlone(service: StackResource): AloneVerdict {
  if (isDaemon(service)) return { kind: "exempt" };
  const mark = markOf({ tags: asked(service, "tags") ?? null });
  if (mark === "without a reason") return violated(reasonMissing(service.name));
  const balancers = asked(service, "loadBalancers");
  if (hasClassic(balancers)) return violated(classic(service.name));
  if (mark === "reasoned") return { kind: "marked" };
  if (mark === "unknown" || isUndecided(service)) return { kind: "unknown" };
  const none = balancers !== UNKNOWN && entriesOf(balancers).length === 0;
  return none && !isExternal(service) ? violated(notBalanced(service.name)) : { kind: "balanced" };
}

/** Whether a load balancer is named that is no target group's. */
function hasClassic(balancers: Plain | undefined): boolean {
  return entriesOf(balancers).some((entry) => entry !== UNKNOWN && textOf(at(entry, "targetGroupArn")) === undefined);
}

function violated(message: string): AloneVerdict {
  return { kind: "violated", message };
}

/** What is wrong with a service that has nothing in front of it. */
export function notBalanced(name: string): string {
  return `Service "${name}" has no load balancer. ${WHY}. ${REMEDY}.`;
}

function classic(name: string): string {
  return (
    `Service "${name}" has an entry without a target group in loadBalancers; a classic load balancer (elbName) is no ` +
    `Application Load Balancer and cannot route by host. ${WHY}. ${REMEDY}.`
  );
}

function reasonMissing(name: string): string {
  return (
    `Service "${name}" has the tag "${NO_LOAD_BALANCER}" without a reason that AWS keeps. A mark that says nothing ` +
    "excuses nothing: nobody can review it. Write why the service has no load balancer, in 1 to 256 letters, digits, " +
    "spaces and + - = . _ : / @, or remove the tag."
  );
}
