import * as pulumi from "@pulumi/pulumi";
import { type Findings, isRecord } from "../check";
import { TARGET_GROUPS_PER_LOAD_BALANCER } from "../rules";

/** Web services of each run of a program, by the listener of their environment: its ARN, or the output that it will be. */
const runs = new WeakMap<object, Map<unknown, number>>();

/** For a process that has no stack, like one that serves a package. */
const NO_STACK = {};

/**
 * The same findings, and whether the environment's load balancer has room for one web service more of this program. It is
 * told in the preview, before a program that is too large is made by half. Other programs' services come on top, unseen, and
 * so do those of a reference that is one output as a whole, as YAML passes it.
 */
export function withRoom(findings: Findings, environment: unknown): Findings {
  if (!isRecord(environment) || environment.listenerArn === undefined) return findings;
  const run = pulumi.runtime.getStackResource() ?? NO_STACK;
  const services = runs.get(run) ?? new Map<unknown, number>();
  const made = services.get(environment.listenerArn) ?? 0;
  runs.set(run, services.set(environment.listenerArn, made + 1));
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
