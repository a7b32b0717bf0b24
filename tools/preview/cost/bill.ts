import { textAt } from "../properties";
import type { RecordedResource, URN } from "../recording";
import { addressesOf, natGatewaysOf } from "./network";
import { type Count, nodesOf } from "./nodes";
import { pieceOf } from "./pieces";
import { HOURS_PER_MONTH, hourlyPrice, PRICES_READ } from "./prices";

/** Things of one kind that a stack pays for by the hour. */
export interface BillLine {
  /** In the singular, like `NAT gateway`. */
  readonly what: string;
  readonly count: Count;
  /** US dollars for one, by the hour; `null` where the price is not known here. */
  readonly each: number | null;
  /** Whether it costs that at most: spot costs less, and of several types the dearest was taken. */
  readonly atMost: boolean;
}

/** What a stack costs that bills by the hour, at list prices. */
export interface Bill {
  readonly currency: "USD";
  /** Day that the prices were read. */
  readonly pricesOf: string;
  readonly region: string;
  readonly lines: readonly BillLine[];
  /** Sums of the lines whose price is known. */
  readonly perHour: Count;
  readonly perMonth: Count;
}

/** Works out the bill of the resources of a stack. */
export function billOf(resources: readonly RecordedResource[], region: string): Bill {
  const own = resources.filter(({ external }) => !external);
  const byUrn = new Map<URN, RecordedResource>(own.map((resource) => [resource.urn, resource]));
  const where = (resource: RecordedResource) => regionOf(resource, byUrn, region);
  const lines: BillLine[] = [];
  const add = (what: string, price: number | undefined, count: number | Count, atMost = false) =>
    lines.push({
      what,
      count: typeof count === "number" ? { fewest: count, most: count } : count,
      each: price ?? null,
      atMost,
    });

  for (const resource of own) {
    const here = where(resource);
    const gateways = natGatewaysOf(resource);
    if (gateways > 0) add("NAT gateway", hourlyPrice("natGateway", here), gateways);
    const piece = pieceOf(resource);
    const pieces = piece?.count?.(resource, own) ?? 1;
    if (piece !== undefined && pieces > 0) add(piece.what, piece.price && hourlyPrice(piece.price, here), pieces);
    const addresses = addressesOf(resource, own);
    if (addresses > 0) add("public IPv4 address", hourlyPrice("publicIpv4", here), addresses);
    for (const { what, count, each, atMost } of nodesOf(resource, byUrn, here)) add(what, each, count, atMost);
  }
  const merged = mergeLines(lines);
  const sum = (which: keyof Count) => merged.reduce((total, line) => total + line.count[which] * (line.each ?? 0), 0);
  const perHour = { fewest: sum("fewest"), most: sum("most") };
  return {
    currency: "USD",
    pricesOf: PRICES_READ,
    region,
    lines: merged,
    perHour,
    perMonth: { fewest: perHour.fewest * HOURS_PER_MONTH, most: perHour.most * HOURS_PER_MONTH },
  };
}

/** One line for all things of a kind that cost the same. */
function mergeLines(lines: readonly BillLine[]): BillLine[] {
  const merged = new Map<string, BillLine>();
  for (const line of lines) {
    const key = JSON.stringify([line.what, line.each, line.atMost]);
    const { fewest, most } = merged.get(key)?.count ?? { fewest: 0, most: 0 };
    merged.set(key, { ...line, count: { fewest: fewest + line.count.fewest, most: most + line.count.most } });
  }
  return [...merged.values()];
}

/** Region of a resource: its own, its provider's, or the stack's. */
function regionOf({ inputs, provider }: RecordedResource, byUrn: ReadonlyMap<URN, RecordedResource>, stack: string) {
  const urn = provider?.slice(0, provider.lastIndexOf("::")) ?? "";
  return textAt(inputs, "region") || textAt(byUrn.get(urn)?.inputs, "region") || stack;
}
