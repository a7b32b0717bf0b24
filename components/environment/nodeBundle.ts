import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Rule } from "../check";
import { BUNDLE_KEY, bundleParameter, bundleParameterValue } from "../nodes/bundleParameter";
import { declarePrivateBucket } from "./privateBucket";

/** A bundle where nodes find it. */
export interface NodeBundle {
  /** ARN of the object. */
  readonly arn: pulumi.Output<string>;
  /** Name of the parameter that says which version is the one. */
  readonly parameter: pulumi.Output<string>;
}

/** How long a version stays that is not the newest any more. */
const KEPT_DAYS = 90;

/** Where a tar says what it is. */
const MAGIC = { at: 257, text: "ustar" };

/** A file that nodes can unpack. */
export const bundleFile: Rule = (value) => {
  const content = contentOf(value);
  const remedy = "Pass the path of a plain tar of playbooks.";
  if (content === undefined) return { rule: "there is no such file, or it cannot be read", remedy };
  if (content.toString("latin1", MAGIC.at, MAGIC.at + MAGIC.text.length) === MAGIC.text) return undefined;
  return { rule: "that file is no tar, or a compressed one", remedy };
};

/**
 * Makes the bucket of a bundle, the bundle in it, and the parameter that says which version of it nodes run, with its
 * checksum. The parameter comes last, so that a node which reads it finds what it names.
 *
 * The version that the parameter names is the bucket's newest, which never expires. A node that has read the parameter a
 * minute ago still finds what that said; and so does one whose environment's last update has ended between the two.
 */
export function declareNodeBundle(
  parent: pulumi.ComponentResource,
  name: string,
  { environment, path, protect }: { environment: string; path: string; protect: boolean },
): NodeBundle {
  const bundle = `${name}-node-bundle`;
  const { bucket, versioning, policy } = declarePrivateBucket(parent, bundle, {
    protect,
    expiry: { noncurrentVersionExpiration: { noncurrentDays: KEPT_DAYS } },
  });
  const object = new aws.s3.BucketObjectv2(
    bundle,
    { bucket: bucket.id, key: BUNDLE_KEY, source: new pulumi.asset.FileAsset(resolve(path)) },
    { parent, dependsOn: [versioning, policy] },
  );
  const sha256 = createHash("sha256")
    .update(contentOf(path) ?? "")
    .digest("hex");
  const parameter = new aws.ssm.Parameter(
    bundle,
    {
      name: bundleParameter(environment),
      type: "String",
      value: pulumi
        .all([bucket.id, object.versionId])
        .apply(([bucket, version]) => bundleParameterValue({ bucket, version, sha256 })),
    },
    { parent },
  );
  return { arn: pulumi.interpolate`${bucket.arn}/${BUNDLE_KEY}`, parameter: parameter.name };
}

function contentOf(path: unknown): Buffer | undefined {
  try {
    return typeof path === "string" ? readFileSync(path) : undefined;
  } catch {
    return undefined;
  }
}
