import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type PoolArgs, type Problem, poolChangeProblems } from "fairlead";

/**
 * What the plan would do to the environment that is there, by the reference that it has published last. Parameters are
 * asked for by path: before the first update there is none, and that is no error.
 */
export async function changesRefused(environment: string, pools: Record<string, PoolArgs>): Promise<Problem[]> {
  const path = `/fairlead/${environment}`;
  const name = `${path}/reference`;
  const { names, values } = await aws.ssm.getParametersByPath({ path });
  const at = names.indexOf(name);
  return at < 0 ? [] : poolChangeProblems(pools, poolsIn(values[at], name));
}

/** The pools of a published reference. One that cannot be read is written anew by this update, so it stops nobody. */
function poolsIn(json: string | undefined, name: string): unknown {
  try {
    return (JSON.parse(json ?? "") as { pools?: unknown } | null)?.pools;
  } catch {
    pulumi.log.warn(
      `The parameter ${name} holds no reference, so nobody knows which pools were there. It is written anew.`,
    );
    return undefined;
  }
}
