import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { SandboxFolder } from "../../../tools/sandbox/folder";
import { alone, lockSandbox, removeStaleLocks } from "../../../tools/sandbox/locks";

/** Above the highest number that a process can have. */
const NOBODY = 2 ** 22 + 1;

describe("a sandbox", () => {
  let root: string;
  let folder: SandboxFolder;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "fairlead-sandbox-"));
    folder = new SandboxFolder(root);
    folder.begin({ id: "1", endpoint: "http://127.0.0.1:5000", regions: { releases: "eu-west-1", dev: "eu-west-1" } });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const engineLock = (pid: number) => {
    const lock = folder.file("backend/.pulumi/locks/organization/fairlead/dev/1.json");
    mkdirSync(dirname(lock), { recursive: true });
    writeFileSync(lock, JSON.stringify({ pid }));
    return lock;
  };

  it("is worked on by one run at a time", () => {
    const unlock = lockSandbox(folder);
    assert.throws(() => lockSandbox(folder), new RegExp(`Process ${process.pid} works on the sandbox already`));
    unlock();
    lockSandbox(folder)();
  });

  it("leaves no folder where nothing was begun", async () => {
    folder.remove();
    await assert.rejects(
      alone(folder, async () => assert.fail("no emulator")),
      /no emulator/,
    );
    assert.equal(existsSync(folder.path), false);
  });

  it("is free again when the run before was killed", () => {
    writeFileSync(folder.file("run.pid"), String(NOBODY));
    lockSandbox(folder)();
  });

  it("is not touched while an engine of a killed run goes on", () => {
    const lock = engineLock(process.pid);
    assert.throws(() => removeStaleLocks(folder), new RegExp(`Process ${process.pid} works on the sandbox already`));
    assert.ok(existsSync(lock));
  });

  it("loses the lock of an engine that was killed", () => {
    const lock = engineLock(NOBODY);
    removeStaleLocks(folder);
    assert.equal(existsSync(lock), false);
  });
});
