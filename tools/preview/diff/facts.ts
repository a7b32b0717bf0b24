import type { PoolFit } from "fairlead";
import { diskText, readNodes } from "../cost/nodes";
import { billCell } from "../cost/report";
import { imageOf } from "../images";
import type { StackPreview } from "../preview";
import { listAt, numberAt, textAt } from "../properties";
import type { RecordedResource, URN } from "../recording";
import { capacityOf } from "./capacity";
import { environmentOf, roleName } from "./roles";
import { networkFacts, settingFacts } from "./settingFacts";

/** Something to know of a stack: of the part that `item` names, or of the whole. */
export interface Fact {
  readonly section: "Settings" | "Pools" | "Services" | "Jobs";
  readonly item: string;
  readonly property: string;
  readonly value: string;
}

/** What facts are about, with the resources that they are read off. */
export interface Part {
  readonly section: Fact["section"];
  readonly item: string;
  readonly reads: readonly RecordedResource[];
  /** What these resources say, which are those or what became of them. */
  readonly values: (reads: readonly RecordedResource[]) => Values;
}

type Values = Readonly<Record<string, string | undefined>>;

/** The parts of an environment that a reader asks about. */
export function partsOf({ stack, resources, bill, nodes }: StackPreview): Part[] {
  const environment = environmentOf(stack, resources);
  const parts: Part[] = [];
  const add = (section: Fact["section"], item: string, reads: Part["reads"], values: Part["values"]) => {
    const taken = (name: string) => parts.some((part) => part.section === section && part.item === name);
    let name = item;
    while (taken(name)) name += "'";
    parts.push({ section, item: name, reads, values });
  };
  for (const resource of resources) {
    const name = roleName(resource.name, environment);
    switch (resource.type) {
      case "aws:autoscaling/group:Group": {
        const template = resources.filter(({ urn }) => resource.dependencies.includes(urn));
        const around = resources.filter(({ urn }) => urn === resource.parent);
        const reads = [resource, ...template, ...using([resource], resources, CAPACITY_PROVIDER), ...around];
        const pool = name.replace(/-nodes$/, "");
        add("Pools", pool, reads, (reads) => ({ ...poolFacts(reads), "nodes needed": neededText(nodes?.[pool]) }));
        break;
      }
      case "aws:ecs/service:Service":
        add("Services", name, [resource, ...aroundService(resource, resources)], (reads) =>
          serviceFacts(reads, environment),
        );
        break;
      case "aws:scheduler/schedule:Schedule":
        add("Jobs", name, [resource], ([schedule]) => jobFacts(schedule, environment));
        break;
    }
  }
  // At the end, because it reads all of them and is the last to be asked again.
  add("Settings", "", resources, (all) => ({
    region: bill.region,
    ...settingFacts(all, environment),
    ...networkFacts(all),
    "USD a month": billCell(bill),
  }));
  return parts;
}

/** What is to say of a part, if it is made of these resources. */
export function factsOf({ section, item, reads, values }: Part, resources = reads): Fact[] {
  return Object.entries(values(resources)).flatMap(([property, value]) =>
    value === undefined || value === "" ? [] : [{ section, item, property, value }],
  );
}

const POOLS: readonly string[] = ["fairlead:index:SpotCapacity", "fairlead:index:OnDemandCapacity"];
const CAPACITY_PROVIDER = "aws:ecs/capacityProvider:CapacityProvider";

function poolFacts(reads: readonly RecordedResource[]): Values {
  const byUrn = new Map<URN, RecordedResource>(reads.map((resource) => [resource.urn, resource]));
  const [group] = reads;
  const nodes = group && readNodes(group, byUrn);
  if (group === undefined || nodes === undefined) return {};
  const steps = reads
    .filter(({ type }) => type === CAPACITY_PROVIDER)
    .map(({ inputs }) => numberAt(inputs, "autoScalingGroupProvider.managedScaling.maximumScalingStepSize") ?? "?");
  const { fewest, most } = nodes.count;
  const onDemand = nodes.onDemandOf(most);
  const { base, percent } = nodes.onDemand;
  const mixed = `${onDemand} of ${most} on-demand (${base}, then ${percent} %), the rest spot`;
  const days = numberAt(group.inputs, "maxInstanceLifetime");
  return {
    market: onDemand === 0 ? "spot" : onDemand === most ? "on-demand" : mixed,
    "instance types": nodes.types.join(", "),
    image: imageOf(reads),
    nodes: `${fewest} to ${most}`,
    "size of a node": reads.map(sizeOf).join(""),
    disk: nodes.disks.map(diskText).join(", "),
    "replaced after": days === undefined ? "" : `${days / 86_400} days`,
    "started at once": steps.join(", "),
  };
}

