import { KINDS } from "../../../policy/graph/kinds";
import { countAt, listAt, numberAt, textAt, valueAt } from "../properties";
import type { Properties, RecordedResource, URN } from "../recording";
import { isUnknown, plain } from "../values";
import { hourlyPrice, instancePrice } from "./prices";

/** What a bill calls a node on spot capacity. */
const spotNode = "spot node";

/** Whether a line of a bill is of spot capacity. */
export function isSpot(what: string): boolean {
  return what.startsWith("spot ");
}

/** A disk of a node. */
export interface Disk {
  /** "" where the image decides. */
  readonly type: string;
  readonly gib: number | undefined;
  /** What it has above what gp3 includes: "6000 IOPS". That bills on top. */
  readonly above: readonly string[];
}

/** "30 GiB gp3", "30 GiB gp3, 6000 IOPS"; of a disk of which the arguments say nothing "of the image". */
export function diskText({ type, gib, above }: Disk): string {
  const size = [gib === undefined ? "" : `${gib} GiB`, type].filter((part) => part !== "").join(" ");
  return [size || "of the image", ...above].join(", ");
}

/** What the price of a GiB of gp3 includes. @see https://aws.amazon.com/ebs/pricing/ */
const INCLUDED = { iops: 3000, throughput: 125 };

/** A disk by the arguments of it, which name its type in different ways. */
function diskOf(bag: unknown, type: string, gib: number | undefined): Disk {
  const [iops = 0, throughput = 0] = [numberAt(bag, "iops"), numberAt(bag, "throughput")];
  const above = [
    ...(iops > INCLUDED.iops ? [`${iops} IOPS`] : []),
    ...(throughput > INCLUDED.throughput ? [`${throughput} MiB/s`] : []),
  ];
  return { type, gib, above: type === "gp3" ? above : [] };
}

/** So many of a thing with the fewest nodes that may run, and with the most. */
export interface Count {
  readonly fewest: number;
  readonly most: number;
}

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
  readonly disks: readonly Disk[];
  readonly publicAddress: boolean;
}

const one: Count = { fewest: 1, most: 1 };

const TEMPLATES: readonly string[] = [...KINDS.launchTemplate, ...KINDS.launchConfiguration];

/** Reads an Auto Scaling group together with what it launches from. `undefined` for what is none. */
export function readNodes(group: RecordedResource, byUrn: ReadonlyMap<URN, RecordedResource>): Nodes | undefined {
  if (group.type !== "aws:autoscaling/group:Group") return undefined;
  const template = templateOf(group, byUrn);
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
    disks: disksOf(template?.inputs),
    publicAddress: hasAddress(template?.inputs),
  };
}

function templateOf({ dependencies }: RecordedResource, byUrn: ReadonlyMap<URN, RecordedResource>) {
  return dependencies.map((urn) => byUrn.get(urn)).find((on) => on !== undefined && TEMPLATES.includes(on.type));
}

/** Disks by the arguments of an instance or of what instances are launched from; there is always one to start from. */
function disksOf(inputs: unknown): Disk[] {
  const disk = (bag: unknown, type: string) =>
    diskOf(bag, textAt(bag, "volumeType") || type, countAt(bag, "volumeSize"));
  const mappings = listAt(inputs, "blockDeviceMappings").filter(isDisk);
  if (mappings.length > 0) return mappings.map((mapping) => disk(valueAt(mapping, "ebs"), "gp2"));
  const others = listAt(inputs, "ebsBlockDevices")
    .filter(isDisk)
    .map((device) => disk(device, "gp2"));
  return [disk(valueAt(inputs, "rootBlockDevice"), ""), ...others];
}

/** Whether a mapping brings a disk that bills, rather than leaving one out or naming one of the instance's own. */
function isDisk(mapping: unknown): boolean {
  return !valueAt(mapping, "noDevice") && !textAt(mapping, "virtualName").startsWith("ephemeral");
}

