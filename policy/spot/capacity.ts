import type { Answer } from "../answer";
import { at, entriesOf, type Plain, textOf, UNKNOWN, type Unknown } from "../graph/plain";
import type { StackResource } from "../graph/stackGraph";
import type { Market } from "../settings";

/** What can run on one source of capacity. */
export interface Capacity {
  /** Whether a task there can be on an on-demand node. */
  readonly onDemand: Answer;
  /** For a message: the source and the numbers behind the answer. */
  readonly about: string;
  /** What starts the nodes, where it is in this stack: an Auto Scaling group, a fleet, an instance. */
  readonly nodes?: StackResource;
}

/** How nodes are bought, and the numbers that say so. */
export interface Purchases {
  readonly onDemand: Answer;
  readonly numbers: string;
}

/** Nothing tells how the nodes are bought. */
export const UNDECIDED: Purchases = { onDemand: "unknown", numbers: "market not known yet" };

/**
 * The market that the market options of a launch template or an instance ask for: on-demand without any. Options of spot
 * without a type are spot's.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceMarketOptionsRequest.html
 */
export function marketOf(options: Plain | undefined): Market | Unknown {
  const type = textOf(at(options, "marketType"));
  if (type === undefined) return entriesOf(at(options, "spotOptions")).length > 0 ? "spot" : "on-demand";
  if (type === "spot") return "spot";
  return type === "capacity-block" ? "on-demand" : UNKNOWN;
}

/** The answer for a market that may not be known yet. */
export function buysOnDemand(market: Market | Unknown): Answer {
  if (market === UNKNOWN) return "unknown";
  return market === "on-demand" ? "yes" : "no";
}

/** Whether a number is above zero; one that is left out is not. */
export function positive(number: number | Unknown | undefined): Answer {
  if (number === UNKNOWN) return "unknown";
  return (number ?? 0) > 0 ? "yes" : "no";
}

/** What holds of things of which any may be meant, as one. */
export function agreeing(found: readonly Purchases[]): Purchases {
  const [first] = found;
  return first && found.every((other) => other.onDemand === first.onDemand) ? first : UNDECIDED;
}

/** A number for a message. */
export function shown(number: number | Unknown | undefined): string {
  return number === UNKNOWN ? "not known yet" : String(number ?? 0);
}
