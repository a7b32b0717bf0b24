import { DISTRIBUTION_DEFAULTS } from "fairlead/rules";
import { all, any } from "../answer";
import { configurations, mixedTemplates, plainTemplates } from "../graph/launches";
import { at, entriesOf, isObject, numberOf, type PlainObject, textOf, UNKNOWN, type Unknown } from "../graph/plain";
import { asked, type StackGraph, type StackResource } from "../graph/stackGraph";
import {
  agreeing,
  buysOnDemand,
  type Capacity,
  marketOf,
  type Purchases,
  positive,
  shown,
  UNDECIDED,
} from "./capacity";

/**
 * What an Auto Scaling group buys.
 * @param managed Whether ECS scales the group, so that it may have nodes although it is to have none now.
 */
export function capacityOfGroup(graph: StackGraph, group: StackResource, managed: boolean): Capacity {
  const { onDemand, numbers } = purchases(graph, group);
  const empty = emptiness(graph, group, managed);
  if (empty !== undefined) return { onDemand: "no", about: `group "${group.name}", ${empty}`, nodes: group };
  const maxSize = numberOf(asked(group, "maxSize"));
  const about = `group "${group.name}", ${numbers}`;
  return { onDemand: maxSize === UNKNOWN && onDemand === "yes" ? "unknown" : onDemand, about, nodes: group };
}

/** Why a group never has a node, if so. */
function emptiness(graph: StackGraph, group: StackResource, managed: boolean): string | undefined {
  if (numberOf(asked(group, "maxSize")) === 0) return "maxSize 0";
  if (managed || isScaled(graph, group)) return undefined;
  // What runs now counts more than what the program asks for, which may be ignored.
  const wanted = numberOf(asked(group, "desiredCapacity") ?? asked(group, "minSize"));
  const running = numberOf(at(group.outputs, "desiredCapacity"));
  const none = wanted === 0 && (running === undefined || running === UNKNOWN || running === 0);
  return none ? "desiredCapacity 0 and nothing that scales it" : undefined;
}

function isScaled(graph: StackGraph, group: StackResource): boolean {
  const property = "autoscalingGroupName";
  return [...graph.all("scalingPolicy"), ...graph.all("scalingSchedule")].some((scaling) => {
    const { resources, unresolved } = graph.follow(scaling, property, asked(scaling, property), "group");
    return unresolved || resources.includes(group);
  });
}

function purchases(graph: StackGraph, group: StackResource): Purchases {
  const [mixed] = entriesOf(asked(group, "mixedInstancesPolicy"));
  // A group has a mixed policy or a template or a configuration. Without its inputs a preview shows the one it does not
  // have as unknown, so an unknown block is passed over for one that can be read.
  if (isObject(mixed)) return mixedPurchases(graph, group, mixed);
  const templates = plainTemplates(graph, group);
  if (templates.length > 0) return agreeing(templates.map(templatePurchases));
  const found = configurations(graph, group);
  if (found.length > 0) return agreeing(found.map(configurationPurchases));
  return UNDECIDED;
}

function mixedPurchases(graph: StackGraph, group: StackResource, policy: PlainObject): Purchases {
  const distribution = at(policy, "instancesDistribution");
  const [base, percent] = (Object.keys(DISTRIBUTION_DEFAULTS) as (keyof typeof DISTRIBUTION_DEFAULTS)[]).map(
    (key): number | Unknown => numberOf(at(distribution, key)) ?? DISTRIBUTION_DEFAULTS[key],
  );
  // EC2 Auto Scaling refuses a mixed policy with a template that asks for spot: such a group never has a node.
  const spot = mixedTemplates(graph, group).filter(
    (template) => marketOf(asked(template, "instanceMarketOptions")) === "spot",
  );
  const split = `on-demand base ${shown(base)}, ${shown(percent)} % on-demand above it`;
  return {
    onDemand: all([any([positive(base), positive(percent)]), spot.length > 0 ? "no" : "yes"]),
    numbers: spot[0] ? `${split}, launch template "${spot[0].name}" with market spot` : split,
  };
}

function templatePurchases(template: StackResource): Purchases {
  const market = marketOf(asked(template, "instanceMarketOptions"));
  if (market === UNKNOWN) return UNDECIDED;
  return { onDemand: buysOnDemand(market), numbers: `launch template "${template.name}" with market ${market}` };
}

function configurationPurchases(configuration: StackResource): Purchases {
  const price = textOf(asked(configuration, "spotPrice"));
  if (price === UNKNOWN) return UNDECIDED;
  return {
    onDemand: price === undefined ? "yes" : "no",
    numbers: `launch configuration "${configuration.name}" ${price === undefined ? "without" : "with"} a spot price`,
  };
}
