import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../account";
import { policyDocument } from "../iam";

/** A bucket that a load balancer may write to. */
export interface AccessLogs {
  readonly bucket: pulumi.Output<string>;
  /** What must exist before the load balancer is told of the bucket. */
  readonly ready: pulumi.Resource[];
}

/**
 * Makes the bucket of a load balancer's access logs: SSE-S3 (the only encryption that load balancers write with), TLS
 * only, versions, nothing public, old logs deleted.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
export function declareAccessLogs(
  parent: pulumi.ComponentResource,
  name: string,
  settings: { readonly keepDays: pulumi.Input<number>; readonly protect: boolean },
): AccessLogs {
  const child = { parent };
  const account = accountOf(parent);
  const logs = `${name}-alb-logs`;
  const bucket = new aws.s3.Bucket(logs, { forceDestroy: !settings.protect }, child);
  const inBucket = { bucket: bucket.id };
  const closed = new aws.s3.BucketPublicAccessBlock(
    logs,
    {
      ...inBucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    child,
  );
  new aws.s3.BucketServerSideEncryptionConfiguration(
    logs,
    { ...inBucket, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
    child,
  );
  const versioning = new aws.s3.BucketVersioning(
    logs,
    { ...inBucket, versioningConfiguration: { status: "Enabled" } },
    child,
  );
  new aws.s3.BucketLifecycleConfiguration(
    logs,
    {
      ...inBucket,
      rules: [
        {
          id: "expire",
          status: "Enabled",
          filter: { prefix: "" },
          expiration: { days: settings.keepDays },
          noncurrentVersionExpiration: { noncurrentDays: 7 },
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
      ],
    },
    { ...child, dependsOn: [versioning] },
  );
  const balancers = pulumi.interpolate`arn:${account.partition}:elasticloadbalancing:${account.region}:${account.id}:loadbalancer/*`;
  const policy = new aws.s3.BucketPolicy(
    logs,
    {
      ...inBucket,
      policy: policyDocument([
        {
          Effect: "Allow",
          Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
          Action: "s3:PutObject",
          Resource: pulumi.interpolate`${bucket.arn}/AWSLogs/${account.id}/*`,
          Condition: { ArnLike: { "aws:SourceArn": balancers } },
        },
        {
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [bucket.arn, pulumi.interpolate`${bucket.arn}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ]),
    },
    { ...child, dependsOn: [closed] },
  );
  return { bucket: bucket.id, ready: [policy] };
}
