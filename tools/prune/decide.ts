/** Something that needs a revision, or the newest one of a family that it names without a number. */
export interface Need {
  readonly family: string;
  readonly revision?: number;
  /** Who needs it, like "pinned by prod". */
  readonly by: string;
}

/** What becomes of a revision that can be deployed, and why it stays. */
export interface Verdict {
  readonly family: string;
  readonly revision: number;
  /** None when it goes. */
  readonly stays: readonly string[];
}

/**
 * Decides which revisions go: those that nobody needs, without the newest of each family.
 * @param active Numbers of each family's active revisions.
 * @param keep How many of the newest stay whatever becomes of them.
 */
export function decide(
  active: Readonly<Record<string, readonly number[]>>,
  needs: readonly Need[],
  keep: number,
): Verdict[] {
  return Object.entries(active).flatMap(([family, numbers]) => {
    const sorted = [...numbers].sort((a, b) => a - b);
    const newest = new Set(keep > 0 ? sorted.slice(-keep) : []);
    const last = sorted.at(-1);
    return sorted.map((revision) => {
      const needed = needs.filter((need) => need.family === family && (need.revision ?? last) === revision);
      const stays = [...new Set(needed.map(({ by }) => by))];
      return { family, revision, stays: newest.has(revision) ? [...stays, newestText(keep)] : stays };
    });
  });
}

/** Why the newest revisions stay. */
export function newestText(keep: number): string {
  return keep === 1 ? "the newest" : `one of the newest ${keep}`;
}

/** `family:revision` or `family` at the end of an ARN or by itself; nothing of what is no name. */
export function readName(text: string | undefined): { family: string; revision?: number } | undefined {
  const [, family, revision] = /^(?:arn:[^/]+:task-definition\/)?([\w-]+)(?::(\d+))?$/.exec(text ?? "") ?? [];
  if (family === undefined) return undefined;
  return { family, ...(revision !== undefined && { revision: Number(revision) }) };
}
