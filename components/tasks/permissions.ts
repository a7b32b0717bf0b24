import type * as pulumi from "@pulumi/pulumi";
import { listOf, type Problem, problemsOf, type Rule, text } from "../check";

/** Something that the containers of a task may do in AWS. */
export interface Permission {
  /** Actions by name, like `sqs:ReceiveMessage`. @throws when one is a whole service or everything. */
  actions: string[];
  /** ARNs that they may be done to. In one shared account all environments have them in common. */
  resources: pulumi.Input<string>[];
}

const action: Rule = (value) =>
  typeof value === "string" && /^[a-z0-9-]+:[A-Za-z]+\*?$/.test(value)
    ? undefined
    : { rule: "it is no single action", remedy: 'Name what is needed, like "sqs:ReceiveMessage".' };

/** What is wrong with a permission. */
export function permissionProblems(permission: Permission, at: string): Problem[] {
  return problemsOf([
    { argument: `${at}.actions`, value: permission?.actions, rule: listOf(action) },
    { argument: `${at}.resources`, value: permission?.resources, rule: listOf(arn) },
  ]);
}

const arn = text(/^(arn:|\*$)/, "it is no ARN", "Name what the actions are done to.");
