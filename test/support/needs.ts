import { isOnPath } from "../../tools/sandbox/path";

/** Skips the suite that it is called in without a program, with one line that says so. */
export function needs(program: string, what: string): void {
  before(function () {
    if (isOnPath(program, process.env)) return;
    console.log(`    ${what} skipped: there is no ${program} on the PATH`);
    this.skip();
  });
}
