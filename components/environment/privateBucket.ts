import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { policyDocument, type Statement } from "../iam";

/** A bucket, and what must exist before something is put into it. */
export interface PrivateBucket {
  readonly bucket: aws.s3.Bucket;
  /** Keeps what is written again. Without it an object has no version. */
  readonly versioning: aws.s3.BucketVersioning;
  /** Says who may write, and that nobody may without TLS. */
  readonly policy: aws.s3.BucketPolicy;
}

/** What a bucket of an environment does not share with the others. */
export interface PrivateBucketSettings {
  /** Whether a destroy is refused as long as something is in it. */
  readonly protect: boolean;
  /** What expires, and when. */
  readonly expiry: Pick<
    aws.types.input.s3.BucketLifecycleConfigurationRule,
    "expiration" | "noncurrentVersionExpiration"
  >;
  /** What a service of AWS may do in it. @default - nothing */
  readonly allow?: (bucket: aws.s3.Bucket) => Statement;
}

/**
 * Makes a bucket of an environment: SSE-S3, TLS only, versions, nothing public. All of it bears the same name.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
 */
export function declarePrivateBucket(
  parent: pulumi.ComponentResource,
  name: string,
  { protect, expiry, allow }: PrivateBucketSettings,
): PrivateBucket {
  const child = { parent };
  const bucket = new aws.s3.Bucket(name, { forceDestroy: !protect }, child);
  const inBucket = { bucket: bucket.id };
  const closed = new aws.s3.BucketPublicAccessBlock(
    name,
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
    name,
    { ...inBucket, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
    child,
  );
  const versioning = new aws.s3.BucketVersioning(
    name,
    { ...inBucket, versioningConfiguration: { status: "Enabled" } },
    child,
  );
  new aws.s3.BucketLifecycleConfiguration(
    name,
    {
      ...inBucket,
      rules: [
        {
          id: "expire",
          status: "Enabled",
          filter: { prefix: "" },
          ...expiry,
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
      ],
    },
    { ...child, dependsOn: [versioning] },
  );
  const policy = new aws.s3.BucketPolicy(
    name,
    {
      ...inBucket,
      policy: policyDocument([
        ...(allow ? [allow(bucket)] : []),
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
  return { bucket, versioning, policy };
}
