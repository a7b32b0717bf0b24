import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { isAlive } from "./sandbox/processes";

/**
 * Makes this process the only one on this machine that holds a lock. The lock of a process that is gone is taken over.
 * @param held What is thrown while another process holds it, by that one's id.
 * @returns what gives it back
 */
export function takeLock(file: string, held: (pid: number) => Error): () => void {
  take(file, held, true);
  return () => rmSync(file, { force: true });
}

function take(file: string, held: (pid: number) => Error, again: boolean): void {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const holder = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
    if (!again || (holder > 0 && isAlive(holder))) throw held(holder);
    rmSync(file, { force: true });
    take(file, held, false);
  }
}
