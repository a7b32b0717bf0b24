import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

const PLUGIN = "pulumi-resource-aws";

/** Puts the provider of `reportingProvider.ts` in front of the AWS provider on PATH, and takes it away again. */
export class ForwardedProvider {
  private readonly folder = mkdtempSync(join(tmpdir(), "fairlead-provider-"));

  /** An environment whose commands use it. */
  readonly dress = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv => {
    const path = environment.PATH ?? "";
    const behind = path
      .split(delimiter)
      .map((folder) => join(folder, PLUGIN))
      .find(isProgram);
    if (behind === undefined) throw new Error(`There is no ${PLUGIN} on PATH.`);
    const main = join(__dirname, "reportingProvider.ts");
    const line = `exec '${process.execPath}' --import '${require.resolve("tsx")}' '${main}' "$@"`;
    writeFileSync(join(this.folder, PLUGIN), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
    return { ...environment, PATH: `${this.folder}${delimiter}${path}`, FORWARDED_AWS_PROVIDER: behind };
  };

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
