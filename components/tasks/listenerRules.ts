import { createHash } from "node:crypto";
import { LIMITS, PRIORITY_BLOCK } from "../constants";

/** What a service answers to. */
export interface Routes {
  readonly service: string;
  readonly hosts: readonly string[];
  readonly paths?: readonly string[];
  /** Priority of the first rule, 1 to 2,000 within the team's block; the others follow it. */
  readonly listenerPriority?: number;
}

/** One rule of a listener. */
export interface RulePlan {
  /** Unique in its team's programs: `web-1`. */
  readonly name: string;
  readonly hosts: readonly string[];
  readonly paths: readonly string[];
  /** Within the team's block, 1 to 2,000. */
  readonly priority: number;
}

/**
 * Bands of a block, in the order in which a load balancer must ask: a path before the whole host, a host by name before
 * a wildcard. Within a band the order does not matter, because two rules never match the same request there unless one
 * host or path is given twice.
 */
const BANDS = {
  hostAndPath: { from: 1, size: 600 },
  host: { from: 601, size: 1_000 },
  wildcardAndPath: { from: 1_601, size: 200 },
  wildcard: { from: 1_801, size: 200 },
} as const;

/**
 * The rules of a service: at most five values in each, hosts and paths together. A rule's priority is a hash of its name,
 * so that a new service never moves another's rule: AWS refuses to swap priorities.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
 */
export function planRules(routes: Routes): RulePlan[] {
  const paths = [...(routes.paths ?? [])];
  const room = LIMITS.ruleValues - paths.length;
  const exact = routes.hosts.filter((host) => !host.includes("*"));
  const wildcards = routes.hosts.filter((host) => host.includes("*"));
  return [...chunks(exact, room), ...chunks(wildcards, room)].map((hosts, i) => {
    const name = `${routes.service}-${i + 1}`;
    const priority =
      routes.listenerPriority === undefined ? hashed(name, bandOf(hosts, paths)) : routes.listenerPriority + i;
    return { name, hosts, paths, priority };
  });
}

/** Priority on the listener of a rule that has one within a team's block. */
export function absolutePriority(block: number, priority: number): number {
  return block * PRIORITY_BLOCK + priority;
}

/** Two rules of one program that want the same priority, with one that is free in the same band. */
export interface PriorityClash {
  readonly rule: string;
  readonly other: string;
  readonly priority: number;
  readonly free: number;
}

/** Finds rules that clash within one block. */
export function priorityClashes(rules: readonly RulePlan[]): PriorityClash[] {
  const taken = new Map<number, RulePlan>();
  const all = new Set(rules.map((rule) => rule.priority));
  const clashes: PriorityClash[] = [];
  for (const rule of rules) {
    const other = taken.get(rule.priority);
    if (!other) {
      taken.set(rule.priority, rule);
      continue;
    }
    const free = freeIn(bandOf(rule.hosts, rule.paths), rule.priority, all);
    all.add(free);
    clashes.push({ rule: rule.name, other: other.name, priority: rule.priority, free });
  }
  return clashes;
}

type Band = (typeof BANDS)[keyof typeof BANDS];

function bandOf(hosts: readonly string[], paths: readonly string[]): Band {
  const wildcard = hosts.some((host) => host.includes("*"));
  if (paths.length > 0) return wildcard ? BANDS.wildcardAndPath : BANDS.hostAndPath;
  return wildcard ? BANDS.wildcard : BANDS.host;
}

function hashed(name: string, band: Band): number {
  return band.from + (createHash("sha256").update(name).digest().readUInt32BE(0) % band.size);
}

function freeIn(band: Band, from: number, taken: ReadonlySet<number>): number {
  for (let step = 0; step < band.size; step++) {
    const candidate = band.from + ((from - band.from + step) % band.size);
    if (candidate >= band.from && !taken.has(candidate)) return candidate;
  }
  return from;
}

function chunks(values: readonly string[], size: number): string[][] {
  const parts: string[][] = [];
  for (let i = 0; i < values.length; i += size) parts.push(values.slice(i, i + size));
  return parts;
}
