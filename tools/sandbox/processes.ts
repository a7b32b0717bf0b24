import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Whether a process is there and runs a program; after a restart of the machine its number may be somebody else's. */
export async function runs(pid: number, program: string): Promise<boolean> {
  const linux = `/proc/${pid}/cmdline`;
  if (existsSync(linux)) return readFileSync(linux, "utf8").includes(program);
  const command = ["-o", "command=", "-p", String(pid)];
  const { stdout } = await promisify(execFile)("ps", command).catch(() => ({ stdout: "" }));
  return stdout.includes(program);
}

/** Ends a process and waits until it is gone. */
export async function end(pid: number): Promise<void> {
  process.kill(pid, "SIGTERM");
  for (let waited = 0; isAlive(pid) && waited < 50; waited++) await sleep(100);
  if (isAlive(pid)) process.kill(pid, "SIGKILL");
}
