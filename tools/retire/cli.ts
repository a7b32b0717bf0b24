import { StackError } from "../stack/stackError";
import { destroy, stackOf } from "./environmentStack";
import { guestsOf } from "./guests";
import { report } from "./report";

const usage = `Destroys an environment when nobody else runs anything in it.

  npm run retire -- dev              looks, then runs \`pulumi destroy --stack dev\`
  npm run retire -- dev --yes        what follows the stack's name is passed on to \`pulumi destroy\`
  npm run retire -- dev --only-look  looks, and destroys nothing

It asks AWS with what the stack's configuration has for its provider (aws:region, aws:profile, keys, roles, ...), secrets
included, and with what the shell has where that says nothing.

Exit code: 1 when others still use the environment, 2 when that cannot be told, else that of \`pulumi destroy\`.
`;

/** Exit codes. */
const inUse = 1;
const failed = 2;

/** Runs the command line; sets the exit code of the process and never rejects. */
export async function runCli(args: readonly string[]): Promise<void> {
  process.exitCode = await run(args).catch((error: unknown) => {
    process.stderr.write(`${error instanceof StackError ? error.message : explain(error)}\n`);
    return failed;
  });
}

async function run(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === "--help" || name === "-h") {
    process.stdout.write(usage);
    return 0;
  }
  if (name === undefined || name.startsWith("-")) {
    throw new StackError(`Which stack? Its name comes first, like: npm run retire -- dev\n\n${usage}`);
  }
  const passedOn = rest.filter((arg) => arg !== "--only-look");
  const stack = await stackOf(name);
  const guests = await guestsOf(stack);
  process.stdout.write(`${report(stack, guests).join("\n")}\n`);
  if (guests.length > 0) return inUse;
  return passedOn.length < rest.length ? 0 : destroy(name, passedOn);
}

/** What AWS, or the way to it, has answered. */
function explain(error: unknown): string {
  const { name, message } = error as Error;
  return `AWS could not be asked who uses the environment, so nothing was touched: ${name}: ${message}`;
}
