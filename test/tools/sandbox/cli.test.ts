import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(__dirname, "../../..");

describe("the command line of the sandbox", () => {
  const folder = mkdtempSync(join(tmpdir(), "fairlead-sandbox-"));
  after(() => rmSync(folder, { recursive: true }));

  /** Runs it on a project of its own: somebody may have a sandbox here. */
  const run = (args: string[], variables: NodeJS.ProcessEnv = {}, project = folder) =>
    new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
      const script = `require("./tools/sandbox/cli").runCli(process.argv.slice(2), process.argv[1], process.env)`;
      const command = ["--require", "tsx/cjs", "--eval", script, "--", project, ...args];
      execFile(process.execPath, command, { cwd: root, env: variables }, (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, stdout, stderr }),
      );
    });

  it("says what is missing in one line, and makes nothing", async () => {
    const { code, stdout, stderr } = await run([], { PATH: "/nowhere" });
    assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
    assert.match(stderr, /^There is no `pulumi` on PATH[^\n]*\n$/);
    assert.deepEqual(readdirSync(folder), []);
  });

  it("starts no emulator for a configuration that cannot be read", async () => {
    const project = mkdtempSync(join(folder, "project-"));
    for (const file of ["Pulumi.yaml", "Pulumi.releases.yaml"]) writeFileSync(join(project, file), "name: fairlead\n");
    writeFileSync(join(project, "Pulumi.dev.yaml"), "config:\n  a: b: c\n");
    for (const [program, script] of [
      ["pulumi", "echo v3.220.0"],
      ["moto_server", "exit 1"],
    ])
      writeFileSync(join(project, String(program)), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const { code, stdout, stderr } = await run([], { PATH: `${project}:/usr/bin:/bin` }, project);
    assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
    assert.match(stderr, /^\S+Pulumi\.dev\.yaml cannot be read: [^\n]* at line 2, column 6\n$/);
    assert.ok(!readdirSync(project).includes(".sandbox"));
  });

  it("says which option it does not know", async () => {
    const { code, stderr } = await run(["--donw"]);
    assert.equal(code, 2);
    assert.match(stderr, /^Unknown option '--donw'[^\n]*\n$/);
  });

  it("has nothing to remove where there is none", async () => {
    const { code, stdout } = await run(["--down"]);
    assert.equal(code, 0);
    assert.match(stdout, /^There is no sandbox: nothing to remove\.\n/);
  });

  it("says how to stop the emulator of a sandbox whose folder was deleted", async () => {
    const { stdout } = await run(["--down"]);
    assert.match(stdout, /^If \.sandbox was deleted by hand, its moto goes on: `ps -ef | grep moto_server` shows it/m);
  });

  it("explains itself", async () => {
    const { code, stdout } = await run(["--help"]);
    assert.equal(code, 0);
    for (const option of ["--down", "--no-wait"]) assert.ok(stdout.includes(option), option);
  });
});
