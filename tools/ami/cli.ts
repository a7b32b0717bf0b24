import { join } from "node:path";
import { type Project, readProject } from "../preview/settings";
import { lookFor } from "../preview/terminal";
import { awsOfStack } from "../stack/awsOfStack";
import { type EnvironmentFile, environmentCalled, readStackFiles } from "../stack/environments";
import { textOf, writeAll } from "../stack/files";
import { explainStack, FAILED, REFUSED, runTool } from "../stack/runTool";
import { StackError } from "../stack/stackError";
import { type Asked, readArguments } from "./arguments";
import { askForImages } from "./ask";
import { type ImageSettings, type ImagesThere, imageSettings } from "./environment";
import { pinStates } from "./pinState";
import { planMoves, type Wanted } from "./plan";
import { moveLines, reportData, reportLines } from "./report";
import { withPins } from "./write";

const usage = `Tells how old the images of nodes are, and pins newer ones, in Pulumi.<stack>.yaml under nodeImages.

  npm run ami                                 every environment: age, agent, and what is newer, of yours and of Amazon's
  npm run ami -- dev                          one environment; --json for programs
  npm run ami -- dev --newest                 pins the newest images of yours
  npm run ami -- dev --move ami-0123456789abcdef0  pins this one; once more for the other processor
  npm run ami -- stage --from dev             pins what dev pins; in another account or region, what is made of the same there
  npm run ami -- dev --newest --dry-run       says what would be written
  npm run ami -- dev --move ami-... --force-older  goes back to an older one

It pins images that node-image/ has made, are available, and are for a processor that the environment's pools have. AWS is
asked as the stack's provider does, for ec2:DescribeImages and ssm:GetParameters; Pulumi only for encrypted aws:* settings.

Exit code: 0 when it is done, or nothing is to do; 1 when it is refused, or a pin leads nowhere; 2 when that cannot be told.
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
  const project = readProject(root);
  const files = readStackFiles(project);
  const named = asked.environment === undefined ? undefined : environmentCalled(asked.environment, files);
  if (asked.what === "report") return report(project, named ? [named] : files.environments, named !== undefined, asked);
  const from = typeof asked.to === "object" && "from" in asked.to ? environmentCalled(asked.to.from, files) : undefined;
  return named === undefined ? FAILED : move(project, named, from, asked);
}

async function report(project: Project, files: readonly EnvironmentFile[], always: boolean, { json }: Asked) {
  const now = new Date();
  const data: object[] = [];
  let code = 0;
  for (const file of files) {
    try {
      const settings = settingsOf(project, file);
      const ids = Object.values(settings.pins);
      const there = always || ids.length > 0 ? await ask(project, file, ids) : undefined;
      const states = there ? pinStates(settings, there, now) : [];
      if (json) data.push(reportData(settings, states, there));
      else print(reportLines(settings, states, there, now, lookFor(process.stdout)));
      if (states.some(({ problems }) => problems.length > 0)) code = Math.max(code, REFUSED);
    } catch (error) {
      // The others can be told all the same.
      tell(`${file.environment}: ${explainStack(error)}`);
      code = FAILED;
    }
  }
  if (json) print([JSON.stringify(data, undefined, 2)]);
  return code;
}

async function move(project: Project, file: EnvironmentFile, from: EnvironmentFile | undefined, asked: Asked) {
  const settings = settingsOf(project, file);
  const wanted = await wantedBy(project, asked, from);
  const ids = [...Object.values(settings.pins), ...idsOf(wanted)];
  const { moves, problems } = planMoves(wanted, settings, await ask(project, file, ids), asked.forceOlder);
  if (problems.length > 0) {
    tell(problems.join("\n"));
    return REFUSED;
  }
  if (!asked.dryRun && moves.length > 0) {
    const path = join(project.root, settings.file);
    const before = textOf(path);
    writeAll([{ path, before, after: withPins(before, settings.file, project.name, moves) }]);
  }
  print(moveLines(settings, moves, new Date(), asked.dryRun));
  return 0;
}

async function wantedBy(project: Project, { to }: Asked, other: EnvironmentFile | undefined): Promise<Wanted> {
  if (to === "newest") return { kind: "newest" };
  if ("ids" in to) return { kind: "ids", ids: [...new Set(to.ids)] };
  if (other === undefined) throw new StackError(`There is no environment ${to.from}.`);
  const from = settingsOf(project, other);
  if (Object.keys(from.pins).length === 0)
    throw new StackError(`${from.environment} pins no images; ${other.file} has no nodeImages.`);
  return { kind: "from", from, images: (await ask(project, other, Object.values(from.pins))).byId };
}

function idsOf(wanted: Wanted): readonly string[] {
  return wanted.kind === "ids" ? wanted.ids : wanted.kind === "from" ? Object.values(wanted.from.pins) : [];
}

/** @throws StackError with all that is wrong with an environment's pins and pools */
function settingsOf(project: Project, file: EnvironmentFile): ImageSettings {
  const { settings, problems } = imageSettings(file, project.name, file.config);
  if (problems.length > 0) throw new StackError(problems.join("\n"));
  return settings;
}

async function ask(project: Project, { stack }: EnvironmentFile, ids: readonly string[]): Promise<ImagesThere> {
  return askForImages(project.name, await awsOfStack(project, stack), ids);
}

function print(lines: readonly string[]): void {
  process.stdout.write(`${lines.join("\n")}\n`);
}

function tell(text: string): void {
  process.stderr.write(`${text}\n`);
}
