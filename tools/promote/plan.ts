import { type EnvironmentFile, pinOf, type StackFiles } from "../stack/environments";
import { StackError } from "../stack/stackError";
import { pinProblem } from "./check";
import { linesTo } from "./history";
import type { LedgerLine } from "./ledger";
import { previous, unreadBefore, type Way } from "./order";

/** Where revisions come from: an environment, or a stack that makes releases. */
export interface Source {
  readonly stack: string;
  /** As of an environment; what makes releases is before all of them. */
  readonly order: number;
  readonly config: Readonly<Record<string, string>>;
  /** Its AWS account, where `accounts` says it; of what makes releases it does not. */
  readonly account?: string;
  readonly revisions: Readonly<Record<string, number>>;
}

/** Order of what makes releases. */
export const BEFORE_ALL = -1;

/** A pin that is to be moved to what a source has. */
export interface Move {
  readonly action: LedgerLine["action"];
  readonly release: string;
  readonly from: string;
  readonly fromRevision: number;
  readonly to: EnvironmentFile;
  readonly before?: number;
  readonly reason?: string;
}

/** Moves, what of all releases is left out, and why something cannot be done. */
export interface Plan {
  readonly moves: readonly Move[];
  readonly leftOut: readonly string[];
  readonly problems: readonly string[];
}

/**
 * Names of the stacks that a promotion may come from when nobody says: those before its target.
 * @throws StackError when the environment before has no file
 */
export function usualSources(target: EnvironmentFile, stacks: StackFiles): readonly string[] {
  const unread = unreadBefore(target, stacks);
  if (unread !== undefined) throw new StackError(`${unreadText(unread)} ${SKIP} and --from STACK.`);
  const before = previous(target, stacks).map(({ stack }) => stack);
  return before.length > 0 ? before : stacks.releases;
}

/** Moves pins of the releases named, or of all that both have, to what a source has. */
export function planPromotion(asked: {
  readonly releases: readonly string[] | "all";
  readonly source: Source;
  readonly target: EnvironmentFile;
  readonly way: Way;
  readonly lines: readonly LedgerLine[];
  readonly reason?: string | undefined;
}): Plan {
  const { source, target, way, lines, reason } = asked;
  const kept = Object.keys(source.revisions);
  const both = kept.filter((release) => pinOf(target, release) !== undefined);
  const releases = asked.releases === "all" ? both : asked.releases;
  const missing = releases.filter((release) => !kept.includes(release));
  const moved = releases.filter((release) => kept.includes(release));
  const from = reason === undefined ? way.environments.find(({ stack }) => stack === source.stack) : undefined;
  return {
    moves: moved.map((release) => ({
      action: "promote",
      release,
      from: source.stack,
      fromRevision: source.revisions[release] ?? 0,
      to: target,
      ...had(target, release),
      ...(reason !== undefined && { reason }),
    })),
    leftOut: asked.releases === "all" ? kept.filter((release) => !both.includes(release)) : [],
    problems: [
      ...orderProblems(source, target, way, reason),
      ...missing.map(
        (release) =>
          `Stack ${source.stack} does not have ${release}; it has ${kept.join(", ") || "none"}. Have it run there first.`,
      ),
      ...moved.flatMap((release) => (from && wrongIn(from, release, way, lines)) ?? []),
    ],
  };
}

/** The way out for who has a reason. */
export const SKIP = 'or say why not with --skip "REASON", which is written down';

function orderProblems(
  { stack, order }: Source,
  target: EnvironmentFile,
  way: Way,
  reason: string | undefined,
): string[] {
  const all = way.environments.map((environment) => environment.stack).join(", ");
  if (order >= target.order) {
    return [
      `${stack} is not before ${target.stack}; releases go ${all}. To go back: npm run rollback -- RELEASE --in ${target.stack}`,
    ];
  }
  if (order === target.order - 1 || reason !== undefined) return [];
  const unread = unreadBefore(target, way);
  if (unread !== undefined) return [`From ${stack} to ${target.stack} skips ${unread}. ${unreadText(unread)} ${SKIP}.`];
  const [before] = previous(target, way);
  return [
    `From ${stack} to ${target.stack} skips ${before?.stack}; releases go ${all}. Promote to ${before?.stack} first, ${SKIP}.`,
  ];
}

/** Why a pin is not promoted: it would speak for itself elsewhere, and the check refuses it where it is. */
function wrongIn(from: EnvironmentFile, release: string, way: Way, lines: readonly LedgerLine[]): string | undefined {
  const problem = pinProblem(from, release, way, lines);
  return (
    problem && `${release} of ${from.stack} is not promoted as the check refuses it: mend that, ${SKIP}. ${problem}`
  );
}

function unreadText(name: string): string {
  return (
    `There is no Pulumi.<stack>.yaml of ${name}, so nobody knows what ran there. Fetch it, take the name out of ` +
    "`environments` in Pulumi.yaml,"
  );
}

/** What an environment pins of a release, when it does. */
export function had(environment: EnvironmentFile, release: string): { before?: number } {
  const before = pinOf(environment, release);
  return before === undefined ? {} : { before };
}

/** What is to be done for a move: both files, or the one of the two that does not have it yet. */
export type StepKind = "move" | "finish" | "write down" | "nothing";

/**
 * What is to be done for a move when it is known which revision its target gets.
 * @param alike Whether equal numbers mean the same in both stacks.
 */
export function stepFor(
  { action, release, from, to, before, fromRevision, reason }: Move,
  revision: number,
  lines: readonly LedgerLine[],
  alike: boolean,
): StepKind {
  const last = linesTo(lines, to.stack, release).at(-1);
  if (before !== revision) {
    // The ledger is written first: a run has ended between the two files when its last line is this very move.
    const isWritten =
      last?.toRevision === revision && last.before === before && last.action === action && last.from === from;
    return isWritten && (reason ?? last.reason) === last.reason ? "finish" : "move";
  }
  // The pin is there: somebody has edited it. The ledger still has to know, and of a reason too.
  const isKnown = last === undefined ? alike && fromRevision === revision : last.toRevision === revision;
  return isKnown && (reason === undefined || last?.reason !== undefined) ? "nothing" : "write down";
}

/** The only one of the stacks that may be meant. @throws StackError when there are several, or none */
export function onlyOne(stacks: readonly string[], option: string): string {
  const [one, ...others] = stacks;
  if (one !== undefined && others.length === 0) return one;
  if (one === undefined)
    throw new StackError(`No stack makes releases (fairlead:kind), so nothing is before. Say ${option} STACK.`);
  throw new StackError(`${stacks.join(", ")} may be meant. Say which one: ${option} STACK.`);
}
