import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { estateOf } from "./estate";
import type { Candidate } from "./measure";

/** CloudFormation holds 500 resources in a stack, 11 of them for each service here. CDK refuses to synthesize more. */
const MOST_SERVICES = 40;

const folder = join(__dirname, "cdk");

/** Installs AWS CDK as its lockfile says, into its own folder; the project's own `npm ci` never does. */
export function installCdk(): void {
  if (existsSync(join(folder, "node_modules/aws-cdk-lib"))) return;
  process.stderr.write("installing AWS CDK into bench/cdk ...\n");
  const npm = process.env.npm_execpath;
  const [command, args] = npm === undefined ? ["npm", []] : [process.execPath, [npm]];
  execFileSync(command, [...args, "ci", "--ignore-scripts"], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
}

/** Whether one CloudFormation stack could hold an estate of so many services. */
export function fitsCdk(services: number): boolean {
  return services <= MOST_SERVICES;
}

/** CDK's synthesis of the estate, which is written to a folder for it. */
export function cdkCandidate(services: number, estates: string): Candidate {
  const file = join(estates, `estate-${services}.json`);
  writeFileSync(file, JSON.stringify(estateOf(services)));
  return { args: [join(folder, "app.js"), file], cwd: folder };
}
