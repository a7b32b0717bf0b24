import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { takeLock } from "../lock";
import { StackError } from "./stackError";

/** A file that is to have another text. */
export interface Change {
  readonly path: string;
  /** What was read; "" of one that was not there. */
  readonly before: string;
  readonly after: string;
}

/** A file's text, or "" when there is none. */
export function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}

/**
 * Writes files in their order, all or none as long as the machine goes on: each is written whole beside the old one, and only
 * then are they renamed, one after the other. What ends this between two renames leaves the first ones done.
 * @throws StackError when one of them is not as it was read; then none is touched
 */
export function writeAll(changes: readonly Change[]): void {
  const ready: { readonly beside: string; readonly path: string }[] = [];
  try {
    for (const { path, after } of changes) {
      const target = existsSync(path) ? realpathSync(path) : path; // a link stays one
      const beside = join(dirname(target), `.${basename(target)}.${process.pid}`);
      ready.push({ beside, path: target });
      write(beside, after, existsSync(target) ? statSync(target).mode & 0o777 : 0o644);
    }
    const changed = changes.find(({ path, before }) => textOf(path) !== before);
    if (changed) {
      throw new StackError(`${basename(changed.path)} was changed meanwhile, so nothing was touched. Run this again.`);
    }
    for (const { beside, path } of ready) renameSync(beside, path);
  } finally {
    for (const { beside } of ready) rmSync(beside, { force: true });
  }
}

function write(path: string, text: string, mode: number): void {
  const file = openSync(path, "w", mode);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Does something while nobody else on this machine moves pins. */
export async function alone<T>(lock: string, task: () => Promise<T>): Promise<T> {
  const unlock = takeLock(
    lock,
    (holder) =>
      new StackError(
        `Process ${holder} moves pins already, so nothing was touched. Wait for it, then run this again. If that process is ` +
          `something else, a run was killed: delete ${lock}`,
      ),
  );
  try {
    return await task();
  } finally {
    unlock();
  }
}
