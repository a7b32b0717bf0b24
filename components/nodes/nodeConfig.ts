/**
 * What a node knows of itself, as lines of `node.config`. `MY_ENVIRONMENT` comes first: it is what containers look for.
 * The values are shell expressions of the node's own start script or, on own images, of the role that writes the file.
 */
export const NODE_CONFIG_KEYS = {
  /** The instance's `env` tag. */
  MY_ENVIRONMENT: "environment",
  /** Name of the ECS cluster. */
  MY_CLUSTER: "cluster",
  /** Like `eu-central-1`. */
  MY_REGION: "region",
  /** Like `i-0123456789abcdef0`. */
  MY_INSTANCE_ID: "instance_id",
  /** `spot` or `on-demand`. */
  MY_INSTANCE_LIFECYCLE: "lifecycle",
  /** Private IPv4 address: where containers on a bridge network reach what listens on the node. */
  HOST_IP: "host_ip",
} as const;

/** The lines of `node.config`, each value written by `write` from the name of what it is. */
export function nodeConfigLines(write: (value: string) => string): string[] {
  return Object.entries(NODE_CONFIG_KEYS).map(([key, value]) => `${key}="${write(value)}"`);
}
