import { parseArgs } from "node:util";
import { count, lookFor } from "../preview/terminal";
import { REFUSED, runTool } from "../stack/runTool";
import { StackError } from "../stack/stackError";
import { deregister, planPruning } from "./prune";
import { pruneReport, sumOf } from "./report";

const usage = `Deregisters revisions of the project's releases that nobody needs. Without --yes it lists them and touches nothing.

  npm run prune                    what would go and what stays, and why
  npm run prune -- --yes           deregisters what goes
  npm run prune -- --keep 30       spares the newest 30 of each family (10, if not said)
  npm run prune -- web search      these families alone
  npm run prune -- --all --yes     the end of a project: all of them, when nothing runs any more

What stays: what an environment pins or would go back to by releases.ledger.jsonl, what a service, one of its deployments or
task sets, a task or a schedule uses, the newest, and what no TaskRelease has made. Families are those that an environment
pins or has pinned; one that none has ever pinned goes when it is named, with --all too. It asks AWS in the account of every
stack, as the stack's provider does.
Deregistered is not deleted: such a revision can be read, and what runs it goes on; it cannot be deployed again.

Exit code: 0 when it is done or listed, 1 when --all is refused because something runs, 2 when an environment cannot be
read, pins what is not active where its stack is, AWS denies a question, there is no stack, or --all finds no release;
nothing is touched then.
`;

/** Runs the command line; sets the exit code of the process and never rejects. */
export function runCli(args: readonly string[], root: string): Promise<void> {
  return runTool(() => run(args, root));
}

async function run(args: readonly string[], root: string): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      keep: { type: "string", default: "10" },
      all: { type: "boolean", default: false },
      yes: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  if (!/^[1-9]\d{0,5}$/.test(values.keep)) {
    throw new StackError(`--keep is ${values.keep}; the newest revision stays, so it is a number from 1.`);
  }
  const prunings = await planPruning(root, { families: positionals, keep: Number(values.keep), all: values.all });
  const print = (lines: readonly string[]) => process.stdout.write(`${lines.join("\n")}\n`);
  print(pruneReport(prunings, lookFor(process.stdout)));
  if (prunings.some(({ inTheWay }) => inTheWay.length > 0)) {
    process.stderr.write("Something still runs, so nothing was touched. Destroy the environments first.\n");
    return REFUSED;
  }
  const goes = prunings.some(({ verdicts }) => verdicts.some(({ stays }) => stays.length === 0));
  if (values.yes && goes) print([`Deregistered ${count(await deregister(prunings), "revision")}.`]);
  else print([sumOf(prunings)]);
  return 0;
}
