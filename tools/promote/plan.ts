import type { EnvironmentFile, StackFiles } from "../stack/environments";
import { StackError } from "../stack/stackError";
import { previous } from "./check";
import { linesTo, wayBack } from "./history";
import { LEDGER, type LedgerLine } from "./ledger";

/** Where revisions come from: an environment, or a stack that makes releases. */
export interface Source {
  readonly stack: string;
  /** As of an environment; what makes releases is before all of them. */
  readonly order: number;
  readonly config: Readonly<Record<string, string>>;
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

/** Names of the stacks that a promotion may come from when nobody says: those before its target. */
export function usualSources(target: EnvironmentFile, { environments, releases }: StackFiles): readonly string[] {
  const before = previous(target, environments).map(({ stack }) => stack);
  return before.length > 0 ? before : releases;
}

/** Moves pins of the releases named, or of all that both have, to what a source has. */
export function planPromotion(asked: {
  readonly releases: readonly string[] | "all";
  readonly source: Source;
  readonly target: EnvironmentFile;
  readonly environments: readonly EnvironmentFile[];
  readonly reason?: string | undefined;
}): Plan {
  const { source, target, environments, reason } = asked;
  const kept = Object.keys(source.revisions);
  const both = kept.filter((release) => target.pins[release] !== undefined);
  const releases = asked.releases === "all" ? both : asked.releases;
  const missing = releases.filter((release) => source.revisions[release] === undefined);
  return {
    moves: releases
      .filter((release) => !missing.includes(release))
      .map((release) => ({
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
      ...orderProblems(source, target, environments, reason),
      ...missing.map(
        (release) =>
          `Stack ${source.stack} does not have ${release}; it has ${kept.join(", ") || "none"}. Have it run there first.`,
      ),
    ],
  };
}

function orderProblems(
  { stack, order }: Source,
  target: EnvironmentFile,
  environments: readonly EnvironmentFile[],
  reason: string | undefined,
): string[] {
  const way = environments.map((environment) => environment.stack).join(", ");
  if (order >= target.order) {
    return [
      `${stack} is not before ${target.stack}; releases go ${way}. To go back: npm run rollback -- RELEASE --in ${target.stack}`,
    ];
  }
  const [before] = previous(target, environments);
  if (order === (before?.order ?? BEFORE_ALL) || reason !== undefined) return [];
  return [
    `From ${stack} to ${target.stack} skips ${before?.stack}; releases go ${way}. Promote to ${before?.stack} first, or say ` +
      'why not with --skip "REASON", which is written down.',
  ];
}

/** Moves pins back to what the ledger has before, or to a revision that is named. */
export function planRollback(asked: {
  readonly releases: readonly string[];
  readonly target: EnvironmentFile;
  readonly lines: readonly LedgerLine[];
  readonly toRevision?: number | undefined;
  readonly reason?: string | undefined;
}): Plan {
  const { releases, target, reason } = asked;
  const found = releases.map((release) => ({ release, ...backFor(release, asked) }));
  return {
    moves: found.flatMap(({ release, revision }) =>
      revision === undefined
        ? []
        : {
            action: "rollback",
            release,
            from: target.stack,
            fromRevision: revision,
            to: target,
            ...had(target, release),
            ...(reason !== undefined && { reason }),
          },
    ),
    leftOut: [],
    problems: found.flatMap(({ problem }) => problem ?? []),
  };
}

/** The revision to go back to, or why there is none. */
function backFor(
  release: string,
  { target, lines, toRevision, reason }: Omit<Parameters<typeof planRollback>[0], "releases">,
): { readonly revision?: number; readonly problem?: string } {
  const pin = target.pins[release];
  if (pin === undefined)
    return { problem: `${target.file} has no pin of ${release}, so it has nothing to go back from.` };
  const way = wayBack(lines, target.stack, release);
  const known = new Set(linesTo(lines, target.stack, release).flatMap((line) => [line.before ?? 0, line.toRevision]));
  const say = "Say where to with --to-revision N";
  if (toRevision !== undefined) {
    if (known.has(toRevision) || reason !== undefined) return { revision: toRevision };
    const has = [...known].filter((revision) => revision > 0).sort((a, b) => a - b);
    const told = has.length > 0 ? `knows ${has.join(", ")}` : "knows none";
    return {
      problem:
        `Nothing says that ${target.stack} has run ${release}:${toRevision}: of it ${LEDGER} ${told}. ` +
        'Take one of them, or say why not with --skip "REASON", which is written down.',
    };
  }
  if (way.length > 0 && way.at(-1) !== pin) {
    return { problem: `${target.file} pins ${release}:${pin}, and by ${LEDGER} it is ${way.at(-1)}. ${say}.` };
  }
  const revision = way.at(-2);
  if (revision !== undefined) return { revision };
  return {
    problem: `${LEDGER} has nothing that ${target.stack} ran before ${release}:${pin}. ${say} --skip "REASON".`,
  };
}

function had({ pins }: EnvironmentFile, release: string): { before?: number } {
  const before = pins[release];
  return before === undefined ? {} : { before };
}

/**
 * What is to be done for a move when it is known which revision its target gets.
 * @param alike Whether equal numbers mean the same in both stacks.
 */
export function stepFor(
  { release, to, before, fromRevision, reason }: Move,
  revision: number,
  lines: readonly LedgerLine[],
  alike: boolean,
): "move" | "write down" | "nothing" {
  if (before !== revision) return "move";
  // The pin is there: somebody has edited it, or a run has ended between the two files. The ledger still has to know.
  const last = linesTo(lines, to.stack, release).at(-1);
  const isKnown =
    last === undefined ? alike && fromRevision === revision && reason === undefined : last.toRevision === revision;
  return isKnown ? "nothing" : "write down";
}

/** The only one of the stacks that may be meant. @throws StackError when there are several, or none */
export function onlyOne(stacks: readonly string[], option: string): string {
  const [one, ...others] = stacks;
  if (one !== undefined && others.length === 0) return one;
  if (one === undefined)
    throw new StackError(`No stack makes releases (fairlead:kind), so nothing is before. Say ${option} STACK.`);
  throw new StackError(`${stacks.join(", ")} may be meant. Say which one: ${option} STACK.`);
}
