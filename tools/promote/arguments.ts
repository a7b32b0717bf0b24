import { parseArgs } from "node:util";
import { StackError } from "../stack/stackError";

/** What is asked for. */
export interface Asked {
  readonly what: "help" | "check" | "promote" | "rollback";
  /** Names, or all that both have. */
  readonly releases: readonly string[] | "all";
  readonly from?: string;
  /** Where pins are moved; "" of a check. */
  readonly to: string;
  readonly toRevision?: number;
  readonly reason?: string;
  readonly dryRun: boolean;
  readonly offline: boolean;
}

/** Reads the command line. @throws StackError with what is wrong, and what to say instead */
export function readArguments(args: readonly string[]): Asked {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      from: { type: "string" },
      to: { type: "string" },
      in: { type: "string" },
      all: { type: "boolean", default: false },
      skip: { type: "string" },
      rollback: { type: "boolean", default: false },
      "to-revision": { type: "string" },
      check: { type: "boolean", default: false },
      "dry-run": { type: "boolean", default: false },
      offline: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const what = values.help ? "help" : values.check ? "check" : values.rollback ? "rollback" : "promote";
  const to = (what === "rollback" ? values.in : values.to) ?? "";
  const wrong: Record<Asked["what"], string[]> = {
    help: [],
    check:
      positionals.length > 0 || Object.entries(values).some(([key, value]) => key !== "check" && value !== false)
        ? ["--check looks at all pins and takes nothing else."]
        : [],
    promote: [
      ...(to === "" ? ["Where to? Like: npm run promote -- web --to stage"] : []),
      ...(values.all === positionals.length > 0 ? ["Name releases, or say --all."] : []),
      ...(values.in !== undefined || values["to-revision"] !== undefined
        ? ["--in and --to-revision are of a rollback: npm run rollback -- web --in prod"]
        : []),
    ],
    rollback: [
      ...(to === "" ? ["In which environment? Like: npm run rollback -- web --in prod"] : []),
      ...(positionals.length === 0 || values.all ? ["Name the releases; a rollback does not take --all."] : []),
      ...(values.from !== undefined || values.to !== undefined ? ["A rollback takes --in, not --from or --to."] : []),
    ],
  };
  const problems = wrong[what];
  const revision = values["to-revision"];
  if (revision !== undefined && !/^[1-9]\d{0,8}$/.test(revision)) {
    problems.push(`--to-revision is ${revision}; a revision is a number from 1.`);
  }
  if (values.skip?.trim() === "") problems.push('--skip is empty; say why: --skip "REASON"');
  if (problems.length > 0) throw new StackError(`${problems.join("\n")}\nAll of it: npm run promote -- --help`);
  return {
    what,
    releases: values.all ? "all" : [...new Set(positionals)],
    to,
    ...(values.from !== undefined && { from: values.from }),
    ...(revision !== undefined && { toRevision: Number(revision) }),
    ...(values.skip !== undefined && { reason: values.skip.trim() }),
    dryRun: values["dry-run"],
    offline: values.offline,
  };
}
