import { join } from "node:path";
import { judgeInProcess, loadPack } from "../../tools/preview/packHost";
import { type Recording, record } from "../../tools/preview/recorder";
import { releaseAnswers } from "../../tools/preview/releaseAnswers";
import { recordStack } from "./stacks";
import { violationsIn } from "./violations";

const root = join(__dirname, "..", "..");

/** What `npm start` would say of a program: recorded in this process, judged by this project's pack. */
export async function inProcessVerdicts(
  program: () => unknown,
  run: { project: string; stack: string; config: Record<string, string> },
): Promise<string[]> {
  const answers = releaseAnswers(await recordStack("releases", {}, { preview: false }));
  const recording: Recording = await record({ ...run, program, answers });
  if (recording.errors.length > 0) throw new Error(recording.errors.join("\n"));
  return violationsIn(await judgeInProcess(loadPack(join(root, "policy", "pack.ts")), recording));
}
