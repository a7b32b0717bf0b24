/** What AWS asks of policies before it lets a call do something. */
export interface AccessRequest {
  /** Like `ecs:CreateService`. */
  readonly action: string;
  /** An ARN, or `*` for an action that AWS knows no resource for. */
  readonly resource: string;
  /** Condition keys that the request has, in any case. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** A statement of a policy's JSON. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** A policy's JSON. */
export interface PolicyDocument {
  readonly Statement: readonly PolicyStatement[];
}

/**
 * Whether policies allow a request: all that are given must, as a role's policy and its boundary must.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function isAllowed(request: AccessRequest, ...policies: readonly PolicyDocument[]): boolean {
  return policies.every(({ Statement: statements }) => {
    const applying = statements.filter((statement) => applies(statement, request));
    return applying.some(({ Effect }) => Effect === "Allow") && !applying.some(({ Effect }) => Effect === "Deny");
  });
}

/** Whether a statement speaks of a request. What it does not know how to read is an error, and never a yes. */
export function applies(statement: PolicyStatement, { action, resource, context }: AccessRequest): boolean {
  const { Sid, Effect, Action, Resource, Condition = {}, ...others } = statement;
  if (Object.keys(others).length > 0) throw new Error(`${Sid} says more than is judged here: ${Object.keys(others)}`);
  const known = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), listOf(value)]));
  return (
    listOf(Action).some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
    listOf(Resource).some((pattern) => matches(pattern, resource)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, listOf(values), known.get(key.toLowerCase()))),
    )
  );
}

const OPERATORS: Readonly<
  Record<string, { readonly compare: (wanted: string, value: string) => boolean; readonly not?: true }>
> = {
  StringEquals: { compare: (wanted, value) => wanted === value },
  StringNotEquals: { compare: (wanted, value) => wanted === value, not: true },
  StringLike: { compare: matches },
  ArnEquals: { compare: matches },
  ArnLike: { compare: matches },
  Bool: { compare: (wanted, value) => wanted.toLowerCase() === value.toLowerCase() },
};

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
function holds(operator: string, wanted: readonly string[], values: readonly string[] | undefined): boolean {
  const [, set = "", name = "", ifExists = ""] =
    /^(ForAllValues:|ForAnyValue:|)(\w+?)(IfExists|)$/.exec(operator) ?? [];
  const found = OPERATORS[name];
  if (found === undefined) throw new Error(`${operator} is more than is judged here`);
  const fits = (value: string) => wanted.some((one) => found.compare(one, value)) !== (found.not === true);
  if (set === "ForAllValues:") return (values ?? []).every(fits);
  if (set === "ForAnyValue:") return (values ?? []).some(fits);
  if (values === undefined) return ifExists !== "" || found.not === true;
  if (values.length !== 1) throw new Error(`${operator} of ${values.length} values`);
  return values.every(fits);
}

/** Whether a text is what a pattern with `*` and `?` means. */
export function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s").test(text);
}

function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === "string" ? [value] : value;
}
