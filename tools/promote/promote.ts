import { join } from "node:path";
import { type Project, readProject } from "../preview/settings";
import type { Look as Terminal } from "../preview/terminal";
import { editYaml, settingIn } from "../stack/editYaml";
import { environmentCalled, readStackFiles, type StackFiles, withReadPins } from "../stack/environments";
import { alone, type Change, textOf, writeAll } from "../stack/files";
import type { Asked } from "./arguments";
import { linesTo } from "./history";
import { LEDGER, type LedgerLine, readLedger, written } from "./ledger";
import { type Look, lookInAws, lookInFiles } from "./look";
import { type LookAtRuns, lookAtRuns } from "./lookAtRuns";
import { countAlike } from "./place";
import { onlyOne, type Plan, planPromotion, type Source, stepFor, usualSources } from "./plan";
import { moveReport, type Step } from "./report";
import { planRollback } from "./rollback";
import { sourceCalled } from "./source";
import { who } from "./who";

/** Lock of whoever moves pins. */
const LOCK = `.${LEDGER}.lock`;

/** What came of it: lines for people, and what was refused. */
export interface Outcome {
  readonly lines: readonly string[];
  readonly problems: readonly string[];
}

/** Moves pins, or says what would be moved. @throws StackError when that cannot be told; then nothing was touched */
export function promote(root: string, asked: Asked, terminal: Terminal): Promise<Outcome> {
  const run = () => moved(root, asked, terminal);
  return asked.dryRun ? run() : alone(join(root, LOCK), run);
}

async function moved(root: string, asked: Asked, terminal: Terminal): Promise<Outcome> {
  const project = readProject(root);
  const stacks = readStackFiles(project);
  const target = withReadPins(environmentCalled(asked.to, stacks));
  const [file, ledger] = [join(root, target.file), join(root, LEDGER)];
  const [text, ledgerText] = [textOf(file), textOf(ledger)];
  const lines = readLedger(ledgerText);
  const { plan, look, alike, runs } = await planFor(asked, project, stacks, lines);
  if (plan.problems.length > 0) return { lines: [], problems: plan.problems };

  const steps: Step[] = [];
  const problems: string[] = [];
  for (const move of plan.moves) {
    const { problem, revision = 0, ...found } = await look(move);
    const step = stepFor(move, revision, lines, alike);
    const refused = problem ?? (step === "nothing" ? undefined : await runs?.(move));
    if (refused === undefined) steps.push({ ...move, ...found, revision, step });
    else problems.push(refused);
  }
  if (problems.length > 0) return { lines: [], problems };

  const changes = changesFor(steps, { path: file, text }, { path: ledger, text: ledgerText }, lines, project);
  if (!asked.dryRun && changes.length > 0) writeAll(changes);
  return { lines: moveReport(steps, plan.leftOut, asked, terminal), problems: [] };
}

async function planFor(
  asked: Asked,
  project: Project,
  stacks: StackFiles,
  lines: readonly LedgerLine[],
): Promise<{ plan: Plan; look: Look; alike: boolean; runs?: LookAtRuns | undefined }> {
  const target = environmentCalled(asked.to, stacks);
  const { reason, toRevision, offline, releases } = asked;
  const lookFrom = (source: Source, remedy: string) =>
    offline ? lookInFiles(source, lines) : lookInAws(project, source.stack, target.stack, remedy);
  if (asked.what === "rollback") {
    const named = releases === "all" ? [] : releases;
    const plan = planRollback({ releases: named, target, way: stacks, lines, toRevision, reason });
    const itself = { ...target, revisions: target.pins };
    return { plan, look: await lookFrom(itself, "Go back to another one with --to-revision N."), alike: true };
  }
  const source = await sourceCalled(asked.from ?? onlyOne(usualSources(target, stacks), "--from"), project, stacks);
  const plan = planPromotion({ releases, source, target, way: stacks, lines, reason });
  const making = stacks.releases.join(" or ") || "releases";
  const look = await lookFrom(source, `Update what makes releases there first: pulumi up -s ${making}`);
  const from = stacks.environments.find(({ stack }) => stack === source.stack);
  const runs = from === undefined || offline || reason !== undefined ? undefined : lookAtRuns(project, from);
  return { plan, look, alike: countAlike(source, target, lines), runs };
}

/**
 * The ledger first, the pins last. What ends the run in between leaves a line whose move the file does not have: the check
 * tells, but for a first pin, and the same command moves the pin. The other way round nobody could tell a pin from one that
 * was always there.
 */
function changesFor(
  steps: readonly Step[],
  pins: { readonly path: string; readonly text: string },
  ledger: { readonly path: string; readonly text: string },
  lines: readonly LedgerLine[],
  { name, root }: Project,
): Change[] {
  const toWrite = steps.filter(({ step }) => step === "move" || step === "write down");
  const toMove = steps.filter(({ step }) => step === "move" || step === "finish");
  const key = settingIn(pins.text, name, "pins");
  const edited = toMove.reduce(
    (text, { release, revision, to }) => editYaml(text, to.file, ["config", key, release], String(revision)),
    pins.text,
  );
  const by = { when: new Date().toISOString(), who: who(root) };
  const end = ledger.text === "" || ledger.text.endsWith("\n") ? "" : "\n";
  const added = toWrite.map((step) => written(lineFor(step, by, lines)));
  return [
    ...(added.length === 0
      ? []
      : [{ path: ledger.path, before: ledger.text, after: ledger.text + end + added.join("") }]),
    ...(edited === pins.text ? [] : [{ path: pins.path, before: pins.text, after: edited }]),
  ];
}

function lineFor(step: Step, by: Pick<LedgerLine, "when" | "who">, lines: readonly LedgerLine[]): LedgerLine {
  const { action, release, from, fromRevision, to, revision, contentHash, reason } = step;
  // Of a pin that is there already the file does not say what was there before it.
  const known = step.step === "write down" ? linesTo(lines, to.stack, release).at(-1)?.toRevision : undefined;
  const before = known ?? step.before;
  return {
    ...by,
    action,
    release,
    from,
    to: to.stack,
    fromRevision,
    toRevision: revision,
    ...(before !== undefined && { before }),
    ...(contentHash !== undefined && { contentHash }),
    ...(reason !== undefined && { reason }),
  };
}
