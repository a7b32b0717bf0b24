import type * as pulumi from "@pulumi/pulumi";
import { argsOf } from "../check";
import type { EnvironmentReference, PoolReference } from "./environmentReference";

type Pools = pulumi.Output<Record<string, PoolReference>>;

/** Pools that an environment of this very program declares. */
const declaredHere = new WeakSet<object>();

/** Remembers pools as declared by this program, where policies find the providers themselves. */
export function poolsDeclaredHere(pools: Pools): Pools {
  declaredHere.add(pools);
  return pools;
}

/** Arguments of a release as it registers them: of its owner's environment it shows the name, it does not run there. */
export function shownReleaseArgs<T extends { owner?: { environment: EnvironmentReference; team: string } }>(args: T) {
  const { owner } = argsOf(args);
  if (owner === undefined) return argsOf(args);
  const { environment, team } = argsOf(owner);
  return { ...args, owner: { environment: { environment: argsOf(environment).environment }, team } };
}

/**
 * Arguments as a component registers them, for policies and for whoever looks at a stack. A component and all in it wait
 * for every output that is registered, so the reference is cut down to what says where and how the thing runs: a job
 * would otherwise wait for the load balancer. Pools of another program tell a policy how capacity is bought; those of this
 * program would only make target groups, roles and queues wait for the nodes.
 */
export function shownArgs<T extends { environment: EnvironmentReference }>(args: T): object {
  const { environment, profile, pools } = argsOf(argsOf(args).environment);
  const own = typeof pools === "object" && pools !== null && declaredHere.has(pools);
  return { ...args, environment: { environment, profile, ...(!own && { pools }) } };
}
