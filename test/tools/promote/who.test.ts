import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { who } from "../../../tools/promote/who";

describe("who moves a pin", () => {
  const { env } = process;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "who-"));
    process.env = { ...env };
  });
  afterEach(() => {
    process.env = env;
    rmSync(folder, { recursive: true });
  });

  it("is the author of a commit, as git has it, without the time", () => {
    Object.assign(process.env, { GIT_AUTHOR_NAME: "Ada Lovelace 2", GIT_AUTHOR_EMAIL: "ada@example.com" });
    assert.equal(who(folder), "Ada Lovelace 2 <ada@example.com>");
  });

  it("is the name of the account on the machine where there is no git", () => {
    process.env.PATH = folder;
    assert.equal(who(folder), userInfo().username);
  });
});
