import { createHash } from "node:crypto";
import { LIMITS, PRIORITY_BLOCK } from "../constants";
import { covers, overlap } from "./patterns";

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
  /** The service that it sends to. */
  readonly service: string;
  /** Hosts that it matches. */
  readonly hosts: readonly string[];
  /** Paths that it matches; none for all. */
  readonly paths: readonly string[];
  /** Within the team's block, 1 to 2,000. */
  readonly priority: number;
}

/**
 * Bands of a block, in the order in which a load balancer must ask: a path before the whole host, a host by name before
 * a wildcard. Within a band the order is that of hashes; where it matters, `shadowedRules` says so.
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
  const room = Math.max(1, LIMITS.ruleValues - paths.length);
  const exact = routes.hosts.filter((host) => !host.includes("*"));
  const wildcards = routes.hosts.filter((host) => host.includes("*"));
  return [...chunks(exact, room), ...chunks(wildcards, room)].map((hosts, i) => {
    const name = `${routes.service}-${i + 1}`;
    const priority =
      routes.listenerPriority === undefined ? hashed(name, bandOf(hosts, paths)) : routes.listenerPriority + i;
    return { name, service: routes.service, hosts, paths, priority };
  });
}

/** Priority on the listener of a rule that has one within a team's block. */
export function absolutePriority(block: number, priority: number): number {
  return block * PRIORITY_BLOCK + priority;
}

/** A rule that cannot have its place, with a number for its service that would do. */
export interface RuleConflict {
  /** The rule that must move. */
  readonly rule: RulePlan;
  /** The rule in its way. */
  readonly other: RulePlan;
  /** `listenerPriority` for the service of `rule`: it and those that follow it are free. Nothing where there is no such number. */
  readonly free: number | undefined;
}

/** Finds rules of one block that want the same priority. */
export function priorityClashes(rules: readonly RulePlan[]): RuleConflict[] {
  const taken = new Map<number, RulePlan>();
  const reserved = new Set(rules.map(({ priority }) => priority));
  return rules.flatMap((rule) => {
    const other = taken.get(rule.priority);
    if (other === undefined) {
      taken.set(rule.priority, rule);
      return [];
    }
    const { from } = bandOf(rule.hosts, rule.paths);
    const starts = [...numbers(from, PRIORITY_BLOCK), ...numbers(1, from - 1)];
    return [{ rule, other, free: firstFree(rule, rules, reserved, starts) }];
  });
}

/**
 * Finds rules of which another one, asked before it, takes requests that are meant for it alone. The number for each is
 * before all that take from it, and as late as possible, so that what comes first on purpose stays first.
 */
export function shadowedRules(rules: readonly RulePlan[]): RuleConflict[] {
  const reserved = new Set(rules.map(({ priority }) => priority));
  return rules.flatMap((rule) => {
    const [other] = rules
      .filter((o) => o.service !== rule.service && o.priority < rule.priority && takesFrom(o, rule))
      .sort((a, b) => a.priority - b.priority);
    if (other === undefined) return [];
    const starts = numbers(1, other.priority - countOf(rule, rules)).reverse();
    return [{ rule, other, free: firstFree(rule, rules, reserved, starts) }];
  });
}

/** Two rules that share requests. */
export interface RuleOverlap {
  /** The later one of both. */
  readonly rule: RulePlan;
  /** The one that shares requests with it. */
  readonly other: RulePlan;
}

/**
 * Finds rules that share requests with another one and neither has more of a claim, like `/a/*` and `/*\/b` at one host:
 * which is asked first is a matter of hashes. Where somebody has chosen a priority for one of both, it is on purpose.
 */
export function overlappingRules(rules: readonly RulePlan[], chosen: (service: string) => boolean): RuleOverlap[] {
  return rules.flatMap((rule, i) => {
    const other = rules
      .slice(0, i)
      .find(
        (o) =>
          o.service !== rule.service &&
          !chosen(o.service) &&
          !chosen(rule.service) &&
          bandOf(o.hosts, o.paths) === bandOf(rule.hosts, rule.paths) &&
          sharesWith(o, rule),
      );
    return other === undefined ? [] : [{ rule, other }];
  });
}

/** Whether both have a host in common, and there paths of which neither has all of the other's. */
function sharesWith(other: RulePlan, rule: RulePlan): boolean {
  const hosts = rule.hosts.some((host) => other.hosts.some((o) => covers(o, host) || covers(host, o)));
  return (
    hosts &&
    rule.paths.some((path) => other.paths.some((o) => overlap(o, path) && !covers(o, path) && !covers(path, o)))
  );
}

/** The first of some numbers that is free together with those after it that the rule's service needs. It is reserved then. */
function firstFree(
  rule: RulePlan,
  rules: readonly RulePlan[],
  reserved: Set<number>,
  starts: readonly number[],
): number | undefined {
  const run = (start: number) => numbers(start, start + countOf(rule, rules) - 1);
  const free = starts.find((start) => run(start).every((n) => n <= PRIORITY_BLOCK && !reserved.has(n)));
  for (const n of free === undefined ? [] : run(free)) reserved.add(n);
  return free;
}

function countOf({ service }: RulePlan, rules: readonly RulePlan[]): number {
  return rules.filter((rule) => rule.service === service).length;
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
}

/** Whether every request of some host and path of `rule` is one of `other` too. */
function takesFrom(other: RulePlan, rule: RulePlan): boolean {
  const pathsOf = ({ paths }: RulePlan) => (paths.length > 0 ? paths : ["*"]);
  return rule.hosts.some(
    (host) =>
      other.hosts.some((pattern) => covers(pattern, host)) &&
      pathsOf(rule).some((path) => pathsOf(other).some((pattern) => covers(pattern, path))),
  );
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

function chunks(values: readonly string[], size: number): string[][] {
  const parts: string[][] = [];
  for (let i = 0; i < values.length; i += size) parts.push(values.slice(i, i + size));
  return parts;
}
