import * as pulumi from "@pulumi/pulumi";
import type { Configuration } from "../nodes/configurationStatements";
import type { EcsEnvironmentArgs } from "./environmentArgs";
import { declareNodeBundle } from "./nodeBundle";
import { poolsOnOwnImages } from "./ownImages";

/** How the nodes of an environment are configured. */
export interface NodeConfiguration {
  /** What those of images of one's own configure themselves from; nothing where there are none. */
  readonly ownImages?: Configuration;
  /** The image of one's own that each pool runs that runs one. It can be used when its nodes find what they need. */
  readonly imageOf: Readonly<Record<string, pulumi.Input<string>>>;
}

/** Declares what nodes of images of one's own configure themselves from. Nodes of stock images need nothing. */
export function declareNodeConfiguration(
  parent: pulumi.ComponentResource,
  name: string,
  args: EcsEnvironmentArgs,
  { environment, protect }: { environment: string; protect: boolean },
): NodeConfiguration {
  const pools = Object.entries(poolsOnOwnImages(args));
  if (pools.length === 0) return { imageOf: {} };
  const { nodeImages = {}, nodeBundlePath: path } = args;
  const bundle = path === undefined ? undefined : declareNodeBundle(parent, name, { environment, path, protect });
  const usable = (image: pulumi.Input<string> = "") =>
    bundle ? pulumi.all([image, bundle.parameter]).apply(([id]) => id) : image;
  return {
    ownImages: { environment, ...(bundle && { bundleArn: bundle.arn }) },
    imageOf: Object.fromEntries(pools.map(([pool, architecture]) => [pool, usable(nodeImages[architecture])])),
  };
}
