import type { Findings } from "../check";
import { isRecord } from "../check";
import { TARGET_GROUPS_PER_LOAD_BALANCER } from "../rules";

/** Web services that this program has made, by the reference of their environment. */
const services = new WeakMap<object, number>();

/**
 * The same findings, and whether the environment's load balancer has room for one web service more of this program. It is
 * told in the preview, before a program that is too large is made by half. Other programs' services come on top, unseen.
 */
export function withRoom(findings: Findings, environment: unknown): Findings {
  if (!isRecord(environment)) return findings;
  const made = services.get(environment) ?? 0;
  services.set(environment, made + 1);
  if (made < TARGET_GROUPS_PER_LOAD_BALANCER) return findings;
  const problem = {
    argument: "environment",
    value: environment,
    shown: `used by ${made} web services of this program already`,
    rule: `each has a target group, and a load balancer uses ${TARGET_GROUPS_PER_LOAD_BALANCER}, which AWS raises for nobody`,
    remedy: "Make a second environment, which has a load balancer of its own, and move some there.",
  };
  return { ...findings, problems: [...findings.problems, problem] };
}
