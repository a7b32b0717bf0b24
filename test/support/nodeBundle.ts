import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

let folder: string | undefined;

/** Path of a file that is as good as a bundle to those who only carry it, with this text in it. It goes at the end. */
export function bundleWith(text: string): string {
  if (folder === undefined) {
    const made = mkdtempSync(join(tmpdir(), "fairlead-test-"));
    process.once("exit", () => rmSync(made, { recursive: true, force: true }));
    folder = made;
  }
  const path = join(folder, `${text}.tar`);
  const tar = Buffer.alloc(1_024);
  tar.write(text);
  tar.write("ustar", 257);
  writeFileSync(path, tar);
  return path;
}
