/** Version of what the parameter says; a node that does not know it keeps the bundle that it has. */
const FORMAT = 1;

/** Key of the bundle in its bucket. */
export const BUNDLE_KEY = "node-bundle.tar";

/** Name of the parameter that says which bundle the nodes of an environment configure themselves with. */
export function bundleParameter(environment: string): string {
  return `/fairlead/${environment}/node-bundle`;
}

/** One version of a bundle. */
export interface BundleVersion {
  readonly bucket: string;
  /** The object's version. */
  readonly version: string;
  /** Of the file, in hexadecimal. */
  readonly sha256: string;
}

/** What the parameter says: all that a node needs to fetch the bundle and to know that it is the one. */
export function bundleParameterValue({ bucket, version, sha256 }: BundleVersion): string {
  return JSON.stringify({ format: FORMAT, bucket, key: BUNDLE_KEY, version, sha256 });
}
