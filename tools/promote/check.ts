import type { EnvironmentFile } from "../stack/environments";
import { hadBy, hashOf, linesTo } from "./history";
import { LEDGER, type LedgerLine } from "./ledger";
import { countAlike } from "./place";

/**
 * What is wrong with the pins of all environments, by their files and the ledger alone: a pin of an environment but the
 * first must be one that the environment before has or had. Where two environments count alike their numbers are compared,
 * else the content hashes of the ledger. Of what a stack pinned before the ledger's first line about it, only what is newer
 * than all that the environment before has had is told: nobody knows what ran before.
 */
export function pinProblems(environments: readonly EnvironmentFile[], lines: readonly LedgerLine[]): string[] {
  return environments.flatMap((environment) => {
    const before = previous(environment, environments);
    if (before.length === 0) return [];
    return Object.keys(environment.pins).flatMap((release) => problemOf(environment, before, release, lines) ?? []);
  });
}

/** The stacks of the environment before. One that nobody has a file of is passed over. */
export function previous({ order }: EnvironmentFile, environments: readonly EnvironmentFile[]): EnvironmentFile[] {
  const nearest = Math.max(...environments.map((other) => other.order).filter((other) => other < order));
  return environments.filter((other) => other.order === nearest);
}

function problemOf(
  environment: EnvironmentFile,
  before: readonly EnvironmentFile[],
  release: string,
  lines: readonly LedgerLine[],
): string | undefined {
  const { stack, file, pins } = environment;
  const pin = pins[release] ?? 0;
  const last = linesTo(lines, stack, release).at(-1);
  const promote = `npm run promote -- ${release}`;
  if (last !== undefined && last.toRevision !== pin) {
    return (
      `${file}: pins.${release} is ${pin}, and the last line of ${LEDGER} about it moved it to ${last.toRevision}. ` +
      `Have it written down, by \`${promote} --to ${stack}\` or \`${promote} --rollback --in ${stack} --to-revision ${pin}\`.`
    );
  }
  // A reason was given for it, or it had been there already.
  if (last?.reason !== undefined || last?.action === "rollback") return undefined;
  const hash = hashOf(lines, stack, release, pin);
  const ran = before.some((other) => {
    const had = hadBy(lines, other, release);
    const alike = countAlike(other, environment, lines);
    const isOld = last === undefined && pin < Math.max(...had.revisions);
    return (alike && (isOld || had.revisions.has(pin))) || (hash !== undefined && had.hashes.has(hash));
  });
  if (ran) return undefined;
  const skip = `or say why not: \`${promote} --from STACK --to ${stack} --skip "REASON"\``;
  const names = before.map((other) => other.stack).join(", ");
  const alike = before.some((other) => countAlike(other, environment, lines));
  return alike
    ? `${file}: pins.${release} is ${pin}, and ${names} has never run ${release}:${pin} (${hadText(before, release, lines)}). ` +
        `Promote it there first (\`${promote} --to ${before[0]?.stack}\`), ${skip}.`
    : `${file}: pins.${release} is ${pin}, and no line of ${LEDGER} says that ${names} has run the same content; numbers of ` +
        `its revisions are not those of ${stack}. Have it written down, by \`${promote} --to ${stack}\`, ${skip}.`;
}

function hadText(before: readonly EnvironmentFile[], release: string, lines: readonly LedgerLine[]): string {
  const had = [...new Set(before.flatMap((other) => [...hadBy(lines, other, release).revisions]))].sort(
    (a, b) => a - b,
  );
  return had.length === 0 ? "it runs none of it" : `it has had ${had.join(", ")}`;
}
