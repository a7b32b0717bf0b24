import { parseArgs } from "node:util";
import { TARGET_GROUPS_PER_LOAD_BALANCER } from "../components/rules/targetGroups";
import { explain, isOfArguments } from "../tools/explain";

const usage = `Measures previews of an environment of N services: time, CPU and memory of whole processes.

  npm run bench                                3, 10, 30 and 100 services, beside the bare load of the two SDKs
  npm run bench -- --services 30               another number; give it again for more
  npm run bench -- --cdk                       and AWS CDK's synthesis of the same estate; installs CDK into bench/cdk
  npm run bench -s -- --json                   the figures as JSON on stdout (-s: without npm's own lines)
  npm run bench -- --runs 11                   medians of so many runs, 5 without it
  npm run bench -- --services 30 --once        one preview without the pack and nothing else, for others to time
  npm run bench -- --services 30 --once --pack with the pack
  npm run bench -- --start                     ways to start the program (docs/decisions/0002)
  npm run bench -- --entrypoint                what container/entrypoint.sh adds to a container's start, by shell
`;

const SIZES = ["3", "10", "30", "100"];

/** Runs the command line. Loads only what is asked for: a preview that others time must not pay for the rest. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      services: { type: "string", multiple: true, default: [] },
      runs: { type: "string", default: "5" },
      once: { type: "boolean", default: false },
      pack: { type: "boolean", default: false },
      cdk: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      start: { type: "boolean", default: false },
      entrypoint: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return void process.stdout.write(usage);
  if (values.once && values.cdk) throw new UsageError("--once previews with the library alone: leave --cdk out");
  if (values.pack && !values.once) throw new UsageError("--pack is for --once; without it both are measured");
  const services = (values.services.length > 0 ? values.services : SIZES).map((n) => wholeNumber("services", n));
  if (values.start) require("./start");
  else if (values.entrypoint) require("./entrypoint");
  else if (values.once) await once(services, values);
  else await compare(services, values);
}

async function once(services: number[], { pack, json }: { pack: boolean; json: boolean }): Promise<void> {
  const [count, ...others] = services;
  if (count === undefined || others.length > 0)
    throw new UsageError("--once previews one environment: say --services N");
  const { beLean } = require("../tools/preview/lean") as typeof import("../tools/preview/lean");
  beLean();
  const { previewOnce, Refused } = require("./once") as typeof import("./once");
  const found = await previewOnce(count, pack).catch((error: unknown) => {
    throw error instanceof Refused ? new RefusedError(error.message) : error;
  });
  const verdict = found.violations === undefined ? "" : `, ${counted(found.violations, "violation")}`;
  console.log(
    json ? JSON.stringify(found) : `${counted(count, "service")}, ${counted(found.resources, "resource")}${verdict}`,
  );
}

async function compare(
  services: number[],
  { runs, cdk, json }: { runs: string; cdk: boolean; json: boolean },
): Promise<void> {
  const tooMany = services.find((count) => count > TARGET_GROUPS_PER_LOAD_BALANCER);
  if (tooMany !== undefined) {
    const holds = `an environment holds ${TARGET_GROUPS_PER_LOAD_BALANCER}, as its load balancer does`;
    throw new UsageError(`--services is ${tooMany}; ${holds}`);
  }
  const { benchmark } = require("./benchmark") as typeof import("./benchmark");
  const { tables } = require("./tables") as typeof import("./tables");
  const sizes = [...new Set(services)].sort((a, b) => a - b);
  const result = await benchmark(sizes, wholeNumber("runs", runs), cdk);
  process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : `${tables(result).join("\n")}\n`);
}

function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

/** What was asked for wrongly. */
class UsageError extends Error {}

/** What was asked for rightly and the library refuses. */
class RefusedError extends Error {}

function wholeNumber(option: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new UsageError(`--${option} is ${text}; it must be 1 or more`);
  return number;
}

main().catch((error: unknown) => {
  console.error(explain(error, UsageError, RefusedError));
  const misused = error instanceof UsageError || isOfArguments(error);
  if (misused) console.error(`\n${usage}`);
  process.exitCode = misused || error instanceof RefusedError ? 2 : 1;
});
