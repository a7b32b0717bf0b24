import { type EnvironmentFile, pinOf } from "../stack/environments";
import { hadBy, linesTo } from "./history";
import { LEDGER, type LedgerLine } from "./ledger";
import { mayGoBack, previous, ranBefore, unreadBefore, type Way } from "./order";
import { countAlike } from "./place";

/**
 * What is wrong with the pins of all environments, by their files and the ledger alone: a pin of an environment but the
 * first must be one that the environment before has or had, or have a reason, and be where the last line about it has moved it.
 * Of the first it is told when its pin is where it was before that line. What an environment does not pin is not looked at.
 */
export function pinProblems(way: Way, lines: readonly LedgerLine[]): string[] {
  return way.environments.flatMap((environment) => {
    if (environment.pinsUnread !== undefined) return [environment.pinsUnread];
    return Object.keys(environment.pins).flatMap((release) => pinProblem(environment, release, way, lines) ?? []);
  });
}

/** What is wrong with one environment's pin of a release. */
export function pinProblem(
  environment: EnvironmentFile,
  release: string,
  way: Way,
  lines: readonly LedgerLine[],
): string | undefined {
  const { stack, file } = environment;
  const pin = pinOf(environment, release);
  if (pin === undefined) return undefined;
  const last = linesTo(lines, stack, release).at(-1);
  const isMovedPast = last !== undefined && last.toRevision !== pin;
  // What the first environment pins is up to people, but for a run that has ended between the two files.
  if (isMovedPast && (environment.order > 0 || last.before === pin)) {
    return movedPast(environment, pin, last, way, lines);
  }
  if (environment.order === 0 || last?.reason !== undefined) return undefined;
  const inOrder = last?.action === "rollback" ? mayGoBack : ranBefore;
  if (inOrder(environment, release, pin, way, lines)) return undefined;

  const skip = `say why not: \`${writeDown(stack, release, pin)}${SKIP}\``;
  const unread = unreadBefore(environment, way);
  if (unread !== undefined) {
    return (
      `${file}: pins.${release} is ${pin}, and there is no Pulumi.<stack>.yaml of ${unread}, so nobody knows what ran there. ` +
      `Fetch it, take the name out of \`environments\` in Pulumi.yaml, or ${skip}.`
    );
  }
  const before = previous(environment, way);
  const closed = before.find(({ pinsUnread }) => pinsUnread !== undefined);
  if (closed !== undefined) {
    return (
      `${file}: pins.${release} is ${pin}, and nobody can read here what ${closed.stack} pins, nor does ${LEDGER} say that it has ` +
      `run ${release}:${pin}. Put ${closed.file} right, or ${skip}.`
    );
  }
  const names = before.map((other) => other.stack).join(", ");
  const promote = promotion(environment, release, way);
  const remedy = promote
    ? `Promote what is to run: \`${promote}\`. Or ${skip}.`
    : `A release comes in from the first environment on and goes from the last one on, and ${names} does not pin it: take the ` +
      `pin out here too. Or ${skip}.`;
  return before.some((other) => countAlike(other, environment, lines))
    ? `${file}: pins.${release} is ${pin}, and ${names} has never run ${release}:${pin} (${hadText(before, release, lines)}). ${remedy}`
    : `${file}: pins.${release} is ${pin}, and no line of ${LEDGER} says that ${names} has run the same content; numbers of ` +
        `its revisions are not those of ${stack}. ${remedy}`;
}

const SKIP = ' --skip "REASON"';

/** What moves a pin to what an environment before has; nothing when none has any. */
function promotion(environment: EnvironmentFile, release: string, way: Way): string | undefined {
  const before = previous(environment, way);
  const [source] = before.filter((other) => pinOf(other, release) !== undefined);
  const from = before.length > 1 ? ` --from ${source?.stack}` : "";
  return source && `npm run promote -- ${release}${from} --to ${environment.stack}`;
}

/** What has the ledger say that a pin is right where it is. */
function writeDown(stack: string, release: string, pin: number): string {
  return `npm run rollback -- ${release} --in ${stack} --to-revision ${pin}`;
}

/** A pin that is not where its last line has moved it: a run has ended between the two files, or somebody has moved it. */
function movedPast(
  environment: EnvironmentFile,
  pin: number,
  { release, action, from, fromRevision, before, toRevision, reason }: LedgerLine,
  way: Way,
  lines: readonly LedgerLine[],
): string {
  const { stack, file } = environment;
  const said = `${file}: pins.${release} is ${pin}, and the last line of ${LEDGER} about it moved it to ${toRevision}. `;
  const why = mayGoBack(environment, release, pin, way, lines) ? "" : SKIP;
  const keep = `have the pin written down: \`${writeDown(stack, release, pin)}${why}\``;
  // Of what makes releases nobody knows here what it has; of an environment the same command moves what it pins now.
  const source = action === "rollback" ? undefined : way.environments.find((other) => other.stack === from);
  const hasMovedOn = source !== undefined && pinOf(source, release) !== fromRevision;
  if (pin !== before || hasMovedOn) {
    const promote = promotion(environment, release, way);
    return `${said}${promote ? `Promote what is to run: \`${promote}\`` : "Take the pin out, if it is not to run there"}. Or ${keep}.`;
  }
  const again =
    action === "rollback"
      ? `npm run rollback -- ${release} --in ${stack} --to-revision ${toRevision}`
      : `npm run promote -- ${release} --from ${from} --to ${stack}`;
  return `${said}Have it moved there: \`${again}${reason === undefined ? "" : SKIP}\`. Or ${keep}.`;
}

function hadText(before: readonly EnvironmentFile[], release: string, lines: readonly LedgerLine[]): string {
  const had = [...new Set(before.flatMap((other) => [...hadBy(lines, other, release).revisions]))].sort(
    (a, b) => a - b,
  );
  return had.length === 0 ? "it runs none of it" : `it has had ${had.join(", ")}`;
}
