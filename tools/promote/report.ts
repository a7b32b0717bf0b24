import { differenceTable, type Row } from "../preview/diff/table";
import type { Look } from "../preview/terminal";
import type { Asked } from "./arguments";
import { LEDGER } from "./ledger";
import type { Move, StepKind } from "./plan";

/** A move, and what it comes to. */
export interface Step extends Move {
  /** What the target is to pin. */
  readonly revision: number;
  readonly step: StepKind;
  readonly contentHash?: string;
  readonly differences?: readonly Row[];
}

/** What people read of moves that were made, or would be. */
export function moveReport(steps: readonly Step[], leftOut: readonly string[], asked: Asked, look: Look): string[] {
  const lines = steps.flatMap((step) => stepLines(step, look));
  const [first] = steps;
  const to = first?.to.stack ?? "the environment";
  if (leftOut.length > 0) lines.push(`Left out, because ${asked.to} does not run it: ${leftOut.join(", ")}.`, "");
  const moved = steps.some(({ step }) => step === "move" || step === "finish");
  const told = steps.some(({ step }) => step === "move" || step === "write down");
  if (steps.every(({ step }) => step === "nothing")) return [...lines, "Nothing to do."];
  const unseen = asked.offline ? "--offline" : asked.reason === undefined ? undefined : "--skip";
  if (asked.what === "promote" && unseen !== undefined) lines.push(`What runs was not looked at (${unseen}).`, "");
  if (asked.dryRun) return [...lines, "Nothing was written (--dry-run)."];
  const files = [...(moved ? [first?.to.file] : []), ...(told ? [LEDGER] : [])].join(" and ");
  return [
    ...lines,
    `Wrote ${files}. Commit ${moved ? "both" : "it"}${moved ? `; what runs changes with: pulumi up -s ${to}` : ""}`,
  ];
}

function stepLines(step: Step, look: Look): string[] {
  const { release, revision, to, before, differences } = step;
  const title = look.tone("strong", titleOf(step));
  if (step.step === "nothing" || step.step === "write down") return [title, ""];
  const table = differences && differenceTable([`${release}:${before}`, `${release}:${revision}`], differences, look);
  if (table === undefined)
    return [title, `  What changes is not known${before === undefined ? `: ${to.stack} had none` : ""}.`, ""];
  return [
    title,
    ...(table.length > 0 ? ["", ...table.map((line) => `  ${line}`.trimEnd())] : ["  Both say the same."]),
    "",
  ];
}

function titleOf({ action, release, revision, from, fromRevision, to, before, step, reason }: Step): string {
  const why = reason === undefined ? "" : ` (${reason})`;
  if (step === "nothing") return `${release}: ${to.stack} pins ${revision} already.`;
  if (step === "write down")
    return `${release}: ${to.stack} pins ${revision} already, which ${LEDGER} did not say${why}.`;
  const what =
    before === undefined
      ? `pins ${revision}`
      : `goes ${action === "rollback" ? "back " : ""}from ${before} to ${revision}`;
  const origin =
    action === "rollback"
      ? ""
      : `, as ${from} has it${fromRevision === revision ? "" : ` by the number ${fromRevision}`}`;
  const told = step === "finish" ? `, which ${LEDGER} says already` : "";
  return `${release}: ${to.stack} ${what}${origin}${told}${why}`;
}
