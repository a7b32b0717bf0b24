import { homedir } from "node:os";
import { join } from "node:path";

/** A role that a provider takes on. */
export interface AssumedRole {
  readonly roleArn: string;
  readonly sessionName?: string;
  readonly externalId?: string;
  readonly durationSeconds?: number;
  readonly policy?: string;
  readonly policyArns?: readonly string[];
  readonly sourceIdentity?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly transitiveTagKeys?: readonly string[];
}

/** What an AWS provider calls AWS with. Where no keys, profile, files or token are named it is the standard chain. */
export interface ProviderSettings {
  readonly region?: string;
  readonly keys?: { readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string };
  readonly profile?: string;
  readonly configFile?: string;
  readonly credentialsFile?: string;
  readonly webIdentity?: AssumedRole & { readonly token?: string; readonly tokenFile?: string };
  /** One after the other. */
  readonly roles: readonly AssumedRole[];
  readonly ecsEndpoint?: string;
  readonly stsEndpoint?: string;
  readonly stsRegion?: string;
  readonly useFipsEndpoint?: boolean;
  readonly useDualstackEndpoint?: boolean;
}

/** Settings of how calls travel, which nobody but the provider follows here. */
const NOT_FOLLOWED = ["httpProxy", "httpsProxy", "customCaBundle", "insecure"];

/**
 * Reads the properties of an AWS provider, or what is configured as `aws:*`. Lists and objects may be JSON, as Pulumi
 * keeps them.
 * @returns what it calls AWS with, or why nobody else can call AWS as it does
 */
export function readSettings(properties: Readonly<Record<string, unknown>>): ProviderSettings | { problem: string } {
  const of = (key: string) => plain(properties[key]);
  const followedByNobody = NOT_FOLLOWED.find((key) => of(key) !== undefined && of(key) !== false);
  if (followedByNobody) return { problem: `the provider has ${followedByNobody}` };
  const [accessKeyId, secretAccessKey] = [text(of("accessKey")), text(of("secretKey"))];
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
    return { problem: `the provider's ${accessKeyId ? "secretKey" : "accessKey"} is not known` };
  }
  const configFiles = list(of("sharedConfigFiles"));
  const credentialsFiles = list(of("sharedCredentialsFiles"));
  if (configFiles.length > 1 || credentialsFiles.length > 1)
    return { problem: "the provider has several shared files" };
  const roles = [...list(of("assumeRoles")), ...list(of("assumeRole"))].map(roleOf);
  const webIdentity = list(of("assumeRoleWithWebIdentity"))[0];
  if (roles.includes(undefined) || (webIdentity !== undefined && !roleOf(webIdentity))) {
    return { problem: "the provider has a role whose ARN is not known" };
  }
  const endpoints = Object.assign({}, ...list(of("endpoints")).map((entry) => record(entry)));
  return compact({
    region: text(of("region")),
    keys:
      accessKeyId && secretAccessKey
        ? compact({ accessKeyId, secretAccessKey, sessionToken: text(of("token")) })
        : undefined,
    profile: text(of("profile")),
    configFile: file(configFiles[0]),
    credentialsFile: file(credentialsFiles[0]),
    webIdentity: webIdentity === undefined ? undefined : webIdentityOf(webIdentity),
    roles: roles.filter((role) => role !== undefined),
    ecsEndpoint: text(endpoints.ecs),
    stsEndpoint: text(endpoints.sts),
    stsRegion: text(of("stsRegion")),
    useFipsEndpoint: of("useFipsEndpoint") === true || undefined,
    useDualstackEndpoint: of("useDualstackEndpoint") === true || undefined,
  });
}

function roleOf(value: unknown): AssumedRole | undefined {
  const given = record(value);
  const roleArn = text(given.roleArn);
  if (roleArn === undefined) return undefined;
  return compact({
    roleArn,
    sessionName: text(given.sessionName),
    externalId: text(given.externalId),
    durationSeconds: seconds(text(given.duration)),
    policy: text(given.policy),
    policyArns: texts(given.policyArns),
    sourceIdentity: text(given.sourceIdentity),
    tags: Object.keys(record(given.tags)).length > 0 ? (record(given.tags) as Record<string, string>) : undefined,
    transitiveTagKeys: texts(given.transitiveTagKeys),
  });
}

function webIdentityOf(value: unknown): ProviderSettings["webIdentity"] {
  const { webIdentityToken, webIdentityTokenFile } = record(value);
  const role = roleOf(value);
  return role && compact({ ...role, token: text(webIdentityToken), tokenFile: file(webIdentityTokenFile) });
}

/** Seconds of a duration as Go writes them, such as `1h30m`. */
function seconds(duration: string | undefined): number | undefined {
  if (duration === undefined || !/^(\d+(\.\d+)?[hms])+$/.test(duration)) return undefined;
  const units: Record<string, number> = { h: 3600, m: 60, s: 1 };
  const parts = duration.match(/[\d.]+[hms]/g) ?? [];
  return parts.reduce((sum, part) => sum + Number.parseFloat(part) * (units[part.slice(-1)] ?? 0), 0);
}

/** A value that Pulumi may have written as JSON. */
function plain(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*([[{"]|true$|false$)/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function list(value: unknown): unknown[] {
  if (value === undefined || value === null || value === "") return [];
  return Array.isArray(value) ? value : [value];
}

function record(value: unknown): Record<string, unknown> {
  const read = plain(value);
  return read !== null && typeof read === "object" && !Array.isArray(read) ? (read as Record<string, unknown>) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function texts(value: unknown): string[] | undefined {
  const found = list(value).flatMap((entry) => text(entry) ?? []);
  return found.length > 0 ? found : undefined;
}

/** A path as a provider reads it, where `~` is the home folder. */
function file(value: unknown): string | undefined {
  const path = text(value);
  return path?.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
}

/** The same object without what is undefined. */
function compact<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}
