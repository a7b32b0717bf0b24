import { readNodes } from "../cost/nodes";
import { billCell } from "../cost/report";
import type { StackPreview } from "../preview";
import { listAt, numberAt, textAt } from "../properties";
import type { RecordedResource, URN } from "../recording";
import { environmentOf, roleName } from "./roles";
import { networkFacts, settingFacts } from "./settingFacts";

/** Something to know of a stack: of the part that `item` names, or of the whole. */
export interface Fact {
  readonly section: "Settings" | "Pools" | "Services" | "Jobs";
  readonly item: string;
  readonly property: string;
  readonly value: string;
}

/** What a reader asks about an environment, read off its resources. */
export function factsOf({ stack, resources, bill }: StackPreview): Fact[] {
  const environment = environmentOf(stack, resources);
  const byUrn = new Map<URN, RecordedResource>(resources.map((resource) => [resource.urn, resource]));
  const facts: Fact[] = [];
  const settings = { ...settingFacts(resources, environment), ...networkFacts(resources) };
  const add = (section: Fact["section"], item: string, values: Readonly<Record<string, string | undefined>>) => {
    for (const [property, value] of Object.entries(values)) {
      if (value !== undefined && value !== "") facts.push({ section, item, property, value });
    }
  };
  add("Settings", "", { region: bill.region, ...settings, "USD a month": billCell(bill) });
  for (const resource of resources) {
    const name = roleName(resource.name, environment);
    switch (resource.type) {
      case "aws:autoscaling/group:Group":
        add("Pools", name.replace(/-nodes$/, ""), poolFacts(resource, byUrn));
        break;
      case "aws:ecs/service:Service":
        add("Services", name, serviceFacts(resource, resources, environment));
        break;
      case "aws:scheduler/schedule:Schedule":
        add("Jobs", name, jobFacts(resource, environment));
        break;
    }
  }
  return facts;
}

function poolFacts(group: RecordedResource, byUrn: ReadonlyMap<URN, RecordedResource>) {
  const nodes = readNodes(group, byUrn);
  if (nodes === undefined) return {};
  const { fewest, most } = nodes.count;
  const onDemand = nodes.onDemandOf(most);
  const days = numberAt(group.inputs, "maxInstanceLifetime");
  return {
    market:
      onDemand === 0 ? "spot" : onDemand === most ? "on-demand" : `${onDemand} of ${most} on-demand, the rest spot`,
    "instance types": nodes.types.join(", "),
    nodes: `${fewest} to ${most}`,
    disk: nodes.disks.map(({ type, gib }) => `${gib ?? "?"} GiB ${type}`).join(", "),
    "replaced after": days === undefined ? "" : `${days / 86_400} days`,
  };
}

function serviceFacts(service: RecordedResource, all: readonly RecordedResource[], environment: string) {
  const groups = all.filter(
    ({ type, urn }) => type === "aws:lb/targetGroup:TargetGroup" && service.dependencies.includes(urn),
  );
  const conditions = using(groups, all, "aws:lb/listenerRule:ListenerRule").flatMap(({ inputs }) =>
    listAt(inputs, "conditions"),
  );
  const values = (path: string) => [...new Set(conditions.flatMap((condition) => listAt(condition, path)))].join(", ");
  return {
    tasks: String(numberAt(service.inputs, "desiredCount") ?? ""),
    ...scalingFacts(service, all),
    capacity: capacityOf(listAt(service.inputs, "capacityProviderStrategies"), environment),
    release: releaseOf(textAt(service.inputs, "taskDefinition")),
    hosts: values("hostHeader.values"),
    paths: values("pathPattern.values"),
  };
}

/** What is measured, in words. */
const METRICS: Readonly<Record<string, string>> = {
  ECSServiceAverageCPUUtilization: "% CPU",
  ECSServiceAverageMemoryUtilization: "% memory",
  ALBRequestCountPerTarget: "requests a minute and task",
};

function scalingFacts(service: RecordedResource, all: readonly RecordedResource[]) {
  const targets = using([service], all, "aws:appautoscaling/target:Target");
  const policies = using(targets, all, "aws:appautoscaling/policy:Policy").map(({ inputs }) => {
    const goal = "targetTrackingScalingPolicyConfiguration";
    const metric = textAt(inputs, `${goal}.predefinedMetricSpecification.predefinedMetricType`);
    return `${numberAt(inputs, `${goal}.targetValue`) ?? "?"} ${METRICS[metric] ?? metric}`.trim();
  });
  const actions = using(targets, all, "aws:appautoscaling/scheduledAction:ScheduledAction").map(({ inputs }) => {
    const minimum = numberAt(inputs, "scalableTargetAction.minCapacity");
    return `${minimum ?? "?"} from ${textAt(inputs, "schedule")} ${textAt(inputs, "timezone")}`.trim();
  });
  return {
    scaling: targets
      .map(({ inputs }) => `${numberAt(inputs, "minCapacity") ?? "?"} to ${numberAt(inputs, "maxCapacity") ?? "?"}`)
      .join(", "),
    "scales at": policies.join(", "),
    minimums: actions.join("; "),
  };
}

/** The resources of a type that use one of these, by name. */
function using(used: readonly RecordedResource[], all: readonly RecordedResource[], type: string): RecordedResource[] {
  const urns = used.map(({ urn }) => urn);
  return all
    .filter((resource) => resource.type === type && resource.dependencies.some((urn) => urns.includes(urn)))
    .sort((a, b) => a.name.localeCompare(b.name));
}

function jobFacts({ inputs }: RecordedResource, environment: string) {
  const tasks = "target.ecsParameters";
  const minutes = numberAt(inputs, "flexibleTimeWindow.maximumWindowInMinutes");
  return {
    state: textAt(inputs, "state") === "DISABLED" ? "off" : "on",
    schedule: [textAt(inputs, "scheduleExpression"), textAt(inputs, "scheduleExpressionTimezone")].join(" ").trim(),
    window: minutes === undefined ? "" : `${minutes} minutes`,
    capacity: capacityOf(listAt(inputs, `${tasks}.capacityProviderStrategies`), environment),
    release: releaseOf(textAt(inputs, `${tasks}.taskDefinitionArn`)),
  };
}

/** "on-demand: base 3, weight 1; spot: weight 2". */
function capacityOf(strategy: readonly unknown[], environment: string): string {
  return strategy
    .map((entry) => {
      const provider = roleName(textAt(entry, "capacityProvider").replace(/-[0-9a-f]{7}$/, ""), environment);
      const base = numberAt(entry, "base") ?? 0;
      return `${provider || "?"}: ${base > 0 ? `base ${base}, ` : ""}weight ${numberAt(entry, "weight") ?? 0}`;
    })
    .join("; ");
}

/** `family:revision` of a definition's ARN or name. */
export function releaseOf(definition: string): string {
  return definition.split("/").at(-1) ?? "";
}
