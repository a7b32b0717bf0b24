import { at, entriesOf, numberOf, type Plain, textOf, UNKNOWN } from "../graph/plain";
import { asked, type StackGraph, type StackResource } from "../graph/stackGraph";

/** A range of ports, both ends included. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** Ports that a rule opens to the whole internet. */
export interface Opening {
  /** The resource that says so: the group, or a rule of its own. */
  readonly by: StackResource;
  /** Id of a group that this stack does not own. */
  readonly foreignGroup?: string;
  readonly group?: StackResource;
  readonly ports: PortRange;
  readonly source: string;
}

/**
 * The internet, whole or in large parts: 0.0.0.0/1 and 128.0.0.0/1 together are all of it. No private range is as large as
 * a /7 of IPv4 or a /3 of IPv6.
 */
function isWorld(cidr: string): boolean {
  const found = /^([\d.]+|[\da-f:]+)\/(\d+)$/i.exec(cidr);
  return found !== null && Number(found[2]) <= (found[1]?.includes(":") ? 3 : 7);
}

const EVERY_PORT: PortRange = { from: 0, to: 65_535 };

/** Protocols with ports; ICMP has types in the same fields. */
const PROTOCOLS: ReadonlySet<string> = new Set(["tcp", "6", "udp", "17"]);

/** Everything in a stack that opens a security group to the whole internet. Rules that are not known yet open nothing. */
export function openingsOf(graph: StackGraph): readonly Opening[] {
  const inline = graph
    .all("securityGroup")
    .flatMap((group) =>
      entriesOf(asked(group, "ingress")).flatMap((rule) =>
        inlineOpenings(rule).map((open) => ({ by: group, group, ...open })),
      ),
    );
  const rules = graph
    .all("securityGroupRule")
    .filter((rule) => asked(rule, "type") === "ingress")
    .flatMap((rule) => ofRule(graph, rule, inlineOpenings(inputsOf(rule))));
  const ingress = graph.all("ingressRule").flatMap((rule) => ofRule(graph, rule, ingressOpenings(rule)));
  return [...inline, ...rules, ...ingress];
}

/** Whether two ranges share a port. */
export function overlap(a: PortRange, b: PortRange): boolean {
  return a.from <= b.to && b.from <= a.to;
}

type Open = Pick<Opening, "ports" | "source">;

function ofRule(graph: StackGraph, rule: StackResource, openings: readonly Open[]): readonly Opening[] {
  const { resources, foreign } = graph.follow(rule, "securityGroupId", asked(rule, "securityGroupId"), "securityGroup");
  return openings.flatMap((open): Opening[] => {
    if (foreign !== undefined) return [{ by: rule, foreignGroup: foreign, ...open }];
    return resources.map((group) => ({ by: rule, group, ...open }));
  });
}

function inputsOf(rule: StackResource): Plain {
  const keys = ["cidrBlocks", "ipv6CidrBlocks", "fromPort", "toPort", "protocol"];
  return Object.fromEntries(keys.map((key): [string, Plain] => [key, asked(rule, key) ?? null]));
}

function inlineOpenings(rule: Plain): readonly Open[] {
  const ports = portsOf(at(rule, "protocol"), at(rule, "fromPort"), at(rule, "toPort"));
  const sources = [...entriesOf(at(rule, "cidrBlocks")), ...entriesOf(at(rule, "ipv6CidrBlocks"))];
  return openings(ports, sources);
}

function ingressOpenings(rule: StackResource): readonly Open[] {
  const ports = portsOf(asked(rule, "ipProtocol"), asked(rule, "fromPort"), asked(rule, "toPort"));
  return openings(ports, [asked(rule, "cidrIpv4"), asked(rule, "cidrIpv6")]);
}

function openings(ports: PortRange | undefined, sources: readonly (Plain | undefined)[]): readonly Open[] {
  if (!ports) return [];
  return sources
    .map(textOf)
    .flatMap((source) => (typeof source === "string" && isWorld(source) ? [{ ports, source }] : []));
}

/** Ports of a rule; nothing where it has none or they are not known yet. */
function portsOf(protocol: Plain | undefined, from: Plain | undefined, to: Plain | undefined): PortRange | undefined {
  const name = typeof protocol === "number" || typeof protocol === "string" ? String(protocol).toLowerCase() : "";
  if (name === "-1" || name === "all") return EVERY_PORT;
  if (!PROTOCOLS.has(name)) return undefined;
  const first = numberOf(from);
  const last = numberOf(to);
  if (first === UNKNOWN || last === UNKNOWN) return undefined;
  if (first === undefined || first === -1) return EVERY_PORT;
  return { from: first, to: last ?? first };
}
