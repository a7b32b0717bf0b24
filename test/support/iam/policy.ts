import * as iam from "./evaluate";

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
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Whether policies allow something, by the statements that they have together. */
export function allows(policies: readonly PermissionPolicy[], need: Need): boolean {
  const statements = policies.flatMap(({ Statement }) => Statement);
  return need.resources.every((resource) => statements.some((statement) => applies(statement, need, resource)));
}

/** Whether a statement allows an action on one resource. @throws when it says what this cannot judge. */
export function applies(statement: PolicyStatement, { action, context }: Need, resource: string): boolean {
  if (statement.Effect !== "Allow")
    throw new Error(`${statement.Sid} says more than is judged here: ${statement.Effect}`);
  return iam.applies(statement, { action, resource, context });
}
