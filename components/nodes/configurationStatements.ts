import * as pulumi from "@pulumi/pulumi";
import type { Account } from "../account";
import { NODE_METRICS } from "../constants";
import type { Statement } from "../iam";
import { bundleParameter } from "./bundleParameter";

/** What nodes configure themselves from. */
export interface Configuration {
  readonly environment: pulumi.Input<string>;
  /** ARN of the object with the playbooks. Without it nodes keep to those that their image was made with. */
  readonly bundleArn?: pulumi.Input<string>;
}

/**
 * What a node needs to configure itself: the name of the bundle, the bundle, and to say how it went.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html of a version that is named no other right is asked
 */
export function configurationStatements(account: Account, { environment, bundleArn }: Configuration): Statement[] {
  const parameter = pulumi.output(environment).apply(bundleParameter);
  return [
    {
      Effect: "Allow",
      Action: "ssm:GetParameter",
      Resource: pulumi.interpolate`arn:${account.partition}:ssm:${account.region}:${account.id}:parameter${parameter}`,
    },
    ...(bundleArn === undefined
      ? []
      : [{ Effect: "Allow", Action: "s3:GetObjectVersion", Resource: bundleArn } as const]),
    // AWS has no resource for metrics; the namespace stands for it.
    {
      Effect: "Allow",
      Action: "cloudwatch:PutMetricData",
      Resource: "*",
      Condition: { StringEquals: { "cloudwatch:namespace": NODE_METRICS } },
    },
  ];
}
