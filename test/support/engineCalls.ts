import type { WireRequest } from "../../tools/sandbox/proxy";

/** A call of an AWS API. */
export interface Call {
  /** The stack on whose behalf it was made; see `callerEnvironment`. */
  readonly stack: string;
  /** As signatures and IAM call it, like `elasticloadbalancing`. */
  readonly service: string;
  /** As the API calls it, like `CreateRule`; `METHOD PATH` when it is not known. */
  readonly operation: string;
  readonly region: string;
  /** What was asked: flat (`Tags.member.1.Key`) where the API speaks forms. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** Whose key has signed a request, and for which service. */
export interface Signature {
  /** When it was answered, in seconds. */
  readonly time: number;
  readonly key: string;
  readonly service: string;
}

/** Environment that makes the AWS provider say for which stack it calls. */
export function callerEnvironment(stack: string): NodeJS.ProcessEnv {
  return { TF_APPEND_USER_AGENT: `stack/${stack}` };
}

/** Environment that makes the engine itself say that it calls for its state. */
export const stateEnvironment: NodeJS.ProcessEnv = { AWS_SDK_UA_APP_ID: "stack-state" };

/** Who has signed a request, if anybody has. */
export function readSignature({ headers }: WireRequest): Signature | undefined {
  const [, key, service] = /Credential=([^/]+)\/[^/]+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? "") ?? [];
  return key === undefined || service === undefined ? undefined : { time: Date.now() / 1000, key, service };
}

/** Reads a request of the AWS provider; those of others, who name no stack, are none. */
export function readCall({ method, url, headers, body }: WireRequest): Call | undefined {
  const agent = headers["user-agent"] ?? "";
  const stack = (/\bstack\/(\S+)/.exec(agent) ?? /\bapp\/stack-(\S+)/.exec(agent))?.[1];
  const scope = /Credential=([^,\s]+)/.exec(headers.authorization ?? "")?.[1]?.split("/");
  if (stack === undefined || scope === undefined) return undefined;
  const [, , region = "", service = ""] = scope;
  const called = { stack, service, region };
  const target = headers["x-amz-target"];
  if (typeof target === "string") {
    return { ...called, operation: target.split(".").at(-1) ?? "", params: JSON.parse(body || "{}") };
  }
  if (headers["content-type"]?.startsWith("application/x-www-form-urlencoded")) {
    const { Action = "", ...params } = Object.fromEntries(new URLSearchParams(body));
    return { ...called, operation: Action, params };
  }
  return { ...called, ...readRest(service, method, new URL(url, "http://emulator"), body) };
}

/** Operations of APIs that are told apart by method and path: `METHOD PATTERN`, whose groups are parameters. */
const ROUTES: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  route53: {
    GetHostedZone: /^GET \/2013-04-01\/hostedzone\/(?<Id>[^/]+)$/,
    ListResourceRecordSets: /^GET \/2013-04-01\/hostedzone\/(?<Id>[^/]+)\/rrset$/,
    ChangeResourceRecordSets: /^POST \/2013-04-01\/hostedzone\/(?<Id>[^/]+)\/rrset\/?$/,
    GetChange: /^GET \/2013-04-01\/change\/(?<Id>[^/]+)$/,
  },
  scheduler: {
    CreateScheduleGroup: /^POST \/schedule-groups\/(?<Group>[^/]+)$/,
    GetScheduleGroup: /^GET \/schedule-groups\/(?<Group>[^/]+)$/,
    DeleteScheduleGroup: /^DELETE \/schedule-groups\/(?<Group>[^/]+)$/,
    CreateSchedule: /^POST \/schedules\/(?<Name>[^/]+)$/,
    ListSchedules: /^GET \/schedules\/?$/,
    GetSchedule: /^GET \/schedules\/(?<Name>[^/]+)$/,
    UpdateSchedule: /^PUT \/schedules\/(?<Name>[^/]+)$/,
    DeleteSchedule: /^DELETE \/schedules\/(?<Name>[^/]+)$/,
    ListTagsForResource: /^GET \/tags\/(?<ResourceArn>.+)$/,
  },
};

function readRest(service: string, method: string, url: URL, body: string): Pick<Call, "operation" | "params"> {
  const path = decodeURIComponent(url.pathname);
  const query = Object.fromEntries(url.searchParams);
  if (service === "s3") {
    const [, Bucket = "", Key = ""] = /^\/([^/]*)\/?(.*)$/.exec(path) ?? [];
    const [part = ""] = "list-type" in query ? [] : Object.keys(query).filter((key) => query[key] === "");
    const words = [method, part, Key && "object", "versionId" in query && "version"].filter(Boolean);
    return { operation: words.join(" "), params: { Bucket, Key } };
  }
  for (const [operation, pattern] of Object.entries(ROUTES[service] ?? {})) {
    const found = pattern.exec(`${method} ${path}`);
    if (found) return { operation, params: { ...query, ...parsed(body), ...found.groups } };
  }
  return { operation: `${method} ${path}`, params: query };
}

function parsed(body: string): object {
  return body.startsWith("{") ? JSON.parse(body) : {};
}
