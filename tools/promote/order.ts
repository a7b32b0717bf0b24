import type { EnvironmentFile, StackFiles } from "../stack/environments";
import { hadBy, hashOf, linesTo } from "./history";
import type { LedgerLine } from "./ledger";
import { countAlike } from "./place";

/** Environments in their order, those among them that have no file, too. */
export type Way = Pick<StackFiles, "names" | "environments">;

/** The stacks of the environment before; none of the first one, and of one whose file is not here. */
export function previous({ order }: EnvironmentFile, { environments }: Way): EnvironmentFile[] {
  return environments.filter((other) => other.order === order - 1);
}

/** The name of the environment before when nobody has a file of it: then nobody knows what ran there. */
export function unreadBefore(environment: EnvironmentFile, way: Way): string | undefined {
  return previous(environment, way).length > 0 ? undefined : way.names[environment.order - 1];
}

/**
 * Whether an environment before has or had a revision, as far as files and ledger say. Where two environments count alike
 * their numbers are compared, else the content hashes of the ledger. What a stack had before its first line is trusted up to
 * what the other one had before its own: nobody knows what ran until then.
 */
export function ranBefore(
  environment: EnvironmentFile,
  release: string,
  revision: number,
  way: Way,
  lines: readonly LedgerLine[],
): boolean {
  const [oldest] = linesTo(lines, environment.stack, release);
  const isOld = oldest === undefined || oldest.before === revision;
  const hash = hashOf(lines, environment.stack, release, revision);
  return previous(environment, way).some((other) => {
    const had = hadBy(lines, other, release);
    const isTold = had.revisions.has(revision) || (isOld && revision <= had.first);
    return (isTold && countAlike(other, environment, lines)) || (hash !== undefined && had.hashes.has(hash));
  });
}

/**
 * Whether a stack may go back to a revision without a reason: it was promoted there or led there for one, or the environment
 * before had it. Where the stack counts apart, what it had when its lines began will do, as no other number says anything
 * there. A rollback says nothing by itself, nor what else was pinned before a line. The first environment may have had any.
 */
export function mayGoBack(
  environment: EnvironmentFile,
  release: string,
  revision: number,
  way: Way,
  lines: readonly LedgerLine[],
): boolean {
  const all = linesTo(lines, environment.stack, release);
  const own = all.filter((line) => line.toRevision === revision);
  const before = previous(environment, way);
  const isApart = before.length > 0 && !before.some((other) => countAlike(other, environment, lines));
  return (
    environment.order === 0 ||
    (isApart && all[0]?.before === revision) ||
    own.some(({ action, reason }) => action === "promote" || reason !== undefined) ||
    ranBefore(environment, release, revision, way, lines)
  );
}