function hasAddress(inputs: unknown): boolean {
  return [inputs, ...listAt(inputs, "networkInterfaces")].some(
    (card) => String(valueAt(card, "associatePublicIpAddress")) === "true",
  );
}

/** Lines of a bill for an Auto Scaling group, a single instance or a disk; of others there are none. */
export function nodesOf(
  resource: RecordedResource,
  byUrn: ReadonlyMap<URN, RecordedResource>,
  region: string,
): NodeLine[] {
  const { type, inputs } = resource;
  if (type === "aws:ebs/volume:Volume") {
    const disk = diskOf(inputs, textAt(inputs, "type") || "gp2", countAt(inputs, "size"));
    return [diskLine(disk, one, region)];
  }
  if (type === "aws:ec2/instance:Instance" || type === "aws:ec2/spotInstanceRequest:SpotInstanceRequest") {
    return instanceLines(type, { ...templateOf(resource, byUrn)?.inputs, ...inputs }, region);
  }
  const nodes = readNodes(resource, byUrn);
  if (nodes === undefined) return [];
  const { fewest, most } = nodes.count;
  const onDemand = { fewest: nodes.onDemandOf(fewest), most: nodes.onDemandOf(most) };
  const spot = { fewest: fewest - onDemand.fewest, most: most - onDemand.most };
  const dearest = dearestOf(nodes.types, region);
  const lines: NodeLine[] = [
    { what: "on-demand node", count: onDemand, each: dearest, atMost: nodes.types.length > 1 },
    { what: spotNode, count: spot, each: dearest, atMost: true },
    ...nodes.disks.map((disk) => diskLine(disk, nodes.count, region)),
    ...(nodes.publicAddress ? [addressLine(nodes.count, region)] : []),
    ...([inputs.minSize, inputs.maxSize].some(isNotKnown) ? [unknownNodes] : []),
  ];
  return lines.filter(({ count }) => count.most > 0);
}

/** Stands for the nodes of a group whose sizes are known only after the update: the sums lack them. */
const unknownNodes: NodeLine = {
  what: "Auto Scaling group (number of nodes not known yet)",
  count: one,
  each: undefined,
  atMost: false,
};

function isNotKnown(size: unknown): boolean {
  return isUnknown(plain(size));
}

/** An instance of its own, on spot capacity or not. */
function instanceLines(type: string, inputs: Properties, region: string): NodeLine[] {
  const spot = type !== "aws:ec2/instance:Instance" || textAt(inputs, "instanceMarketOptions.marketType") === "spot";
  const size = textAt(inputs, "instanceType");
  const what = `${spot ? "spot instance" : "instance"} ${size}`.trim();
  return [
    { what, count: one, each: instancePrice(size, region), atMost: spot },
    ...disksOf(inputs).map((disk) => diskLine(disk, one, region)),
    ...(hasAddress(inputs) ? [addressLine(one, region)] : []),
  ];
}

function diskLine(disk: Disk, count: Count, region: string): NodeLine {
  const price = disk.type === "gp3" && disk.above.length === 0 ? hourlyPrice("gp3Gib", region) : undefined;
  const each = price === undefined || disk.gib === undefined ? undefined : price * disk.gib;
  return { what: `disk (${diskText(disk)})`, count, each, atMost: false };
}

function addressLine(count: Count, region: string): NodeLine {
  return { what: "public IPv4 address", count, each: hourlyPrice("publicIpv4", region), atMost: false };
}

/** A number of nodes out of so many, whatever the program wrote. */
function clamp(number: number, nodes: number): number {
  return Math.max(0, Math.min(nodes, number));
}

/** The price of the dearest type; not known as soon as one of them is not. */
function dearestOf(types: readonly string[], region: string): number | undefined {
  const prices = types.map((type) => instancePrice(type, region));
  const known = prices.filter((price) => price !== undefined);
  return known.length === 0 || known.length < prices.length ? undefined : Math.max(...known);
}
