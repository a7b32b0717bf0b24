import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { takeLock } from "../lock";
import { Refusal } from "./ends";
import type { SandboxFolder } from "./folder";
import { isAlive } from "./processes";

/** Does something to a sandbox, or to one that is to be; nobody else works on it meanwhile. */
export async function alone<T>(folder: SandboxFolder, task: () => Promise<T>): Promise<T> {
  mkdirSync(folder.path, { recursive: true });
  const unlock = lockSandbox(folder);
  try {
    removeStaleLocks(folder);
    return await task();
  } finally {
    unlock();
    if (existsSync(folder.path) && readdirSync(folder.path).length === 0) rmdirSync(folder.path); // nothing has begun
  }
}

/** Makes this process the only one that works on a sandbox. @returns what ends that */
export function lockSandbox(folder: SandboxFolder): () => void {
  return takeLock(folder.file("run.pid"), busy);
}

/** Takes away the locks that an engine has left which was ended at once. */
export function removeStaleLocks(folder: SandboxFolder): void {
  const locks = join(folder.path, "backend", ".pulumi", "locks");
  if (!existsSync(locks)) return;
  for (const entry of readdirSync(locks, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const { pid } = JSON.parse(readFileSync(file, "utf8")) as { pid?: number };
    if (pid && isAlive(pid)) throw busy(pid);
    rmSync(file);
  }
}

function busy(pid: number): Refusal {
  return new Refusal(`Process ${pid} works on the sandbox already. Wait for it, or stop it.`);
}
