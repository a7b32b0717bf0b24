import { explain } from "../explain";
import { SettingsError } from "../preview/settings";
import { StackError } from "./stackError";

/** Exit code of what is refused. */
export const REFUSED = 1;
/** Exit code of what cannot be told. */
export const FAILED = 2;

/** Runs a command line that looks at stacks; sets the exit code of the process and never rejects. */
export async function runTool(run: () => Promise<number>): Promise<void> {
  process.exitCode = await run().catch((error: unknown) => {
    process.stderr.write(`${explainStack(error)}\n`);
    return FAILED;
  });
}

/** What went wrong with a stack, for people. */
export function explainStack(error: unknown): string {
  return explain(error, StackError, SettingsError);
}
