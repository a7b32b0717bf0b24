import { natGatewaysOf, zonesOf } from "../cost/network";
import { listAt, numberAt, textAt, valueAt } from "../properties";
import type { RecordedResource } from "../recording";
import { kindOf } from "../urn";
import { readable } from "../values";
import { capacityOf, providerOf } from "./capacity";
import { roleName } from "./roles";

type Values = Readonly<Record<string, string | undefined>>;

/** What an environment decides as a whole. */
export function settingFacts(resources: readonly RecordedResource[], environment: string): Values {
  const of = (type: string) => resources.filter((resource) => resource.type === type);
  const [component] = of("fairlead:index:EcsEnvironment");
  const [cluster] = of("aws:ecs/cluster:Cluster");
  const listeners = of("aws:lb/listener:Listener");
  const insights = listAt(cluster?.inputs, "settings").find(
    (setting) => textAt(setting, "name") === "containerInsights",
  );
  const safe = resources.filter(({ options }) => options.protect);
  return {
    profile: textAt(component?.inputs, "profile"),
    protected: safe.map(({ type }) => kindOf(type)).join(", ") || "nothing",
    HTTPS: httpsOf(listeners, of("aws:acm/certificate:Certificate")),
    ...Object.fromEntries(listeners.map((listener) => otherRequests(listener, environment))),
    "Container Insights": textAt(insights, "value"),
    ...capacityFacts(of("aws:ecs/clusterCapacityProviders:ClusterCapacityProviders"), environment),
    ...Object.fromEntries(priorityBlocks(component)),
    ...Object.fromEntries(keptDays(resources, environment).sort(([a], [b]) => a.localeCompare(b))),
  };
}

function httpsOf(listeners: readonly RecordedResource[], certificates: readonly RecordedResource[]): string {
  if (listeners.length === 0) return "";
  if (!listeners.some(({ inputs }) => textAt(inputs, "protocol") === "HTTPS")) return "no, plain HTTP";
  return certificates.length > 0 ? "yes, certificate made here" : "yes, certificate given";
}

/** What a listener does with requests that no rule is for: "redirect: 443, HTTPS, HTTP_301". */
function otherRequests({ name, inputs }: RecordedResource, environment: string): [string, string] {
  const ends = (value: unknown): string[] =>
    typeof value === "object" && value !== null ? Object.values(value).flatMap(ends) : [String(value).trim()];
  const actions = listAt(readable(inputs), "defaultActions").map((action) => {
    const type = textAt(action, "type");
    return [
      type,
      ends(action)
        .filter((end) => end !== type)
        .join(", "),
    ]
      .filter((part) => part !== "")
      .join(": ");
  });
  return [`other requests, ${roleName(name, environment)}`, actions.join("; ")];
}

/** What a cluster has, and what a service takes of it that names nothing. */
function capacityFacts([association]: readonly RecordedResource[], environment: string): Values {
  return {
    "capacity providers": listAt(association?.inputs, "capacityProviders")
      .map((provider) => providerOf(provider, environment))
      .join(", "),
    "default capacity": capacityOf(listAt(association?.inputs, "defaultCapacityProviderStrategies"), environment),
  };
}

/** The priorities that teams have: they reach no resource, only the reference, which a preview does not know. */
function priorityBlocks(component: RecordedResource | undefined): [string, string][] {
  const teams = valueAt(component?.inputs, "teams");
  return Object.entries(typeof teams === "object" ? (teams ?? {}) : {}).map(([team, args]) => [
    `priority block of ${team}`,
    String(numberAt(args, "priorityBlock") ?? ""),
  ]);
}

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const BUCKET_RULES = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";

/** How long logs are kept, by what they are of. */
function keptDays(resources: readonly RecordedResource[], environment: string): [string, string][] {
  const isKept = ({ type }: RecordedResource) => type === LOG_GROUP || type === BUCKET_RULES;
  return resources.filter(isKept).flatMap(({ type, name, inputs }): [string, string][] => {
    const label = `logs of ${roleName(name, environment)}`;
    if (type === LOG_GROUP) {
      const days = numberAt(inputs, "retentionInDays");
      return [[label, days ? `${days} days` : "for ever"]];
    }
    const days = listAt(inputs, "rules").map((rule) => numberAt(rule, "expiration.days"));
    return days.flatMap((day): [string, string][] =>
      day === undefined ? [] : [[label.replace(/-logs$/, ""), `${day} days`]],
    );
  });
}

/** What can be said of the network that an environment makes; one that is given shows nothing. */
export function networkFacts(resources: readonly RecordedResource[]): Values {
  const vpc = resources.find(({ type }) => type === "awsx:ec2:Vpc");
  if (vpc === undefined) return {};
  return {
    addresses: textAt(vpc.inputs, "cidrBlock"),
    zones: String(zonesOf(vpc)),
    "NAT gateways": `${natGatewaysOf(vpc)}${valueAt(vpc.inputs, "natGateways.strategy") === "OnePerAz" ? ", one in each zone" : ""}`,
  };
}
