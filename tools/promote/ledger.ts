import { StackError } from "../stack/stackError";

/** The ledger's file, at the top of the repository. */
export const LEDGER = "releases.ledger.jsonl";

/** One line: a pin that was moved. */
export interface LedgerLine {
  /** When, in UTC. */
  readonly when: string;
  /** Who, as git knows them. */
  readonly who: string;
  readonly action: "promote" | "rollback";
  readonly release: string;
  /** The stack whose revision it is; of a rollback the stack itself. */
  readonly from: string;
  readonly to: string;
  /** The revision as the one stack counts, and as the other does. They differ between accounts. */
  readonly fromRevision: number;
  readonly toRevision: number;
  /** What the stack had pinned until then. */
  readonly before?: number;
  /** Hash of what the definition says, the same in every account; none when nobody could tell. */
  readonly contentHash?: string;
  /** Why the order was not kept. */
  readonly reason?: string;
}

/** A line as it is written. */
export function written(line: LedgerLine): string {
  return `${JSON.stringify(line)}\n`;
}

/** Reads a ledger, the oldest line first. @throws StackError with the number of every line that is none */
export function readLedger(text: string): LedgerLine[] {
  const wrong: string[] = [];
  const lines = text.split("\n").flatMap((json, i) => {
    if (json.trim() === "") return [];
    const line = parsed(json);
    if (isLine(line)) return [line];
    wrong.push(String(i + 1));
    return [];
  });
  if (wrong.length === 0) return lines;
  const which = wrong.length === 1 ? `Line ${wrong[0]} of ${LEDGER} is` : `Lines ${wrong.join(", ")} of ${LEDGER} are`;
  if (/^(<{7}|={7}|>{7})/m.test(text)) {
    throw new StackError(
      `${which} not as promote writes it, and there are marks of a merge. Keep the lines of both sides, and take out the marks.`,
    );
  }
  throw new StackError(`${which} not as promote writes it. Restore it from git: what was promoted is never edited.`);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isLine(value: unknown): value is LedgerLine {
  if (typeof value !== "object" || value === null) return false;
  const line = value as Record<string, unknown>;
  const isText = (key: string) => typeof line[key] === "string" && line[key] !== "";
  const isNumber = (key: string) => Number.isInteger(line[key]) && Number(line[key]) > 0;
  return (
    ["when", "who", "release", "from", "to"].every(isText) &&
    (line.action === "promote" || line.action === "rollback") &&
    ["fromRevision", "toRevision"].every(isNumber) &&
    (line.before === undefined || isNumber("before")) &&
    ["contentHash", "reason"].every((key) => line[key] === undefined || isText(key))
  );
}
