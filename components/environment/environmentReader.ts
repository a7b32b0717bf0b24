import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { describeProblems, problemsIn } from "../check";
import type { EnvironmentReference } from "./environmentReference";
import { referenceFindings } from "./referenceChecks";
import { fieldsOf } from "./referenceFields";

/**
 * Reads an environment that another program made, by the parameter that it published. This needs no backend in common,
 * and of rights `ssm:GetParameter` on that one parameter. Account and region are the provider's.
 *
 * ```ts
 * new fairlead.WebService("cart", {
 *   environment: fairlead.environmentFromParameter("dev"),
 *   team: "checkout",
 *   release: "checkout-cart:7",
 *   hosts: ["cart.dev.example.com"],
 *   capacity: { spot: {} },
 * });
 * ```
 *
 * @throws when what is there is no reference, or one of a contract that this version does not know.
 */
export function environmentFromParameter(environment: string, opts?: pulumi.InvokeOptions): EnvironmentReference {
  const name = `/fairlead/${environment}/reference`;
  const value = aws.ssm.getParameterOutput({ name }, opts).value;
  // The provider calls every parameter's value a secret; this one holds none, and policies must see it.
  return fieldsOf(pulumi.unsecret(value).apply((text) => readReference(`parameter ${name}`, parsed(text))));
}

/**
 * Reads an environment of another stack in the same backend, by the stack's output.
 * @param output Name of the output that is the environment's `reference`.
 * @throws when what is there is no reference, or one of a contract that this version does not know.
 */
export function environmentFromStack(stack: pulumi.StackReference, output = "reference"): EnvironmentReference {
  const read = pulumi.all([stack.name, stack.getOutput(output)]);
  return fieldsOf(read.apply(([name, value]) => readReference(`output ${output} of stack ${name}`, value)));
}

type Known = pulumi.Unwrap<EnvironmentReference>;

/** What was read, as a reference. @throws pulumi.RunError with all that is wrong with it. */
export function readReference(subject: string, value: unknown): Known {
  const problems = problemsIn(referenceFindings("reference", value as EnvironmentReference));
  if (problems.length > 0) throw new pulumi.RunError(describeProblems(subject, problems));
  return value as Known;
}

/** What a text says as JSON, or the text. */
function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return text;
  }
}
