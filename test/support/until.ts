import { setTimeout as pause } from "node:timers/promises";

/** Waits until something is so, a minute and a half at most. */
export async function until(so: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 90_000;
  while (!(await so())) {
    if (Date.now() > end) throw new Error("it has not happened within a minute and a half");
    await pause(200);
  }
}
