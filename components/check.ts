import * as pulumi from "@pulumi/pulumi";
import { isPlain, isRecord, shown, waits } from "./values";

export { isPlain, isRecord };

/** What is wrong with one argument: its value, the rule it breaks, what to do. */
export interface Problem {
  /** As the caller wrote it, like `pools.spot.maxNodes`. */
  readonly argument: string;
  /** What it is. */
  readonly value: unknown;
  /** How to show the value, where its JSON would not read well. */
  readonly shown?: string;
  /** Continues "... is VALUE; ". */
  readonly rule: string;
  /** A sentence. */
  readonly remedy: string;
}

/**
 * A check of one value: what is wrong with it, or nothing. The value may be anything, whatever its type says, and have
 * entries that have to be waited for.
 */
export type Rule = (value: unknown) => { readonly rule: string; readonly remedy: string } | undefined;

/** One line for a problem. */
export function describeProblem(problem: Problem): string {
  return `${problem.argument} is ${problem.shown ?? shown(problem.value)}; ${problem.rule}. ${problem.remedy}`;
}

/** One text for all problems of a component: a line when there is one, a list when there are more. */
export function describeProblems(subject: string, problems: readonly Problem[]): string {
  const lines = problems.map(describeProblem);
  if (lines.length === 1) return `${subject}: ${lines[0]}`;
  return `${subject} has ${lines.length} problems:\n${lines.map((line) => `  - ${line}`).join("\n")}`;
}

/** A value beside the rule it must keep. */
export interface Judged {
  readonly argument: string;
  readonly value: unknown;
  readonly rule: Rule;
  /** Whether it decides which resources exist, so that it must be known at once. @default false */
  readonly plain?: boolean;
}

const KNOWN_AT_ONCE = {
  rule: "it decides which resources there are, so it must be known before the update",
  remedy: "Pass a plain value.",
};

/** What is wrong with a value that is an output where its entries decide which resources there are. They may be outputs. */
export function knownAtOnce(argument: string, value: unknown): Problem[] {
  return waits(value) ? [{ argument, value, ...KNOWN_AT_ONCE }] : [];
}

/** What is wrong among some values. Those that have to be waited for are left out, but not what only has them in it. */
export function problemsOf(judged: readonly Judged[]): Problem[] {
  return judged.flatMap(({ argument, value, rule, plain }) => {
    const early = plain && !isPlain(value) ? KNOWN_AT_ONCE : undefined;
    const broken = early ?? (waits(value) ? undefined : rule(value));
    return broken ? [{ argument, value, ...broken }] : [];
  });
}

/** What is to be said of a component's arguments before it makes anything. */
export interface Findings {
  /**
   * Each argument that has a rule of its own. One that is not known yet is judged when it is, and is an output from then on:
   * a map or list whose entries decide which resources there are is not among them.
   */
  readonly judged: readonly Judged[];
  /** What is wrong between arguments. */
  readonly problems: readonly Problem[];
}

/** All problems that are known already. */
export function problemsIn({ judged, problems }: Findings): Problem[] {
  return [...problemsOf(judged), ...problems];
}

/**
 * The arguments of one component after they were judged: whoever has one may make children. Values that were plain are
 * fine; a value that is an output is judged when it resolves, and what `value` returns is the judged one.
 */
export class CheckedArguments {
  private readonly judged: readonly Judged[];

  /** @throws pulumi.ResourceError with every problem that is known already. */
  constructor(
    private readonly component: pulumi.ComponentResource,
    /** What messages call the component, such as `WebService "web"`. */
    readonly subject: string,
    findings: Findings,
  ) {
    this.judged = findings.judged;
    const problems = problemsIn(findings);
    if (problems.length > 0) this.raise(problems);
  }

  /** An argument, judged by the rule that the findings have for it. */
  value<T>(argument: string, value: pulumi.Input<T>): pulumi.Output<T> {
    const waiting = this.judged.filter((judged) => judged.argument === argument && !isPlain(judged.value));
    const rules = waiting.map(({ rule }) => rule); // not those of a name in it, which is known
    if (rules.length === 0 || isPlain(value)) return pulumi.output(value) as pulumi.Output<T>;
    return pulumi.output(value).apply((known) => {
      const broken = rules.flatMap((rule) => rule(known) ?? []);
      if (broken.length > 0) this.raise(broken.map((each) => ({ argument, value: known, ...each })));
      return known;
    }) as pulumi.Output<T>;
  }

