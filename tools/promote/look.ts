import type { Row } from "../preview/diff/table";
import type { Project } from "../preview/settings";
import { awsOfStack } from "../stack/awsOfStack";
import { clientsOf, type StackClients } from "../stack/clients";
import { definitionDifferences } from "./definitionFacts";
import { type Definition, definitionWithHash, describeDefinition } from "./definitions";
import { hashOf } from "./history";
import type { LedgerLine } from "./ledger";
import { countAlike } from "./place";
import type { Move, Source } from "./plan";

/** What a move comes to in its target's account, or why it cannot be done. */
export interface Found {
  readonly revision?: number;
  readonly contentHash?: string;
  /** What the target's new revision has differently from the one before; nothing when that is not known. */
  readonly differences?: readonly Row[];
  readonly problem?: string;
}

/** Finds out what moves come to. */
export type Look = (move: Move) => Promise<Found>;

/** Asks AWS, as the source's stack does and as the target's does. */
export async function lookInAws(project: Project, source: string, target: string, remedy: string): Promise<Look> {
  const of = async (stack: string) => clientsOf(await awsOfStack(project, stack));
  const [there, here] = [await of(source), await of(target)];
  return async (move) => {
    const found = await counterpart(move, there, here, remedy);
    if (typeof found === "string") return { problem: found };
    const { revision, contentHash, document, isActive } = found;
    if (!isActive) {
      return {
        problem:
          `${move.release}:${revision} is deregistered, and ECS deploys only active revisions. ` +
          (move.action === "rollback" ? "Go further back with --to-revision N." : remedy),
      };
    }
    const old = move.before === undefined ? undefined : await describeDefinition(here, move.release, move.before);
    return {
      revision,
      ...(contentHash !== undefined && { contentHash }),
      ...(old && { differences: definitionDifferences(old.document, document) }),
    };
  };
}

/**
 * The revision of the target's account that says what the source's does. In one account and region it is the same one; in
 * others the newest with the same content hash, because each account counts its own.
 * @returns it, or why there is none
 */
async function counterpart(
  { release, from, fromRevision, to }: Move,
  there: StackClients,
  here: StackClients,
  remedy: string,
): Promise<Definition | string> {
  const source = await describeDefinition(there, release, fromRevision);
  if (source === undefined) return `AWS does not know ${release}:${fromRevision} where stack ${from} is. ${remedy}`;
  const same = await describeDefinition(here, release, fromRevision);
  if (same !== undefined && same.arn === source.arn && same.contentHash === source.contentHash) return same;
  if (source.contentHash === undefined) {
    return (
      `${release}:${fromRevision} of stack ${from} has no tag with its content hash, so it cannot be found where ` +
      `${to.stack} is. Have a TaskRelease make it.`
    );
  }
  const found = await definitionWithHash(here, release, source.contentHash);
  return (
    found ??
    `Where stack ${to.stack} is, no active revision of ${release} has the content that ${from} runs as ` +
      `${release}:${fromRevision} (hash ${source.contentHash.slice(0, 12)}). ${remedy}`
  );
}

/** Takes numbers as they are, and hashes from the ledger. @returns a problem where the two do not count alike */
export function lookInFiles(source: Source, lines: readonly LedgerLine[]): Look {
  return async ({ release, from, fromRevision, to }) => {
    if (!countAlike(source, to, lines)) {
      return {
        problem: `Revisions of ${from} and ${to.stack} are counted apart, so AWS has to be asked: leave --offline out.`,
      };
    }
    const contentHash = hashOf(lines, from, release, fromRevision);
    return { revision: fromRevision, ...(contentHash !== undefined && { contentHash }) };
  };
}
