import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";

/** One statement of an IAM policy. */
export interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: pulumi.Input<string> | pulumi.Input<string>[];
  readonly Resource?: pulumi.Input<string> | pulumi.Input<string>[];
  readonly Principal?: "*" | Record<string, pulumi.Input<string>>;
  readonly Condition?: Record<string, Record<string, pulumi.Input<string | string[]>>>;
}

/** An IAM policy as JSON. */
export function policyDocument(statements: readonly Statement[]): pulumi.Output<string> {
  return pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements });
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
