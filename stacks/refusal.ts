import * as pulumi from "@pulumi/pulumi";
import { describeProblems, type Problem } from "fairlead";

/** The error for a stack that cannot be: all its problems, in one text for people. */
export function refusal(problems: readonly Problem[]): pulumi.RunError {
  const error = new pulumi.RunError(describeProblems(`stack "${pulumi.getStack()}"`, problems));
  // Nobody is shown the stack, but Pulumi inspects it, and Node 20 takes 20 s over frames that source maps put into @pulumi.
  error.stack = "";
  return error;
}
