import type * as pulumi from "@pulumi/pulumi";
import { type ArgumentNames, otherArguments } from "../argumentNames";
import { isRecord, listOf, type Problem, problemsOf, type Rule, text } from "../check";
import { listed } from "../values";

/** Something that the containers of a task may do in AWS. */
export interface Permission {
  /** Actions by name, like `sqs:ReceiveMessage`. @throws when one has a wildcard. */
  actions: string[];
  /**
   * ARNs that they may be done to; `*` only for actions that AWS knows no finer resource
   * for, or that list and describe. In one
   * shared account all environments have them in common.
   */
  resources: pulumi.Input<string>[];
}

const action: Rule = (value) =>
  typeof value === "string" && /^[a-z0-9-]+:[A-Za-z]+$/.test(value)
    ? undefined
    : { rule: "it is no single action", remedy: 'Name what is needed, like "sqs:ReceiveMessage".' };

const PERMISSION: ArgumentNames<Permission> = { actions: true, resources: true };

/** What is wrong with permissions. @param at The argument that they are. */
export function permissionProblems(permissions: unknown, at: string): Problem[] {
  return listed(permissions).flatMap((permission, i) => problemsOfOne(permission, `${at}[${i}]`));
}

function problemsOfOne(permission: unknown, at: string): Problem[] {
  if (!isRecord(permission)) {
    return [{ argument: at, value: permission, rule: "it is no permission", remedy: "Pass actions and resources." }];
  }
  const { actions, resources } = permission;
  const problems = [
    ...otherArguments(permission, PERMISSION, at),
    ...problemsOf([
      { argument: `${at}.actions`, value: actions, rule: listOf(action), plain: true },
      { argument: `${at}.resources`, value: resources, rule: listOf(arn) },
    ]),
  ];
  const narrow = problems.length > 0 ? [] : listed(actions).filter((name) => !WIDE.test(String(name)));
  if (narrow.length === 0 || !Array.isArray(resources) || !resources.includes("*")) return problems;
  const rule = `${narrow.join(", ")} may not be done to everything`;
  return [{ argument: `${at}.resources`, value: "*", rule, remedy: "Name the ARNs that it is done to." }];
}

/** Actions that AWS knows no finer resource for, or that only say what there is. What reads data is not among them. */
const WIDE =
  /^([a-z0-9-]+:(Describe|List)[A-Za-z]*|cloudwatch:(PutMetricData|GetMetricData|GetMetricStatistics)|xray:Put(TraceSegments|TelemetryRecords)|sts:GetCallerIdentity)$/;

const arn = text(/^(arn:|\*$)/, "it is no ARN", "Name what the actions are done to.");
