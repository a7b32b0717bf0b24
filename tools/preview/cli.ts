import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { explain } from "../explain";
import { outliveReader } from "../outliveReader";
import { type Asked, readArguments } from "./arguments";
import { documentOf } from "./json";
import { loadPack } from "./packHost";
import { Previewer, type StackPreview } from "./preview";
import { stackReport, summary } from "./report";
import { chosenStacks, makesReleases, type Project, readProject, SettingsError, stackNames } from "./settings";
import { type Look, lookFor } from "./terminal";

const usage = `Previews the stacks of this project in process and has the policy pack judge them.
No account, no network, no Pulumi CLI.

  npm start                         every stack, releases first
  npm start -- --stack prod         one stack; give it again for more
  npm start -- --diff dev prod      what differs between two stacks
  npm start -- --html preview.html  one page for a browser: trees, pictures, pins, nodes, costs
  npm start -s -- --json            the result as JSON on stdout, all else on stderr (-s: without npm's own lines)

Costs are list prices of what bills by the hour, with the day they were read; what is not known is said.
Exit code: 0 when no mandatory policy is violated, 1 when one is, 2 when a program or its settings fail.
--diff judges nothing: 0, or 2.
`;

/** Exit codes. */
const violated = 1;
const failed = 2;

type Print = (text: string) => void;

/** Runs the command line; sets the exit code of the process and never rejects. */
export async function runCli(args: readonly string[], root: string): Promise<void> {
  outliveReader();
  // Whatever else writes to stdout (a program's console.log, say) must not end up in the middle of JSON.
  const out = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  process.exitCode = await run(args, root, (text) => void out(text)).catch((error: unknown) => {
    process.stderr.write(`${explain(error, SettingsError)}\n`);
    return failed;
  });
}

async function run(args: readonly string[], root: string, print: Print): Promise<number> {
  const started = performance.now();
  const asked = readArguments(args);
  if (asked.help) {
    print(usage);
    return 0;
  }
  const look = lookFor(process.stdout);
  const previews = await previewsOf(asked, root, (preview) => show(preview, asked, look, print));
  if (asked.html !== undefined) writePage(asked.html, previews, asked, print);
  if (asked.diff !== undefined) return showDiff(asked.diff, previews, asked.json, look, print);

  if (asked.json) print(`${JSON.stringify(documentOf(previews), null, 2)}\n`);
  else print(`${summary(previews, (performance.now() - started) / 1000, look).join("\n")}\n`);
  if (previews.some(({ errors }) => errors.length > 0)) return failed;
  return previews.some(({ violations }) => violations.some(({ level }) => level === "mandatory")) ? violated : 0;
}

/** Previews the stacks that are asked for, one after another, and hands each over as soon as it is there. */
async function previewsOf(asked: Asked, root: string, each: (preview: StackPreview) => void): Promise<StackPreview[]> {
  const project = readProject(root);
  const all = stackNames(project);
  const stacks = chosenStacks(all, asked.diff ?? asked.stacks);
  if (asked.diff !== undefined) checkComparable(project, asked.diff);
  const program = require(join(root, "index.ts")) as () => unknown;
  const pack = asked.diff === undefined ? loadPack(join(root, "policy", "pack.ts")) : undefined;
  const previewer = new Previewer(project, program, pack);

  const previews: StackPreview[] = [];
  for (const stack of all) {
    let broken = false;
    if (stacks.includes(stack)) {
      const preview = await previewer.preview(stack);
      previews.push(preview);
      each(preview);
      broken = preview.errors.length > 0;
    }
    const errors = broken ? [] : await previewer.recordReleases(stack);
    if (errors.length > 0) {
      throw new SettingsError(errors.map((error) => `${stack}, looked up by others: ${error}`).join("\n"));
    }
  }
  return previews;
}

/** @throws SettingsError when only one of the stacks is an environment. */
function checkComparable(project: Project, stacks: readonly [string, string]): void {
  const [no, ...more] = stacks.filter((stack) => makesReleases(project, stack));
  if (no === undefined || more.length > 0) return;
  throw new SettingsError(
    `--diff compares environments, and ${no} is none: it makes the releases that environments run.`,
  );
}

function show(preview: StackPreview, { json, diff, html }: Asked, look: Look, print: Print): void {
  if (json || diff !== undefined || html !== undefined) {
    for (const error of preview.errors) process.stderr.write(`${preview.stack}: ${error}\n`);
  } else {
    print(`${stackReport(preview, look).join("\n")}\n`);
  }
}

/** @throws SettingsError when the file cannot be written. */
function writePage(file: string, previews: readonly StackPreview[], asked: Asked, print: Print): void {
  const { pageOf } = require("./page/page") as typeof import("./page/page");
  const page = pageOf(previews, new Date());
  try {
    writeFileSync(file, page);
  } catch (error) {
    throw new SettingsError(`The page cannot be written: ${(error as Error).message}`);
  }
  if (!asked.json) print(`Wrote ${file} (${Math.ceil(page.length / 1024)} KiB).\n\n`);
}

function showDiff(
  names: readonly [string, string],
  previews: readonly StackPreview[],
  json: boolean,
  look: Look,
  print: Print,
): number {
  const [one, other] = names.map((name) => previews.find(({ stack }) => stack === name));
  if (one === undefined || other === undefined || previews.some(({ errors }) => errors.length > 0)) return failed;
  // Loaded only now: whoever previews does not wait for it.
  const { compare } = require("./diff/compare") as typeof import("./diff/compare");
  const { comparisonReport } = require("./diff/report") as typeof import("./diff/report");
  const { diffDocument } = require("./diff/document") as typeof import("./diff/document");
  const comparison = compare(one, other);
  if (json) print(`${JSON.stringify(diffDocument(comparison), null, 2)}\n`);
  else print(`${comparisonReport(comparison, look).join("\n")}\n`);
  return 0;
}