  /**
   * All arguments, each that has to be waited for judged when it is known. Use these and not what was given: a resource
   * that takes the judged value cannot come before the judgement.
   */
  all<Args extends object>(args: Args): Args {
    return this.judged
      .filter(({ argument, value }) => !isPlain(value) && Object.hasOwn(args, argument.split(".", 1)[0] ?? ""))
      .reduce((all, { argument, value }) => replaced(all, argument.split("."), this.value(argument, value)), args);
  }

  /** Raises problems that showed only when an output resolved. */
  raise(problems: readonly Problem[]): never {
    throw errorOf(this.component, describeProblems(this.subject, problems));
  }
}

/** An error of a component for people. */
export function errorOf(component: pulumi.ComponentResource, text: string): pulumi.ResourceError {
  return forPeople(new pulumi.ResourceError(text, component, true));
}

/**
 * An error whose text stays as it is: the SDK would write before it, once for each, the properties of children that wait
 * for the output that failed, which whoever reads it has not written. Its stack is the text alone: Pulumi shows that when
 * the program itself has ended, and inspects it always, where Node 20 takes long over the frames that source maps put into it.
 */
export function forPeople<Kind extends Error>(error: Kind): Kind {
  const { message } = error;
  error.stack = message;
  return Object.defineProperty(error, "message", { get: () => message, set: () => undefined });
}

/** A copy in which one value is another, at a path. What is not on the path is shared. */
function replaced<Within>(within: Within, [key, ...rest]: readonly string[], value: unknown): Within {
  if (key === undefined) return value as Within;
  const child = (within as Record<string, unknown>)[key];
  return { ...within, [key]: replaced(child, rest, value) };
}

/** Arguments, or none where something else was passed: then each that is needed is said to be missing. */
export function argsOf<T extends object>(args: T): T {
  return isRecord(args) ? args : ({} as T);
}

/** A whole number in a range. */
export function wholeNumber(min: number, max: number, unit = ""): Rule {
  const range = max === Number.POSITIVE_INFINITY ? `${min} or more` : `${min} to ${max}`;
  return (value) =>
    typeof value === "number" && Number.isInteger(value) && value >= min && value <= max
      ? undefined
      : { rule: `it must be a whole number, ${range}${unit && ` ${unit}`}`, remedy: `Pass ${range}.` };
}

/** True or false, and not a word that means it. */
export const trueOrFalse: Rule = (value) =>
  typeof value === "boolean" ? undefined : { rule: "it must be true or false", remedy: "Pass true or false." };

/** Any text. */
export const anyText: Rule = (value) =>
  typeof value === "string" ? undefined : { rule: "it must be a text", remedy: "Put it into quotes." };

/** Something with entries. */
export const aMap: Rule = (value) =>
  isRecord(value) ? undefined : { rule: "it must be a map", remedy: "Pass its entries by name." };

/** A map of texts, like tags. */
export const texts: Rule = (value) =>
  isRecord(value) && Object.values(value).every((entry) => waits(entry) || typeof entry === "string")
    ? undefined
    : { rule: "it must be a map of texts", remedy: 'Pass one like { owner: "checkout" }.' };

/** The same rule for an argument that may be left out. */
export function optional(rule: Rule): Rule {
  return (value) => (value === undefined ? undefined : rule(value));
}

/** A text that matches a pattern, which the caller puts into words. */
export function text(pattern: RegExp, rule: string, remedy: string): Rule {
  return (value) => (typeof value === "string" && pattern.test(value) ? undefined : { rule, remedy });
}

/** One of some texts. */
export function oneOf(values: readonly string[]): Rule {
  return (value) =>
    typeof value === "string" && values.includes(value)
      ? undefined
      : { rule: `it must be one of ${values.join(", ")}`, remedy: `Pass ${values.map((v) => `"${v}"`).join(" or ")}.` };
}

/** A list with at least one entry, or as many as are asked for, each of which passes a rule. */
export function listOf(rule: Rule, { min = 1 }: { min?: number } = {}): Rule {
  return (value) => {
    if (!Array.isArray(value) || value.length < min) return noList(min);
    for (const entry of value) {
      const broken = waits(entry) ? undefined : rule(entry);
      if (broken) return { rule: `${shown(entry)} in it is wrong: ${broken.rule}`, remedy: broken.remedy };
    }
    return undefined;
  };
}

function noList(min: number): ReturnType<Rule> {
  if (min === 0) return { rule: "it must be a list", remedy: "Put what there is into a list." };
  return { rule: `it must be a list of at least ${min}`, remedy: "Name at least one." };
}
