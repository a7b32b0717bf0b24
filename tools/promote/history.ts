import { isDeepStrictEqual } from "node:util";
import { type EnvironmentFile, pinOf } from "../stack/environments";
import type { LedgerLine } from "./ledger";

/** The lines that moved a stack's pin of a release, the oldest first. */
export function linesTo(lines: readonly LedgerLine[], stack: string, release: string): LedgerLine[] {
  return lines.filter((line) => line.to === stack && line.release === release);
}

/**
 * The revisions that a stack can go back through, the one that it runs last. A rollback takes off what was above the
 * revision that it went to, so that the next one goes further and not back again. So does a line that begins further down,
 * as one of another branch or one that is there twice. What somebody has pinned by hand between two lines is left out.
 */
export function wayBack(lines: readonly LedgerLine[], stack: string, release: string): number[] {
  const way: number[] = [];
  const backTo = (revision = 0) => {
    const at = way.lastIndexOf(revision);
    if (at >= 0) way.length = at + 1;
  };
  for (const { action, toRevision, before } of linesTo(lines, stack, release)) {
    if (before !== undefined && way.length === 0) way.push(before);
    backTo(before);
    if (action === "rollback") backTo(toRevision);
    if (way.at(-1) !== toRevision) way.push(toRevision);
  }
  return way;
}

/** What a stack runs or has run, as far as its pin and the ledger say. */
export interface Had {
  readonly revisions: ReadonlySet<number>;
  readonly hashes: ReadonlySet<string>;
  /** What it ran when the ledger began to tell. Of all up to here nobody knows; 0 when it ran none. */
  readonly first: number;
}

/**
 * What a stack has had of a release. What it had between two lines of it was pinned by hand, and is not taken for known. What
 * the last line to it says counts only where its pin says so too, or a later line from it: a run may have ended before. Where
 * nobody can read here what it pins, all lines count.
 */
export function hadBy(
  lines: readonly LedgerLine[],
  environment: Pick<EnvironmentFile, "stack" | "pins" | "pinsUnread">,
  release: string,
): Had {
  const { stack } = environment;
  const revisions = new Set<number>();
  const hashes = new Set<string>();
  const pin = pinOf(environment, release);
  const own = linesTo(lines, stack, release);
  const [oldest, last] = [own[0], own.at(-1)];
  const unmade = environment.pinsUnread !== undefined || last?.toRevision === pin ? undefined : last;
  if (oldest?.before !== undefined) revisions.add(oldest.before);
  for (const line of lines.filter((line) => line.release === release && !isDeepStrictEqual(line, unmade))) {
    if (line.to === stack) revisions.add(line.toRevision);
    if (line.from === stack) revisions.add(line.fromRevision);
    if ([line.from, line.to].includes(stack) && line.contentHash !== undefined) hashes.add(line.contentHash);
  }
  if (pin !== undefined) revisions.add(pin);
  return { revisions, hashes, first: (oldest === undefined ? pin : oldest.before) ?? 0 };
}

/** The content hash of a stack's revision, when a line has it. */
export function hashOf(
  lines: readonly LedgerLine[],
  stack: string,
  release: string,
  revision: number,
): string | undefined {
  return lines
    .filter((line) => line.release === release)
    .flatMap(({ from, to, fromRevision, toRevision, contentHash = [] }) =>
      (to === stack && toRevision === revision) || (from === stack && fromRevision === revision) ? contentHash : [],
    )
    .at(-1);
}
