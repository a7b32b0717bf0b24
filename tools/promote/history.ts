import type { LedgerLine } from "./ledger";

/** The lines that moved a stack's pin of a release, the oldest first. */
export function linesTo(lines: readonly LedgerLine[], stack: string, release: string): LedgerLine[] {
  return lines.filter((line) => line.to === stack && line.release === release);
}

/**
 * The revisions that a stack can go back through, the one that it runs last. A rollback takes off what was above the
 * revision that it went to, so that the next one goes further and not back again.
 */
export function wayBack(lines: readonly LedgerLine[], stack: string, release: string): number[] {
  const way: number[] = [];
  for (const { action, toRevision, before } of linesTo(lines, stack, release)) {
    if (before !== undefined && way.at(-1) !== before) way.push(before);
    const at = action === "rollback" ? way.lastIndexOf(toRevision) : -1;
    if (at >= 0) way.length = at + 1;
    else if (way.at(-1) !== toRevision) way.push(toRevision);
  }
  return way;
}

/** What a stack runs or has run, as far as its pin and the ledger say. */
export interface Had {
  readonly revisions: ReadonlySet<number>;
  readonly hashes: ReadonlySet<string>;
}

/** What a stack has had of a release. */
export function hadBy(
  lines: readonly LedgerLine[],
  { stack, pins }: { readonly stack: string; readonly pins: Readonly<Record<string, number>> },
  release: string,
): Had {
  const revisions = new Set<number>();
  const hashes = new Set<string>();
  for (const line of lines.filter((line) => line.release === release)) {
    if (line.to === stack && line.before !== undefined) revisions.add(line.before);
    if (line.to === stack) revisions.add(line.toRevision);
    if (line.from === stack) revisions.add(line.fromRevision);
    if ([line.from, line.to].includes(stack) && line.contentHash !== undefined) hashes.add(line.contentHash);
  }
  const pin = pins[release];
  if (pin !== undefined) revisions.add(pin);
  return { revisions, hashes };
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
