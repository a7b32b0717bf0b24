import { join } from "node:path";
import { parseArgs } from "node:util";
import { documentOf } from "./json";
import { loadPack } from "./packHost";
import { Previewer, type StackPreview } from "./preview";
import { stackReport, summary } from "./report";
import { chosenStacks, readProject, SettingsError, stackNames } from "./settings";
import { type Look, lookFor } from "./terminal";

const usage = `Previews the stacks of this project in process and has the policy pack judge them.
No account, no network, no Pulumi CLI.

  npm start                     every stack, releases first
  npm start -- --stack prod     one stack; give it again for more
  npm start -s -- --json        the result as JSON on stdout, all else on stderr (-s: without npm's own lines)

Exit code: 0 when no mandatory policy is violated, 1 when one is, 2 when a program or its settings fail.
`;

/** Exit codes. */
const violated = 1;
const failed = 2;

/** Runs the command line; sets the exit code of the process and never rejects. */
export async function runCli(args: readonly string[], root: string): Promise<void> {
  // Whatever else writes to stdout (a program's console.log, say) must not end up in the middle of JSON.
  const out = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  process.exitCode = await run(args, root, (text) => void out(text)).catch((error: unknown) => {
    process.stderr.write(`${explain(error)}\n`);
    return failed;
  });
}

async function run(args: readonly string[], root: string, print: (text: string) => void): Promise<number> {
  const started = performance.now();
  const { values } = parseArgs({
    args: [...args],
    options: {
      stack: { type: "string", multiple: true, default: [] },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    print(usage);
    return 0;
  }
  const project = readProject(root);
  const all = stackNames(project);
  const stacks = chosenStacks(all, values.stack);
  const program = require(join(root, "index.ts")) as () => unknown;
  const previewer = new Previewer(project, program, loadPack(join(root, "policy", "pack.ts")));
  const look = lookFor(process.stdout);

  const previews: StackPreview[] = [];
  for (const stack of all) {
    let broken = false;
    if (stacks.includes(stack)) {
      const preview = await previewer.preview(stack);
      previews.push(preview);
      show(preview, values.json, look, print);
      broken = preview.errors.length > 0;
    }
    const errors = broken ? [] : await previewer.recordReleases(stack);
    for (const error of errors) process.stderr.write(`${stack}, looked up by others: ${error}\n`);
    if (errors.length > 0) return failed;
  }
  const complete = previews.filter(({ errors }) => errors.length === 0);
  if (values.json) print(`${JSON.stringify(documentOf(complete), null, 2)}\n`);
  else print(`${summary(previews, (performance.now() - started) / 1000, look).join("\n")}\n`);
  if (complete.length < previews.length) return failed;
  return previews.some(({ violations }) => violations.some(({ level }) => level === "mandatory")) ? violated : 0;
}

function show(preview: StackPreview, json: boolean, look: Look, print: (text: string) => void): void {
  if (json) for (const error of preview.errors) process.stderr.write(`${preview.stack}: ${error}\n`);
  else print(`${stackReport(preview, look).join("\n")}\n`);
}

/** What went wrong, for people; faults of this tool itself with their stack. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const theirs = error instanceof SettingsError || ("code" in error && String(error.code).startsWith("ERR_PARSE_ARGS"));
  return theirs ? error.message : (error.stack ?? error.message);
}
