import * as pulumi from "@pulumi/pulumi";
import {
  type CapacityShare,
  type NetworkArgs,
  type NodeImages,
  type PoolArgs,
  type Problem,
  type Profile,
  RoleNames,
  type ScalingArgs,
  type TeamArgs,
  type WebScalingArgs,
} from "fairlead";
import { SettingsReader } from "./settingsReader";

/** A network that the stack makes, or one that is there already. */
export interface NetworkSettings extends Partial<NetworkArgs> {
  /** Addresses of a new VPC. A change replaces it with all that is in it, and fails half way. */
  readonly cidrBlock?: string;
  /** Availability zones of a new VPC, 2 or more. */
  readonly zones?: number;
  /** NAT gateways of a new VPC: `single` is cheap, `one-per-zone` outlives the loss of a zone. */
  readonly natGateways?: string;
}

/** How much of a service runs in an environment. */
export interface ServiceSettings {
  readonly desiredCount?: number;
  readonly scaling?: ScalingArgs;
  readonly capacity: Record<string, CapacityShare>;
}

/** The same for a web service. */
export interface WebServiceSettings extends ServiceSettings {
  readonly hosts: string[];
  readonly scaling?: WebScalingArgs;
  readonly listenerPriority?: number;
}

/** What an environment says of a job. */
export interface JobSettings {
  readonly enabled?: boolean;
  readonly capacity?: Record<string, CapacityShare>;
}

/** The configuration of an environment's stack, as written; nothing of it is checked yet. */
export interface EnvironmentSettings {
  readonly stack: string;
  readonly environment: string;
  readonly profile: Profile;
  readonly network: NetworkSettings;
  readonly pools: Record<string, PoolArgs>;
  readonly nodeImages: NodeImages;
  readonly pins: Record<string, number>;
  readonly services: Record<string, WebServiceSettings>;
  readonly workers: Record<string, ServiceSettings>;
  readonly jobs: Record<string, JobSettings>;
  readonly teams: Record<string, TeamArgs>;
  readonly certificateArns: string[];
  readonly zoneId: string;
  readonly httpOnly: boolean;
  readonly protect: boolean | undefined;
  /** Names of every environment that there is. */
  readonly environments: string[];
  /** Listener rules that AWS allows on a load balancer of this account. */
  readonly listenerRuleQuota: number;
}

/** A configuration, and what of it is of no use. Of that the settings have the default. */
export interface ReadSettings {
  readonly settings: EnvironmentSettings;
  readonly problems: readonly Problem[];
}

/** Reads the configuration of an environment's stack. `Pulumi.yaml` describes each key and has its default. */
export function readEnvironmentSettings(): ReadSettings {
  const config = new pulumi.Config();
  const reader = new SettingsReader();
  const stack = pulumi.getStack();
  const settings = {
    stack,
    environment: config.get("environment") || stack,
    profile: config.get<Profile>("profile") ?? "development",
    network: reader.map<NetworkSettings>("network"),
    pools: reader.map<EnvironmentSettings["pools"]>("pools"),
    nodeImages: reader.map<NodeImages>("nodeImages"),
    pins: reader.map<EnvironmentSettings["pins"]>("pins"),
    services: reader.map<EnvironmentSettings["services"]>("services"),
    workers: reader.map<EnvironmentSettings["workers"]>("workers"),
    jobs: reader.map<EnvironmentSettings["jobs"]>("jobs"),
    teams: reader.map<EnvironmentSettings["teams"]>("teams"),
    certificateArns: reader.texts("certificateArns"),
    zoneId: config.get("zoneId") ?? "",
    httpOnly: reader.flag("httpOnly") ?? false,
    protect: reader.flag("protect"),
    environments: reader.texts("environments"),
    listenerRuleQuota: reader.number("listenerRuleQuota") ?? 100,
  };
  return { settings, problems: reader.problems };
}

/** Keys of the configuration that a stack may have: those of `Pulumi.yaml`, and `protect`, which has no default there. */
const KEYS = [
  ...[
    "kind",
    "environments",
    "accounts",
    "roleNames",
    "environment",
    "profile",
    "protect",
    "network",
    "pools",
    "nodeImages",
    "pins",
  ],
  ...["services", "workers", "jobs", "teams", "certificateArns", "zoneId", "httpOnly", "listenerRuleQuota"],
];

/** What the configuration says that no program reads: a slip of the pen, which the engine passes over. */
export function unknownKeys(): Problem[] {
  const prefix = `${pulumi.getProject()}:`;
  return Object.keys(pulumi.runtime.allConfig())
    .filter((key) => key.startsWith(prefix) && !KEYS.includes(key.slice(prefix.length)))
    .map((key) => ({
      argument: key,
      value: undefined,
      shown: "set",
      rule: "there is no such key",
      remedy: `There are ${KEYS.join(", ")}.`,
    }));
}

/** The environments that releases serve; neither their names nor their accounts may be inside a definition. */
export interface ServedEnvironments {
  readonly environments: string[];
  /** The account of each; left out where the configuration does not say them. */
  readonly accounts?: Record<string, string>;
}

/** The configuration of releases: the same for each of them. */
export interface ReleaseSettings extends ServedEnvironments {
  /** Left out where Pulumi generates them. */
  readonly roleNames?: RoleNames;
}

/** Reads the configuration of a stack of releases. */
export function readReleaseSettings(): { readonly settings: ReleaseSettings; readonly problems: readonly Problem[] } {
  const reader = new SettingsReader();
  const environments = reader.texts("environments");
  const accounts = reader.map<Record<string, string>>("accounts");
  const roleNames = new pulumi.Config().get<RoleNames>("roleNames") || RoleNames.Generated;
  const settings = {
    environments,
    ...(Object.keys(accounts).length > 0 && { accounts }),
    ...(roleNames !== RoleNames.Generated && { roleNames }),
  };
  return { settings, problems: reader.problems };
}
