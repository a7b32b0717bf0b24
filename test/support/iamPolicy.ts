/** Something that a principal must be allowed to do. */
export interface Need {
  readonly action: string;
  /** ARNs that it is done to, all of which must be allowed; `*` for actions that AWS knows no resource for. */
  readonly resources: readonly string[];
  /** What AWS tells conditions of the request. */
  readonly context: Readonly<Record<string, string>>;
}

/** A policy of permissions, in the plain part of the language: allows, and conditions of equality. */
export interface PermissionPolicy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly PolicyStatement[];
}

/** One statement of it. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: { readonly StringEquals: Readonly<Record<string, string | readonly string[]>> };
}

/** Whether policies allow something, by the statements that they have together. */
export function allows(policies: readonly PermissionPolicy[], need: Need): boolean {
  const statements = policies.flatMap(({ Statement }) => Statement);
  return need.resources.every((resource) => statements.some((statement) => applies(statement, need, resource)));
}

/** Whether a statement allows an action on one resource. @throws when it says what this cannot judge. */
export function applies(statement: PolicyStatement, { action, context }: Need, resource: string): boolean {
  const { Sid, Effect, Action, Resource, Condition, ...others } = statement;
  const { StringEquals = {}, ...otherConditions } = Condition ?? {};
  const unread = [...Object.keys(others), ...Object.keys(otherConditions)];
  if (Effect !== "Allow" || unread.length > 0) throw new Error(`${Sid} says more than is judged here: ${unread}`);
  return (
    Action.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
    listed(Resource).some((pattern) => matches(pattern, resource)) &&
    Object.entries(StringEquals).every(([key, values]) => listed(values).includes(context[key] ?? ""))
  );
}

/** Whether a text is of a pattern of IAM, where `*` is any text and `?` any character. */
function matches(pattern: string, text: string): boolean {
  const parts = pattern.split(/([*?])/).map((part) => {
    if (part === "*") return ".*";
    return part === "?" ? "." : part.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("")}$`).test(text);
}

function listed(value: string | readonly string[]): readonly string[] {
  return typeof value === "string" ? [value] : value;
}
