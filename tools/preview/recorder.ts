import * as pulumi from "@pulumi/pulumi";
import { catchStrays, Faults, watchForStandstill } from "./faults";
import { inStackContext, pendingOperations, useInProcessCallbacks } from "./internals";
import { loggingEngine } from "./logging";
import { RecordingMonitor } from "./monitor";
import type { LogMessage, ProgramRun, Recording } from "./recording";
import { stackType } from "./urn";

export type * from "./recording";
export { isSecret, isUnknown, plain, readable, unknown } from "./values";

const defaultPatienceMs = 20_000;

/** Patience with a program that has failed: what waits for the failed part waits for ever. */
const patienceAfterFaultMs = 300;

/** Runs queue up: what the SDK and Node report of a fault does not say which of two runs it belongs to. */
let previous: Promise<unknown> = Promise.resolve();

/**
 * Runs a Pulumi program in this process against a monitor that writes everything down, and never rejects: what would
 * have failed the run is in `errors`, and then the rest is incomplete.
 *
 * Resources that a program makes in a later timer, after its function has resolved, are not waited for; they are refused
 * with an error.
 */
export function record(run: ProgramRun): Promise<Recording> {
  const recording = previous.then(() => recordAlone(run));
  previous = recording;
  return recording;
}

async function recordAlone(run: ProgramRun): Promise<Recording> {
  const { project, stack, config, organization = "organization", preview = true, secretConfigKeys = [] } = run;
  const monitor = new RecordingMonitor(run);
  const messages: LogMessage[] = [];
  const faults = new Faults();
  const release = catchStrays(faults.add);
  const patienceMs = () => (faults.errors.length > 0 ? patienceAfterFaultMs : (run.patienceMs ?? defaultPatienceMs));
  const watch = watchForStandstill(() => monitor.activity, patienceMs);
  try {
    const context = { project, stack, organization, preview, config, secretConfigKeys };
    await inStackContext(context, { monitor, engine: loggingEngine(messages, faults.add) }, async () => {
      monitor.connectCallbacks(useInProcessCallbacks(monitor));
      const finished = runToEnd(run, monitor).then(
        () => true,
        (error) => faults.add(error),
      );
      const ended = await Promise.race([finished.then(() => true), watch.stuck.then(() => false)]);
      if (!ended && faults.errors.length === 0) faults.add(standstill(pendingOperations()));
    });
  } finally {
    watch.stop();
    release();
    monitor.seal();
  }
  const resources = [...monitor.resources.values()];
  const outputs = resources.find(({ type }) => type === stackType)?.outputs ?? {};
  const invoked = [...monitor.invoked.values()];
  const { errors } = faults;
  return {
    project,
    stack,
    organization,
    preview,
    config,
    secretConfigKeys,
    resources,
    outputs,
    messages,
    invoked,
    errors,
  };
}

/** Runs the program and waits until nothing it started is under way any more. */
async function runToEnd(run: ProgramRun, monitor: RecordingMonitor): Promise<void> {
  try {
    await pulumi.runtime.runInPulumiStack(async () => run.program());
  } finally {
    let before = -1;
    while (before !== monitor.activity) {
      before = monitor.activity;
      await pulumi.runtime.disconnect();
      // Node reports rejections that nobody handles at the end of a turn: let two go by before believing all is well.
      for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

/** The error for a program that waits for something that will never come. */
function standstill(pending: readonly string[]): string {
  const waiting = new Set(pending.flatMap((label) => /^resolveURN\(resource:(.*)\)$/.exec(label)?.[1] ?? []));
  const names = waiting.size === 0 ? "a promise that never resolves" : [...waiting].join(", ");
  return (
    `the program never ended: it still waits for ${names}. ` +
    "A resource that depends on its own parent, or two that depend on each other, wait for ever."
  );
}
