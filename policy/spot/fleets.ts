import { type Answer, all, any } from "../answer";
import { kindOf } from "../graph/kinds";
import { plainTemplates } from "../graph/launches";
import { at, numberOf, textOf, UNKNOWN, type Unknown } from "../graph/plain";
import { asked, type StackGraph, type StackResource } from "../graph/stackGraph";
import { agreeing, buysOnDemand, type Capacity, marketOf, positive, shown } from "./capacity";

/** What an EC2 Fleet, a Spot Fleet request, an instance or a spot instance request buys. */
export function capacityOfFleet(graph: StackGraph, source: StackResource): Capacity {
  switch (kindOf(source.type)) {
    case "fleet":
      return { ...ec2Fleet(source), nodes: source };
    case "spotFleet":
      return { ...spotFleet(source), nodes: source };
    case "spotInstance":
      return { onDemand: "no", about: `spot instance request "${source.name}"`, nodes: source };
    default:
      return { ...instance(graph, source), nodes: source };
  }
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TargetCapacitySpecificationRequest.html */
function ec2Fleet(fleet: StackResource): Omit<Capacity, "nodes"> {
  const target = asked(fleet, "targetCapacitySpecification");
  const [total, onDemand, spot] = ["totalTargetCapacity", "onDemandTargetCapacity", "spotTargetCapacity"].map((key) =>
    numberOf(at(target, key)),
  );
  const rest = textOf(at(target, "defaultTargetCapacityType"));
  const restIsOnDemand: Answer = rest === "on-demand" ? "yes" : rest === "spot" ? "no" : "unknown";
  const left = [total, spot].includes(UNKNOWN) ? UNKNOWN : Number(total ?? 0) - Number(spot ?? 0);
  return {
    onDemand: any([positive(onDemand), all([restIsOnDemand, positive(left)])]),
    about:
      `EC2 Fleet "${fleet.name}", ${shown(onDemand)} on-demand and ${shown(spot)} spot of ${shown(total)}, ` +
      `the rest ${typeof rest === "string" ? rest : "not known yet"}`,
  };
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SpotFleetRequestConfigData.html */
function spotFleet(fleet: StackResource): Omit<Capacity, "nodes"> {
  const total = numberOf(asked(fleet, "targetCapacity"));
  const onDemand = numberOf(asked(fleet, "onDemandTargetCapacity"));
  return {
    onDemand: all([positive(total), positive(onDemand)]),
    about: `Spot Fleet request "${fleet.name}", ${shown(onDemand)} on-demand of ${shown(total)}`,
  };
}

/** Its own market options go before those of its launch template. */
function instance(graph: StackGraph, source: StackResource): Omit<Capacity, "nodes"> {
  const about = (market: string) => `instance "${source.name}", ${market}`;
  const own = asked(source, "instanceMarketOptions");
  if (own !== undefined && own !== UNKNOWN) return ofMarket(marketOf(own), about);
  if (textOf(at(source.outputs, "instanceLifecycle")) === "spot") return ofMarket("spot", about);
  const templates = plainTemplates(graph, source);
  if (templates.length > 0) {
    const { onDemand } = agreeing(
      templates.map((template) => ({
        onDemand: buysOnDemand(marketOf(asked(template, "instanceMarketOptions"))),
        numbers: "",
      })),
    );
    return {
      onDemand,
      about: about(onDemand === "no" ? "spot" : onDemand === "yes" ? "on-demand" : "market not known"),
    };
  }
  // Never set, the options are computed; a template that this stack does not have may say anything.
  const elsewhere = asked(source, "launchTemplate");
  const open = source.inputs ? own === UNKNOWN || elsewhere !== undefined : false;
  return ofMarket(open ? UNKNOWN : "on-demand", about);
}

function ofMarket(market: "spot" | "on-demand" | Unknown, about: (market: string) => string): Omit<Capacity, "nodes"> {
  return { onDemand: buysOnDemand(market), about: about(market === UNKNOWN ? "market not known" : market) };
}
