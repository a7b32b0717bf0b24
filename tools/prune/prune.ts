import { join } from "node:path";
import { DeregisterTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { readProject } from "../preview/settings";
import { describeDefinition } from "../promote/definitions";
import { LEDGER, readLedger } from "../promote/ledger";
import { readStackFiles, type StackFiles } from "../stack/environments";
import { textOf } from "../stack/files";
import { StackError } from "../stack/stackError";
import { decide, type Need, type Verdict } from "./decide";
import { type Place, placesOf } from "./places";

/** What is asked for. */
export interface Asked {
  /** Families, or none for all of the project's. */
  readonly families: readonly string[];
  readonly keep: number;
  /** Whether nothing stays. */
  readonly all: boolean;
}

/** What becomes of the revisions in one account and region. */
export interface Pruning {
  readonly place: Place;
  readonly verdicts: readonly Verdict[];
  /** Who needs what is to go; not empty only where nothing was to stay. */
  readonly inTheWay: readonly Need[];
}

/** Why a revision stays that no `TaskRelease` has made. */
const FOREIGN = "made by something else: it has no content hash";

/** Decides what becomes of a project's revisions. Touches nothing. @throws StackError when that cannot be told */
export async function planPruning(root: string, asked: Asked): Promise<Pruning[]> {
  const project = readProject(root);
  const stacks = readStackFiles(project);
  mustBeThere(stacks);
  const elsewhere = stacks.environments.flatMap(({ pinsUnread }) => pinsUnread ?? []);
  const needsPins = !asked.all || asked.families.length === 0;
  if (needsPins && elsewhere.length > 0) throw new StackError(`${elsewhere.join("\n")} Nothing was touched.`);
  const lines = readLedger(textOf(join(root, LEDGER)));
  const families = asked.families.length > 0 ? asked.families : familiesOf(stacks, lines);
  // At a project's end, to have found nothing must not look as if nothing were left.
  if (asked.all && families.length === 0) {
    throw new StackError(
      `No environment pins a release and ${LEDGER} has none, so nobody knows which are left, and nothing was touched. ` +
        "Name them: npm run prune -- --all web",
    );
  }
  const { places, astray } = await placesOf(project, stacks, lines, families);
  if (astray.length > 0 && !asked.all) {
    throw new StackError(
      `What AWS has no active revision of, where its stack is: ${astray.join(", ")}. Either the file leads to another account ` +
        "or region than it runs in, and nobody knows what to spare there, or the pin is to be moved. Nothing was touched.",
    );
  }
  const known = new Set([...familiesOf(stacks, lines), ...places.flatMap(({ active }) => Object.keys(active))]);
  const unknown = families.filter((family) => !known.has(family));
  if (unknown.length > 0) {
    throw new StackError(
      `There is no family ${unknown.join(", ")}: nobody pins it, and AWS has no active revision of it where the stacks are. ` +
        `There are ${[...known].sort().join(", ") || "none"}.`,
    );
  }
  const prunings: Pruning[] = [];
  for (const place of places) {
    const needs = asked.all ? place.used : [...place.pinned, ...place.used];
    const decided = decide(place.active, needs, asked.all ? 0 : asked.keep);
    const verdicts = await withoutForeign(decided, place);
    const inTheWay = asked.all ? needs.filter(({ family }) => place.active[family] !== undefined) : [];
    prunings.push({ place, verdicts, inTheWay });
  }
  return prunings;
}

/** Where files are missing nobody knows what is needed. @throws StackError */
function mustBeThere({ names, environments, releases }: StackFiles): void {
  const unread = names.filter((name) => !environments.some(({ environment }) => environment === name));
  if (unread.length > 0) {
    throw new StackError(
      `There is no Pulumi.<stack>.yaml of ${unread.join(", ")}, so nobody knows what it pins, and nothing was touched. ` +
        "Fetch it, or take the name out of `environments` in Pulumi.yaml.",
    );
  }
  if (environments.length + releases.length === 0) {
    throw new StackError(
      "There is no Pulumi.<stack>.yaml here, so nobody knows where revisions may be left, and nothing was touched. " +
        "Restore the files from git until this is done.",
    );
  }
}

/** The project's releases: what an environment pins or has pinned. */
function familiesOf({ environments }: StackFiles, lines: readonly { readonly release: string }[]): string[] {
  const pinned = environments.flatMap(({ pins }) => Object.keys(pins));
  return [...new Set([...pinned, ...lines.map(({ release }) => release)])].sort();
}

/** A family of the same name may hold what others have registered; that is theirs. */
async function withoutForeign(verdicts: readonly Verdict[], { clients }: Place): Promise<Verdict[]> {
  const judged: Verdict[] = [];
  for (const verdict of verdicts) {
    const goes = verdict.stays.length === 0;
    const found = goes ? await describeDefinition(clients, verdict.family, verdict.revision) : undefined;
    judged.push(goes && found?.contentHash === undefined ? { ...verdict, stays: [FOREIGN] } : verdict);
  }
  return judged;
}

/**
 * Deregisters what goes, the oldest first. A deregistered revision can still be read; what runs it goes on, and nobody can
 * deploy it again.
 * @throws StackError at the first one that AWS refuses, with how many were done
 */
export async function deregister(prunings: readonly Pruning[]): Promise<number> {
  let done = 0;
  for (const { place, verdicts } of prunings) {
    for (const { family, revision } of verdicts.filter(({ stays }) => stays.length === 0)) {
      const taskDefinition = `${family}:${revision}`;
      try {
        await place.clients.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
      } catch (error) {
        const { name, message } = error as Error;
        throw new StackError(
          `AWS does not deregister ${taskDefinition}: ${name}: ${message}. Before it ${done} were deregistered; run this again.`,
        );
      }
      done++;
    }
  }
  return done;
}
