import * as pulumi from "@pulumi/pulumi";

/** Gathers what goes wrong while a program runs, each fault once, however many promises it took with it. */
export class Faults {
  readonly errors: string[] = [];

  /** Adds an error by what it says to people. */
  readonly add = (error: unknown): void => {
    const text = describe(error);
    if (!this.errors.includes(text)) this.errors.push(text);
  };
}

/** An error as Pulumi shows it: those made for users without their stack, others with the place in the user's own code. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (isForUsers(error)) return error.message;
  const message = error.name === "Error" ? error.message : `${error.name}: ${error.message}`;
  const place = (error.stack ?? "")
    .split("\n")
    .find((line) => /^\s+at /.test(line) && !/node_modules|node:/.test(line) && !line.includes(__dirname));
  return place === undefined ? message : `${message} (${place.trim()})`;
}

function isForUsers(error: unknown): boolean {
  return pulumi.RunError.isInstance(error) || (pulumi.ResourceError.isInstance(error) && error.hideStack === true);
}

/**
 * Sends unhandled rejections and exceptions to `add` until the returned function is called. A throw inside `apply` is
 * nothing else than an unhandled rejection: the program itself ends as if all were well.
 */
export function catchStrays(add: (error: unknown) => void): () => void {
  const events = ["unhandledRejection", "uncaughtException"] as const;
  // Others that listen (a test runner, say) would take the program's fault for one of their own.
  const others = events.map((event) => process.rawListeners(event) as ((...args: unknown[]) => void)[]);
  for (const event of events) process.removeAllListeners(event).on(event, add);
  return () => {
    for (const [index, event] of events.entries()) {
      process.removeListener(event, add);
      for (const listener of others[index] ?? []) process.on(event, listener);
    }
  };
}

/** How often a watch looks whether something happened. */
const tickMs = 100;

/**
 * Resolves when a run is stuck: nothing is left that could wake Node up, or `activity` has stood still for as long as `patienceMs` says at that moment.
 * The first is what a dependency cycle comes to, and Node would end with exit code 0; the second is for test runners,
 * whose own timers keep Node awake.
 */
export function watchForStandstill(
  activity: () => number,
  patienceMs: () => number,
): { stuck: Promise<void>; stop(): void } {
  let stop = () => {};
  const stuck = new Promise<void>((resolve) => {
    const wake = () => resolve();
    let last = -1;
    let quietTicks = 0;
    // Ticks, not time: a busy processor fires no timers, and that is not standing still.
    const timer = setInterval(() => {
      const now = activity();
      quietTicks = now === last ? quietTicks + 1 : 0;
      last = now;
      if (quietTicks * tickMs >= patienceMs()) resolve();
    }, tickMs).unref();
    process.once("beforeExit", wake);
    stop = () => {
      clearInterval(timer);
      process.removeListener("beforeExit", wake);
    };
  });
  return { stuck, stop: () => stop() };
}