/** "1 at rest, 2 in a rollout of all, 3 at the peak"; undefined where the program does not say. */
function neededText(pool: PoolFit | undefined): string | undefined {
  return pool && `${pool.atRest} at rest, ${pool.rollout} in a rollout of all, ${pool.peak} at the peak`;
}

/** What a pool says of the size of its nodes: it reaches no resource, only the reference, which a preview does not know. */
function sizeOf({ type, inputs }: RecordedResource): string {
  if (!POOLS.includes(type)) return "";
  const [memory, cpu] = [numberAt(inputs, "nodeMemoryMiB"), numberAt(inputs, "nodeCpuUnits")];
  return [...(memory === undefined ? [] : [`${memory} MiB`]), ...(cpu === undefined ? [] : [`${cpu} CPU units`])].join(
    ", ",
  );
}

const LISTENER_RULE = "aws:lb/listenerRule:ListenerRule";
const SCALING = {
  target: "aws:appautoscaling/target:Target",
  policy: "aws:appautoscaling/policy:Policy",
  action: "aws:appautoscaling/scheduledAction:ScheduledAction",
};

/** What routes to a service and scales it. */
function aroundService(service: RecordedResource, all: readonly RecordedResource[]): RecordedResource[] {
  const groups = all.filter(
    ({ type, urn }) => type === "aws:lb/targetGroup:TargetGroup" && service.dependencies.includes(urn),
  );
  const targets = using([service], all, SCALING.target);
  return [
    ...using(groups, all, LISTENER_RULE),
    ...targets,
    ...using(targets, all, SCALING.policy),
    ...using(targets, all, SCALING.action),
  ];
}

function serviceFacts([service, ...around]: readonly RecordedResource[], environment: string): Values {
  const of = (type: string) => around.filter((resource) => resource.type === type);
  const conditions = of(LISTENER_RULE).flatMap(({ inputs }) => listAt(inputs, "conditions"));
  const values = (path: string) => [...new Set(conditions.flatMap((condition) => listAt(condition, path)))].join(", ");
  return {
    tasks: String(numberAt(service?.inputs, "desiredCount") ?? ""),
    ...scalingFacts(of),
    capacity: capacityOf(listAt(service?.inputs, "capacityProviderStrategies"), environment),
    release: releaseOf(textAt(service?.inputs, "taskDefinition")),
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

function scalingFacts(of: (type: string) => readonly RecordedResource[]): Values {
  const policies = of(SCALING.policy).map(({ inputs }) => {
    const goal = "targetTrackingScalingPolicyConfiguration";
    const metric = textAt(inputs, `${goal}.predefinedMetricSpecification.predefinedMetricType`);
    return `${numberAt(inputs, `${goal}.targetValue`) ?? "?"} ${METRICS[metric] ?? metric}`.trim();
  });
  const actions = of(SCALING.action).map(({ inputs }) => {
    const minimum = numberAt(inputs, "scalableTargetAction.minCapacity");
    return `${minimum ?? "?"} from ${textAt(inputs, "schedule")} ${textAt(inputs, "timezone")}`.trim();
  });
  return {
    scaling: of(SCALING.target)
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

function jobFacts(schedule: RecordedResource | undefined, environment: string): Values {
  const inputs = schedule?.inputs;
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

/** `family:revision` of a definition's ARN or name. */
export function releaseOf(definition: string): string {
  return definition.split("/").at(-1) ?? "";
}
