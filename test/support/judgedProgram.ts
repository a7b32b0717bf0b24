import type { EcsPolicy } from "fairlead-policy";
import { resourceRequests, stackRequest } from "../../tools/preview/analyzerRequests";
import type { ProgramRun, Recording } from "../../tools/preview/recorder";
import { judgeRequests, type Verdict } from "./policyJudge";
import { recorded } from "./recorder";

/** A program is judged as the engine shows it before anything exists, and as it shows what was made. */
export const VIEWS = ["preview", "update"] as const;
export type View = (typeof VIEWS)[number];

/** Judges what a program declares, in a stack that is production unless told otherwise. */
export async function judgedProgram(
  policies: EcsPolicy[],
  program: () => unknown,
  view: View,
  options: Partial<ProgramRun> = {},
): Promise<Verdict[]> {
  const preview = view === "preview";
  return judgeRecording(policies, await recorded(program, { stack: "prod", preview, computed, ...options }));
}

/** Judges a recording through the handlers of @pulumi/policy. */
export function judgeRecording(policies: EcsPolicy[], recording: Recording): Promise<Verdict[]> {
  return judgeRequests(policies, resourceRequests(recording), stackRequest(recording), recording.preview);
}

const SHORT_TYPES: Readonly<Record<string, string>> = { network: "net", gateway: "gwy" };

/** The ARN of a network load balancer says so, and so do the ARNs of its listeners. */
const computed: ProgramRun["computed"] = ({ type, name, inputs }) => {
  const base = `arn:aws:elasticloadbalancing:eu-west-1:123456789012`;
  if (/:LoadBalancer$/.test(type) && /^aws:(lb|alb)\//.test(type)) {
    const short = SHORT_TYPES[String(inputs.loadBalancerType)];
    return short === undefined ? undefined : { arn: `${base}:loadbalancer/${short}/${name}/0123456789abcdef` };
  }
  const found = /:loadbalancer\/(net|gwy)\//.exec(String(inputs.loadBalancerArn));
  return found ? { arn: `${base}:listener/${found[1]}/${name}/0123456789abcdef/0` } : undefined;
};
