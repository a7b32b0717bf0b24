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
  /** `listenerPriority` for the service of `rule`: it and those that follow it are free. */
  readonly free: number;
}

/** Finds rules of one block that want the same priority. */
export function priorityClashes(rules: readonly RulePlan[]): RuleConflict[] {
  const taken = new Map<number, RulePlan>();
  const reserved = new Set(rules.map(({ priority }) => priority));
  const clashes: RuleConflict[] = [];
  for (const rule of rules) {
    const other = taken.get(rule.priority);
    if (other === undefined) taken.set(rule.priority, rule);
    else clashes.push({ rule, other, free: freeRun(rule, rules, reserved, bandOf(rule.hosts, rule.paths).from) });
  }
  return clashes;
}

/** Finds rules of which another one, asked before it, takes requests that are meant for it alone. */
export function shadowedRules(rules: readonly RulePlan[]): RuleConflict[] {
  const reserved = new Set(rules.map(({ priority }) => priority));
  return rules.flatMap((rule) => {
    const other = rules.find((o) => o.service !== rule.service && o.priority < rule.priority && takesFrom(o, rule));
    return other === undefined ? [] : [{ rule, other, free: freeRun(rule, rules, reserved, 1) }];
  });
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

/** Whether a pattern matches all that another one does. Its `*` stands for any text, stars included, its `?` for one. */
function covers(pattern: string, other: string): boolean {
  const literal = pattern.replace(/[\\^$.+()[\]{}|/]/g, "\\$&");
  return new RegExp(`^${literal.replaceAll("*", ".*").replaceAll("?", "[^*]")}$`).test(other);
}

/** The first number from `from` on that is free together with as many after it as the rule's service has rules. */
function freeRun(rule: RulePlan, rules: readonly RulePlan[], reserved: Set<number>, from: number): number {
  const count = rules.filter(({ service }) => service === rule.service).length;
  const run = (start: number) => Array.from({ length: count }, (_, i) => start + i);
  const starts = Array.from({ length: PRIORITY_BLOCK - count + 1 }, (_, i) => i + 1);
  const free = [...starts.slice(from - 1), ...starts.slice(0, from - 1)].find((start) =>
    run(start).every((priority) => !reserved.has(priority)),
  );
  for (const priority of run(free ?? 1)) reserved.add(priority);
  return free ?? 1;
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
