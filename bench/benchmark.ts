import { mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { cdkCandidate, fitsCdk, installCdk } from "./cdk";
import { type Candidate, type Measured, measure, runOnce, type Usage } from "./measure";
import type { Once } from "./once";

/** What was measured of an environment of so many services. */
export interface Size {
  readonly services: number;
  /** Resources of AWS in the environment and its releases. */
  readonly resources: number;
  /** The same, counted as CloudFormation does: with rules in their security group and settings in their bucket. */
  readonly inCloudFormation: number;
  readonly preview: Usage;
  readonly withPack: Usage;
  /** AWS CDK's synthesis of the same estate, when it was asked for and one stack can hold it. */
  readonly cdk?: Usage & { readonly resources: number };
}

/** All that a run of the benchmark found. */
export interface Benchmark {
  readonly date: string;
  readonly machine: {
    readonly node: string;
    readonly processor: string;
    readonly processors: number;
    readonly memoryMiB: number;
    /** Processes that wanted to run in the last minute, when the benchmark began. */
    readonly load: number;
  };
  /** Runs of each program after one that is not counted; the figures are their medians. */
  readonly runs: number;
  readonly load: {
    readonly node: Usage;
    /** @pulumi/pulumi and what the estate uses of @pulumi/aws, as the preview loads them: the bare load. */
    readonly used: Usage;
    /** The same two as they come, with every class of @pulumi/aws. */
    readonly all: Usage;
  };
  readonly sizes: readonly Size[];
}

const root = join(__dirname, "..");

/** Measures all that is asked for in turn, so that a machine that becomes slower does so for all. */
export async function benchmark(sizes: readonly number[], runs: number, cdk: boolean): Promise<Benchmark> {
  const load = loadavg()[0] ?? 0;
  if (cdk) installCdk();
  const estates = mkdtempSync(join(tmpdir(), "fairlead-bench-"));
  try {
    const types = found(await runOnce(preview(sizes[0] ?? 1, false))).types;
    const candidates: Record<string, Candidate> = {
      node: { args: ["-e", ""], cwd: root },
      used: typescript("bench/load.ts", ...types),
      all: typescript("bench/load.ts", "--all"),
    };
    for (const services of sizes) {
      candidates[`preview ${services}`] = preview(services, false);
      candidates[`pack ${services}`] = preview(services, true);
      if (cdk && fitsCdk(services)) candidates[`cdk ${services}`] = cdkCandidate(services, estates);
    }
    const names = Object.keys(candidates);
    const medians = await measure(Object.values(candidates), runs, (round) => progress(round, runs));
    const of = (name: string): Measured => medians[names.indexOf(name)] as Measured;
    return {
      date: new Date().toISOString().slice(0, 10),
      machine: {
        node: process.version,
        processor: cpus()[0]?.model ?? "unknown",
        processors: cpus().length,
        memoryMiB: Math.round(totalmem() / 2 ** 20),
        load,
      },
      runs,
      load: { node: usage(of("node")), used: usage(of("used")), all: usage(of("all")) },
      sizes: sizes.map((services) => {
        const { resources, inCloudFormation } = found(of(`preview ${services}`));
        return {
          services,
          resources,
          inCloudFormation,
          preview: usage(of(`preview ${services}`)),
          withPack: usage(of(`pack ${services}`)),
          ...(cdk &&
            fitsCdk(services) && {
              cdk: { resources: found(of(`cdk ${services}`)).resources, ...usage(of(`cdk ${services}`)) },
            }),
        };
      }),
    };
  } finally {
    rmSync(estates, { recursive: true });
  }
}

/** The command that is documented for others to time. */
function preview(services: number, pack: boolean): Candidate {
  const args = ["--services", String(services), "--once", "--json", ...(pack ? ["--pack"] : [])];
  return typescript("bench/main.ts", ...args);
}

/** Runs a file in the way of the scripts in package.json. */
function typescript(file: string, ...args: string[]): Candidate {
  return { args: ["--max-semi-space-size=8", "--require", "./tools/typescript.js", file, ...args], cwd: root };
}

function found({ output }: Measured): Once {
  return JSON.parse(output) as Once;
}

function usage({ wallSeconds, cpuSeconds, peakMiB }: Usage): Usage {
  return { wallSeconds, cpuSeconds, peakMiB };
}

function progress(round: number, rounds: number): void {
  if (!process.stderr.isTTY) return;
  process.stderr.write(round === 0 ? "warming up" : `\r\x1b[Kround ${round} of ${rounds}`);
  if (round === rounds) process.stderr.write("\r\x1b[K");
}
