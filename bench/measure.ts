import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

/** What a whole process used. */
export interface Usage {
  readonly wallSeconds: number;
  /** User and system time of all threads. */
  readonly cpuSeconds: number;
  readonly peakMiB: number;
}

/** A program to measure. */
export interface Candidate {
  /** Arguments of Node. */
  readonly args: readonly string[];
  readonly cwd: string;
}

/** Medians of a candidate's runs, and what it printed in its last one. */
export interface Measured extends Usage {
  readonly output: string;
}

/**
 * Runs candidates in turn, A B C A B C, so that a machine that becomes slower does so for all of them. A first round is
 * not counted: it fills the caches.
 */
export async function measure(
  candidates: readonly Candidate[],
  rounds: number,
  onRound: (round: number) => void = () => {},
): Promise<Measured[]> {
  const runs: Measured[][] = candidates.map(() => []);
  for (let round = 0; round <= rounds; round++) {
    onRound(round);
    for (const [i, candidate] of candidates.entries()) {
      const run = await runOnce(candidate);
      if (round > 0) runs[i]?.push(run);
    }
  }
  return runs.map((ofOne) => ({
    wallSeconds: median(ofOne.map(({ wallSeconds }) => wallSeconds)),
    cpuSeconds: median(ofOne.map(({ cpuSeconds }) => cpuSeconds)),
    peakMiB: median(ofOne.map(({ peakMiB }) => peakMiB)),
    output: ofOne.at(-1)?.output ?? "",
  }));
}

/**
 * Runs a candidate from start to end.
 * @throws when it fails, with what it said: a run that did not do its work is not quick.
 */
export async function runOnce({ args, cwd }: Candidate): Promise<Measured> {
  const started = performance.now();
  const child = spawn(process.execPath, ["--require", require.resolve("./usage.js"), ...args], {
    cwd,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const ended = new Promise<{ code: number | null; wallSeconds: number }>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve({ code, wallSeconds: (performance.now() - started) / 1000 }));
  });
  const [output, errors, usage] = await Promise.all(
    [1, 2, 3].map((fd) => text(child.stdio[fd] as NodeJS.ReadableStream)),
  );
  const { code, wallSeconds } = await ended;
  if (code !== 0) throw new Error(`node ${args.join(" ")} ended with code ${code}:\n${readable(errors ?? "")}`);
  return { wallSeconds, ...(JSON.parse(usage ?? "") as Omit<Usage, "wallSeconds">), output: output?.trim() ?? "" };
}

/** The last lines of what a program said, without minified code. */
function readable(errors: string): string {
  const lines = errors.split("\n").filter((line) => line.length < 1_000);
  return lines.slice(-20).join("\n");
}

/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[(sorted.length >> 1) - 1] ?? 0)) / 2;
}
