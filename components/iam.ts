import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";

/** One statement of an IAM policy. */
export interface Statement {
  /** What it is for; letters and digits. */
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Action: pulumi.Input<string> | pulumi.Input<string>[];
  readonly Resource?: pulumi.Input<string> | pulumi.Input<string>[];
  readonly Principal?: "*" | Record<string, pulumi.Input<string | string[]>>;
  readonly Condition?: Record<string, Record<string, pulumi.Input<string | string[]>>>;
}

/** An IAM policy as JSON. */
export function policyDocument(statements: readonly Statement[]): pulumi.Output<string> {
  return pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements });
}

/** Characters of a policy as IAM counts them: those that are no white space. */
export function policySize(json: string): number {
  return json.replaceAll(/\s/g, "").length;
}

/** Trust of roles and users, of this account or another, that are named one by one. */
export function trustOfPrincipals(arns: readonly string[]): pulumi.Output<string> {
  return policyDocument([{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: [...arns] } }]);
}

/** Trust of EC2 nodes. EC2 is no deputy: it takes no source account. */
export function trustOfNodes(): pulumi.Output<string> {
  return policyDocument([{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ec2.amazonaws.com" } }]);
}

/**
 * Trust of a service that acts for this account only, so that nobody else's resources can make it use the role.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export function trustOf(service: string, account: Account, sourceArn?: pulumi.Input<string>): pulumi.Output<string> {
  return policyDocument([
    {
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Principal: { Service: service },
      Condition: {
        StringEquals: { "aws:SourceAccount": account.id },
        ...(sourceArn === undefined ? {} : { ArnLike: { "aws:SourceArn": sourceArn } }),
      },
    },
  ]);
}
