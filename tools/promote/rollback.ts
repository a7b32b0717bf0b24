import { type EnvironmentFile, pinOf } from "../stack/environments";
import { linesTo, wayBack } from "./history";
import { LEDGER, type LedgerLine } from "./ledger";
import { mayGoBack, type Way } from "./order";
import { had, type Plan } from "./plan";

/** Moves pins back to what the ledger has before, or to a revision that is named. */
export function planRollback(asked: {
  readonly releases: readonly string[];
  readonly target: EnvironmentFile;
  readonly way: Way;
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
  { target, way, lines, toRevision, reason }: Omit<Parameters<typeof planRollback>[0], "releases">,
): { readonly revision?: number; readonly problem?: string } {
  const { stack, file } = target;
  const pin = pinOf(target, release);
  if (pin === undefined) return { problem: `${file} has no pin of ${release}, so it has nothing to go back from.` };
  const last = linesTo(lines, stack, release).at(-1);
  const back = wayBack(lines, stack, release);
  const say = "Say where to with --to-revision N";
  // A rollback that has ended between the two files is written down, and the pin is where it was: it goes on.
  const isHalf = last?.action === "rollback" && last.before === pin && last.toRevision !== pin;
  if (toRevision === undefined && last !== undefined && last.toRevision !== pin && !isHalf) {
    return { problem: `${file} pins ${release}:${pin}, and by ${LEDGER} it is ${last.toRevision}. ${say}.` };
  }
  const revision = toRevision ?? (isHalf ? last.toRevision : back.at(-2));
  if (revision === undefined) {
    return { problem: `${LEDGER} has nothing that ${stack} ran before ${release}:${pin}. ${say} --skip "REASON".` };
  }
  if (reason !== undefined || mayGoBack(target, release, revision, way, lines)) return { revision };
  const promoted = linesTo(lines, stack, release).flatMap((line) => (line.action === "promote" ? line.toRevision : []));
  const has = [...new Set(promoted)].sort((a, b) => a - b);
  return {
    problem:
      `Nothing says that ${stack} may run ${release}:${revision}: by ${LEDGER} it was promoted to ` +
      `${has.join(", ") || "none"}, and the environment before has never run it. ` +
      'Take another one with --to-revision N, or say why not with --skip "REASON", which is written down.',
  };
}
