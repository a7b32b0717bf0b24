import { parseArgs } from "node:util";
import { StackError } from "../stack/stackError";
import { isImageId } from "./environment";

/** What is asked for. */
export interface Asked {
  readonly what: "help" | "report" | "move";
  /** The one that it is about; all in a report without one. */
  readonly environment?: string;
  /** Which images are to be pinned. */
  readonly to: { readonly ids: readonly string[] } | { readonly from: string } | "newest";
  readonly forceOlder: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

/** Reads the command line. @throws StackError with all that is wrong */
export function readArguments(args: readonly string[]): Asked {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      move: { type: "string", multiple: true, default: [] },
      newest: { type: "boolean", default: false },
      from: { type: "string" },
      "force-older": { type: "boolean", default: false },
      "dry-run": { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const { move: ids, newest, from, json } = values;
  const [environment, ...others] = positionals;
  const ways = [ids.length > 0, newest, from !== undefined].filter(Boolean).length;
  const isMove = ways > 0;
  const problems = [
    ...(others.length > 0
      ? [`One environment at a time; there are ${positionals.length}: ${positionals.join(", ")}.`]
      : []),
    ...(ways > 1 ? ["Say one of --move, --newest and --from."] : []),
    ...(isMove && environment === undefined ? ["Which environment? Like: npm run ami -- dev --newest"] : []),
    ...(from !== undefined && from === environment ? [`--from is ${from} itself.`] : []),
    ...ids.filter((id) => !isImageId(id)).map((id) => `--move ${id}: no id of an image like ami-0123456789abcdef0.`),
    ...(isMove && json ? ["--json is of the report."] : []),
    ...(!isMove && (values["dry-run"] || values["force-older"])
      ? ["--dry-run and --force-older are of a move: say --move, --newest or --from, too."]
      : []),
  ];
  if (!values.help && problems.length > 0) {
    throw new StackError(`${problems.join("\n")}\nAll of it: npm run ami -- --help`);
  }
  return {
    what: values.help ? "help" : isMove ? "move" : "report",
    ...(environment !== undefined && { environment }),
    to: ids.length > 0 ? { ids } : from !== undefined ? { from } : "newest",
    forceOlder: values["force-older"],
    dryRun: values["dry-run"],
    json,
  };
}
