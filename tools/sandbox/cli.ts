import { parseArgs } from "node:util";
import { explain } from "../explain";
import { lookFor } from "../preview/terminal";
import { down } from "./down";
import { Interrupted, Refusal } from "./ends";
import { SandboxFolder } from "./folder";
import type { Session } from "./session";
import { up } from "./up";

const usage = `Brings up the stacks releases and dev on an emulator of AWS, on this machine. No account, nothing leaves it.

  npm run sandbox                  brings them up, or goes on, or applies what has changed
  npm run sandbox -- --no-wait     does not wait until ECS calls each service steady
  npm run sandbox -- --down        removes them, and the folder .sandbox with all that the sandbox keeps

Needs \`pulumi\`, and an emulator: the one that AWS_ENDPOINT_URL names, or else moto (pip install 'moto[server]'), which the
sandbox starts and stops by itself. docs/sandbox.md says more.

Exit code: 0 when all is there, or gone; 1 when Pulumi fails, 2 when anything else does, 130 when interrupted.
`;

/** Exit codes. */
const pulumiFailed = 1;
const failed = 2;
const interrupted = 130;

/** Runs the command line; sets the exit code of the process and never rejects. */
export async function runCli(args: readonly string[], root: string, variables: NodeJS.ProcessEnv): Promise<void> {
  const look = lookFor(process.stdout);
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        down: { type: "boolean", default: false },
        "no-wait": { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    if (values.help) return void process.stdout.write(usage);
    const folder = new SandboxFolder(root);
    const session: Session = { root, variables, folder, look, print, live: process.stdout.isTTY === true };
    process.exitCode = (await (values.down ? down(session) : up(session, !values["no-wait"]))) ? 0 : pulumiFailed;
  } catch (error) {
    process.exitCode = error instanceof Interrupted ? interrupted : failed;
    process.stderr.write(`${explain(error, Refusal, Interrupted)}\n`);
  }
}
