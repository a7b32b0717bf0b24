import { DISTRIBUTION_DEFAULTS } from "fairlead/rules";
import { type Answer, any } from "../answer";
import { at, entriesOf, isObject, numberOf, type PlainObject, textOf, UNKNOWN, type Unknown } from "../graph/plain";
import { asked, type StackGraph, type StackResource } from "../graph/stackGraph";
import { configurations, plainTemplates } from "../graph/templates";

/** What can run on one source of capacity. */
export interface Capacity {
  /** Whether a task there can be on an on-demand node. */
  readonly onDemand: Answer;
  /** For a message: the source and the numbers behind the answer. */
  readonly about: string;
  /** The Auto Scaling group, where there is one in this stack. */
  readonly group?: StackResource;
}

/** What an Auto Scaling group buys. */
export function capacityOfGroup(graph: StackGraph, group: StackResource): Capacity {
  const { onDemand, numbers } = purchases(graph, group);
  const about = `group "${group.name}", ${numbers}`;
  const maxSize = numberOf(asked(group, "maxSize"));
  if (maxSize === 0) return { onDemand: "no", about: `group "${group.name}", maxSize 0`, group };
  return { onDemand: maxSize === UNKNOWN && onDemand === "yes" ? "unknown" : onDemand, about, group };
}

interface Purchases {
  readonly onDemand: Answer;
  readonly numbers: string;
}

const UNDECIDED: Purchases = { onDemand: "unknown", numbers: "market not known yet" };

function purchases(graph: StackGraph, group: StackResource): Purchases {
  const [mixed] = entriesOf(asked(group, "mixedInstancesPolicy"));
  // A group has a mixed policy or a template or a configuration. Without its inputs a preview shows the one it does not
  // have as unknown, so an unknown block is passed over for one that can be read.
  if (isObject(mixed)) return mixedPurchases(mixed);
  const templates = plainTemplates(graph, group);
  if (templates.length > 0) return agreeing(templates.map(templatePurchases));
  const found = configurations(graph, group);
  if (found.length > 0) return agreeing(found.map(configurationPurchases));
  return UNDECIDED;
}

function mixedPurchases(policy: PlainObject): Purchases {
  const distribution = at(policy, "instancesDistribution");
  const [base, percent] = (Object.keys(DISTRIBUTION_DEFAULTS) as (keyof typeof DISTRIBUTION_DEFAULTS)[]).map((key) =>
    distribution === UNKNOWN ? UNKNOWN : (numberOf(at(distribution, key)) ?? DISTRIBUTION_DEFAULTS[key]),
  );
  return {
    onDemand: any([positive(base), positive(percent)]),
    numbers: `on-demand base ${shown(base)}, ${shown(percent)} % on-demand above it`,
  };
}

function templatePurchases(template: StackResource): Purchases {
  const options = asked(template, "instanceMarketOptions");
  const market = options === UNKNOWN ? UNKNOWN : textOf(at(options, "marketType"));
  if (market === UNKNOWN) return UNDECIDED;
  const spot = market === "spot";
  return {
    onDemand: spot ? "no" : "yes",
    numbers: `launch template "${template.name}" with market ${spot ? "spot" : "on-demand"}`,
  };
}

function configurationPurchases(configuration: StackResource): Purchases {
  const price = asked(configuration, "spotPrice");
  if (price === UNKNOWN) return UNDECIDED;
  const spot = price !== undefined && price !== "";
  return {
    onDemand: spot ? "no" : "yes",
    numbers: `launch configuration "${configuration.name}" ${spot ? "with a spot price" : "without a spot price"}`,
  };
}

function agreeing(found: readonly Purchases[]): Purchases {
  const [first] = found;
  return first && found.every((other) => other.onDemand === first.onDemand) ? first : UNDECIDED;
}

function positive(number: number | Unknown | undefined): Answer {
  if (number === UNKNOWN) return "unknown";
  return (number ?? 0) > 0 ? "yes" : "no";
}

function shown(number: number | Unknown | undefined): string {
  return number === UNKNOWN ? "not known yet" : String(number);
}
