/**
 * The directory on every node that says which environment it belongs to. It is mounted read-only into each container.
 * The directory is mounted and never the file: a bind-mounted file keeps showing the old content after a rename.
 */
export const ENVIRONMENT_DIRECTORY = "/etc/container_config";

/** The file in {@link ENVIRONMENT_DIRECTORY}; its first line is `MY_ENVIRONMENT="..."`. */
export const NODE_CONFIG_FILE = `${ENVIRONMENT_DIRECTORY}/node.config`;

/** The file in which user data tells a node that configures itself which environment and cluster it is of. */
export const NODE_FILE = "/etc/fairlead/node";

/** CloudWatch namespace of what nodes that configure themselves say of it. */
export const NODE_METRICS = "Fairlead/Nodes";

/** The tag of an instance that names its environment; nodes read it from instance metadata. */
export const ENVIRONMENT_TAG = "env";

/** Tags that Fairlead writes on what it makes. Keys fit instance metadata: letters, digits and `-_+=,.@:`. */
export const TAGS = {
  /** The environment that something of a team is in. */
  environment: "fairlead:environment",
  /** The team that something belongs to; the team's deploy policy knows it by this. */
  team: "fairlead:team",
  /** Hash of what a task definition says, the same in every account. */
  contentHash: "fairlead:content-hash",
  /** Why a service has no load balancer; read by the policy `services-behind-alb`. */
  noLoadBalancer: "fairlead:no-load-balancer",
  /** The pool that a node belongs to. */
  pool: "fairlead:pool",
  /** Memory in MiB that no task gets, on nodes that configure themselves. */
  reservedMemory: "fairlead:reserved-memory-mib",
} as const;

/** Limits of AWS that arguments are checked against. */
export const LIMITS = {
  /** Characters of a load balancer's or target group's name. Pulumi appends 8 of them. https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html */
  targetGroupName: 32,
  /** Characters of a role's name. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
  roleName: 64,
  /** Characters of the longest region's name, us-isof-south-1. https://github.com/boto/botocore/blob/develop/botocore/data/partitions.json */
  regionName: 15,
  /** Condition values of one listener rule, hosts and paths together. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html */
  ruleValues: 5,
  /** Highest priority of a listener rule. https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateRule.html */
  rulePriority: 50_000,
  /** Names of one ACM certificate without a raised quota. https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html */
  certificateNames: 10,
  /** Bytes of a Standard SSM parameter. https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
  parameterBytes: 4096,
  /** Characters of a managed policy, white space left out. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
  managedPolicy: 6_144,
} as const;

/** Priorities of listener rules that one team owns; block 0 is the environment's own. */
export const PRIORITY_BLOCK = 2_000;

/** Version of the contract between an environment and the programs that use it. */
export const CONTRACT_VERSION = 1;
