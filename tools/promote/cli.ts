import { join } from "node:path";
import { readProject } from "../preview/settings";
import { lookFor } from "../preview/terminal";
import { readStackFiles } from "../stack/environments";
import { textOf } from "../stack/files";
import { REFUSED, runTool } from "../stack/runTool";
import { readArguments } from "./arguments";
import { pinProblems } from "./check";
import { LEDGER, readLedger } from "./ledger";
import { promote } from "./promote";

const usage = `Moves the revision that an environment pins, in its Pulumi.<stack>.yaml, and writes down who did it.

  npm run promote -- web --from dev --to stage   stage pins what dev pins; --from is the environment before, if left out
  npm run promote -- --all --to stage            all releases that both pin
  npm run promote -- web --from releases --to dev  the newest revision; asks the engine for the stack's outputs
  npm run promote -- web --to stage --dry-run    shows what changes between the two revisions, and writes nothing
  npm run promote -- web --from dev --to prod --skip "REASON"  out of order
  npm run rollback -- web --in prod              back to what ${LEDGER} has before
  npm run rollback -- web --in prod --to-revision 41  back to this one (or: promote -- web --rollback --in prod)
  npm run promote -- --check                     for CI: fails when prod pins what stage never had; reads files only

It asks AWS what the revisions say, as the stacks' providers do, for the content hash and for what changes; that needs
ecs:DescribeTaskDefinition, and ecs:ListTaskDefinitions where environments have accounts of their own. It asks what the
environment that a revision comes from runs, too, and refuses what does not run there: ecs:ListServices,
ecs:DescribeServices, scheduler:ListSchedules and scheduler:GetSchedule. Pulumi is needed for --from releases and for
encrypted aws:* settings only.
--skip does not look at what runs, and writes the reason down.
--offline asks nobody: it takes the number as it is, which is right in one account and region, and whatever runs.

Exit code: 0 when it is done, or nothing is to do; 1 when it is refused, 2 when that cannot be told. Nothing is written then.
`;

/** Runs the command line; sets the exit code of the process and never rejects. */
export function runCli(args: readonly string[], root: string): Promise<void> {
  return runTool(() => run(args, root));
}

async function run(args: readonly string[], root: string): Promise<number> {
  const asked = readArguments(args);
  if (asked.what === "help") {
    process.stdout.write(usage);
    return 0;
  }
  const { lines, problems } =
    asked.what === "check" ? checked(root) : await promote(root, asked, lookFor(process.stdout));
  if (lines.length > 0) process.stdout.write(`${lines.join("\n")}\n`);
  if (problems.length > 0) process.stderr.write(`${problems.join("\n")}\n`);
  return problems.length > 0 ? REFUSED : 0;
}

function checked(root: string) {
  const stacks = readStackFiles(readProject(root));
  const problems = pinProblems(stacks, readLedger(textOf(join(root, LEDGER))));
  const way = stacks.environments.map(({ stack }) => stack).join(", ");
  return {
    problems,
    lines: problems.length > 0 ? [] : [`Every pin is one that the environment before has or had: ${way}.`],
  };
}
