import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { describeProblems, forPeople, type Problem, problemsIn, problemsOf, type Rule, text } from "../check";
import { environmentName } from "../names";
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
 * @param environment Its name, like `dev`.
 * @throws when it is no name, or what is there is no reference, or one of a contract that this version does not know.
 */
export function environmentFromParameter(
  environment: pulumi.Input<string>,
  opts?: pulumi.InvokeOptions,
): EnvironmentReference {
  const known = judged("environmentFromParameter", "environment", environment, environmentName);
  const name = pulumi.interpolate`/fairlead/${known}/reference`;
  const value = aws.ssm.getParameterOutput({ name }, opts).value;
  // The provider calls every parameter's value a secret; this one holds none, and policies must see it.
  const read = pulumi.unsecret(pulumi.all([name, value]));
  return fieldsOf(read.apply(([name, text]) => readReference(`parameter ${name}`, parsed(text))));
}

/**
 * Reads an environment of another stack in the same backend, by the stack's output.
 * @param output Name of the output that is the environment's `reference`.
 * @throws when that is no stack, or what is there is no reference, or one of a contract that this version does not know.
 */
export function environmentFromStack(
  stack: pulumi.StackReference,
  output: pulumi.Input<string> = "reference",
): EnvironmentReference {
  const known = judged("environmentFromStack", "output", output, outputName, stackProblems(stack));
  const read = pulumi.all([stack.name, known, stack.getOutput(known)]);
  return fieldsOf(read.apply(([name, output, value]) => readReference(`output ${output} of stack ${name}`, value)));
}

const outputName: Rule = text(/\S/, "it is no name of an output", 'Leave it out for "reference".');

function stackProblems(stack: unknown): Problem[] {
  if (pulumi.Resource.isInstance(stack) && typeof (stack as pulumi.StackReference).getOutput === "function") return [];
  return [
    {
      argument: "stack",
      value: stack,
      rule: "it is no reference to a stack",
      remedy: 'Pass one like new pulumi.StackReference("organization/project/dev").',
    },
  ];
}

/** An argument of a reader, judged at once, together with what else is wrong, or when it is known. */
function judged<T>(
  reader: string,
  argument: string,
  value: pulumi.Input<T>,
  rule: Rule,
  problems: readonly Problem[] = [],
): pulumi.Output<T> {
  const all = [...problems, ...problemsOf([{ argument, value, rule }])];
  if (all.length > 0) throw refused(reader, all);
  return pulumi.output(value).apply((known) => {
    const late = problemsOf([{ argument, value: known, rule }]);
    if (late.length > 0) throw refused(reader, late);
    return known;
  }) as pulumi.Output<T>;
}

type Known = pulumi.Unwrap<EnvironmentReference>;

/** What was read, as a reference. @throws pulumi.RunError with all that is wrong with it. */
export function readReference(subject: string, value: unknown): Known {
  const problems = problemsIn(referenceFindings("reference", value as EnvironmentReference));
  if (problems.length > 0) throw refused(subject, problems);
  return value as Known;
}

function refused(subject: string, problems: readonly Problem[]): pulumi.RunError {
  return forPeople(new pulumi.RunError(describeProblems(subject, problems)));
}

/** What a text says as JSON, or the text. */
function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return text;
  }
}
