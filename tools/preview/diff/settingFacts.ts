import { natGatewaysOf, zonesOf } from "../cost/network";
import { listAt, numberAt, textAt, valueAt } from "../properties";
import type { RecordedResource } from "../recording";
import { kindOf } from "../urn";
import { roleName } from "./roles";

type Values = Readonly<Record<string, string | undefined>>;

/** What an environment decides as a whole. */
export function settingFacts(resources: readonly RecordedResource[], environment: string): Values {
  const of = (type: string) => resources.filter((resource) => resource.type === type);
  const [component] = of("fairlead:index:EcsEnvironment");
  const [cluster] = of("aws:ecs/cluster:Cluster");
  const insights = listAt(cluster?.inputs, "settings").find(
    (setting) => textAt(setting, "name") === "containerInsights",
  );
  const safe = resources.filter(({ options }) => options.protect);
  return {
    profile: textAt(component?.inputs, "profile"),
    protected: safe.map(({ type }) => kindOf(type)).join(", ") || "nothing",
    HTTPS: httpsOf(of("aws:lb/listener:Listener"), of("aws:acm/certificate:Certificate")),
    "Container Insights": textAt(insights, "value"),
    ...Object.fromEntries(keptDays(resources, environment).sort(([a], [b]) => a.localeCompare(b))),
  };
}

function httpsOf(listeners: readonly RecordedResource[], certificates: readonly RecordedResource[]): string {
  if (listeners.length === 0) return "";
  if (!listeners.some(({ inputs }) => textAt(inputs, "protocol") === "HTTPS")) return "no, plain HTTP";
  return certificates.length > 0 ? "yes, certificate made here" : "yes, certificate given";
}

/** How long logs are kept, by what they are of. */
function keptDays(resources: readonly RecordedResource[], environment: string): [string, string][] {
  return resources.flatMap(({ type, name, inputs }): [string, string][] => {
    const label = `logs of ${roleName(name, environment)}`;
    if (type === "aws:cloudwatch/logGroup:LogGroup") {
      const days = numberAt(inputs, "retentionInDays");
      return [[label, days ? `${days} days` : "for ever"]];
    }
    if (type !== "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration") return [];
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
