import { argsOf } from "../check";
import type { EnvironmentReference } from "./environmentReference";

/**
 * Arguments as a component registers them, for policies and for whoever looks at a stack. A component and all in it wait
 * for every output that is registered, so the reference is cut down to what says where and how the thing runs: a job
 * would otherwise wait for the load balancer.
 */
export function shownArgs<T extends { environment: EnvironmentReference }>(args: T): object {
  const { environment, profile, pools } = argsOf(argsOf(args).environment);
  return { ...args, environment: { environment, profile, pools } };
}
