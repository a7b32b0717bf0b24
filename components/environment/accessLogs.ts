import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../account";
import { declarePrivateBucket } from "./privateBucket";

/** A bucket that a load balancer may write to. */
export interface AccessLogs {
  readonly bucket: pulumi.Output<string>;
  /** What must exist before the load balancer is told of the bucket. */
  readonly ready: pulumi.Resource[];
}

/**
 * Makes the bucket of a load balancer's access logs; old logs are deleted. SSE-S3 is the only encryption that load
 * balancers write with.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
export function declareAccessLogs(
  parent: pulumi.ComponentResource,
  name: string,
  settings: { readonly keepDays: pulumi.Input<number>; readonly protect: boolean },
): AccessLogs {
  const account = accountOf(parent);
  const balancers = pulumi.interpolate`arn:${account.partition}:elasticloadbalancing:${account.region}:${account.id}:loadbalancer/*`;
  const { bucket, policy } = declarePrivateBucket(parent, `${name}-alb-logs`, {
    protect: settings.protect,
    expiry: { expiration: { days: settings.keepDays }, noncurrentVersionExpiration: { noncurrentDays: 7 } },
    allow: ({ arn }) => ({
      Effect: "Allow",
      Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: pulumi.interpolate`${arn}/AWSLogs/${account.id}/*`,
      Condition: { ArnLike: { "aws:SourceArn": balancers } },
    }),
  });
  return { bucket: bucket.id, ready: [policy] };
}
