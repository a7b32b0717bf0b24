import { countAt, listAt, numberAt, textAt, valueAt } from "../properties";
import type { RecordedResource, URN } from "../recording";
import type { Count } from "./bill";
import { hourlyPrice, instancePrice } from "./prices";

/** What a bill calls a node on spot capacity. */
export const spotNode = "spot node";

/** Nodes of a pool, or what each of them brings. */
export interface NodeLine {
  readonly what: string;
  readonly count: Count;
  readonly each: number | undefined;
  readonly atMost: boolean;
}

/** What an Auto Scaling group decides about its nodes. */
export interface Nodes {
  readonly count: Count;
  /** Of so many nodes, how many are on demand. */
  onDemandOf(nodes: number): number;
  /** The nodes that are on demand first, and the percentage of those above. */
  readonly onDemand: { readonly base: number; readonly percent: number };
  /** Types that a node may be of; empty where attributes choose, or nothing is known. */
  readonly types: readonly string[];
  /** GiB of each disk, by its type. */
  readonly disks: readonly { readonly type: string; readonly gib: number | undefined }[];
  readonly publicAddress: boolean;
}

/** Reads an Auto Scaling group together with its launch template. `undefined` for what is none. */
export function readNodes(group: RecordedResource, byUrn: ReadonlyMap<URN, RecordedResource>): Nodes | undefined {
  if (group.type !== "aws:autoscaling/group:Group") return undefined;
  const template = group.dependencies
    .map((urn) => byUrn.get(urn))
    .find((on) => on?.type === "aws:ec2/launchTemplate:LaunchTemplate");
  const policy = valueAt(group.inputs, "mixedInstancesPolicy");
  const types = [
    ...listAt(policy, "launchTemplate.overrides").map((override) => textAt(override, "instanceType")),
    textAt(template?.inputs, "instanceType"),
  ].filter((type) => type !== "");
  const base = countAt(policy, "instancesDistribution.onDemandBaseCapacity") ?? 0;
  const spotTemplate = textAt(template?.inputs, "instanceMarketOptions.marketType") === "spot";
  const share =
    numberAt(policy, "instancesDistribution.onDemandPercentageAboveBaseCapacity") ?? (spotTemplate ? 0 : 100);
  const fewest = countAt(group.inputs, "minSize") ?? 0;
  return {
    count: { fewest, most: Math.max(fewest, countAt(group.inputs, "maxSize") ?? fewest) },
    onDemandOf: (nodes) => clamp(base + Math.ceil((Math.max(0, nodes - base) * share) / 100), nodes),
    onDemand: { base, percent: share },
    types: [...new Set(types)],
    disks: listAt(template?.inputs, "blockDeviceMappings").map((mapping) => ({
      type: textAt(mapping, "ebs.volumeType") || "gp2",
      gib: countAt(mapping, "ebs.volumeSize"),
    })),
    publicAddress: listAt(template?.inputs, "networkInterfaces").some(
      (card) => String(valueAt(card, "associatePublicIpAddress")) === "true",
    ),
  };
}

/** Lines of a bill for an Auto Scaling group or a single instance; of others there are none. */
export function nodesOf(
  resource: RecordedResource,
  byUrn: ReadonlyMap<URN, RecordedResource>,
  region: string,
): NodeLine[] {
  if (resource.type === "aws:ec2/instance:Instance") {
    const type = textAt(resource.inputs, "instanceType");
    return [{ what: `instance ${type}`.trim(), count: one, each: instancePrice(type, region), atMost: false }];
  }
  const nodes = readNodes(resource, byUrn);
  if (nodes === undefined || nodes.count.most === 0) return [];
  const { fewest, most } = nodes.count;
  const onDemand = { fewest: nodes.onDemandOf(fewest), most: nodes.onDemandOf(most) };
  const spot = { fewest: fewest - onDemand.fewest, most: most - onDemand.most };
  const dearest = dearestOf(nodes.types, region);
  const lines: NodeLine[] = [
    { what: "on-demand node", count: onDemand, each: dearest, atMost: nodes.types.length > 1 },
    { what: spotNode, count: spot, each: dearest, atMost: true },
    ...nodes.disks.map(({ type, gib }) => {
      const price = type === "gp3" ? hourlyPrice("gp3Gib", region) : undefined;
      const each = price === undefined || gib === undefined ? undefined : price * gib;
      return {
        what: `disk (${gib === undefined ? "" : `${gib} GiB `}${type})`,
        count: nodes.count,
        each,
        atMost: false,
      };
    }),
    ...(nodes.publicAddress
      ? [{ what: "public IPv4 address", count: nodes.count, each: hourlyPrice("publicIpv4", region), atMost: false }]
      : []),
  ];
  return lines.filter(({ count }) => count.most > 0);
}

/** A number of nodes out of so many, whatever the program wrote. */
function clamp(number: number, nodes: number): number {
  return Math.max(0, Math.min(nodes, number));
}

const one: Count = { fewest: 1, most: 1 };

/** The price of the dearest type; not known as soon as one of them is not. */
function dearestOf(types: readonly string[], region: string): number | undefined {
  const prices = types.map((type) => instancePrice(type, region));
  const known = prices.filter((price) => price !== undefined);
  return known.length === 0 || known.length < prices.length ? undefined : Math.max(...known);
}
