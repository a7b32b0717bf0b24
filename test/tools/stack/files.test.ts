import assert from "node:assert/strict";
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeAll } from "../../../tools/stack/files";

describe("files that are written together", () => {
  let folder = "";
  const path = (name: string) => join(folder, name);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "fairlead-files-"));
    writeFileSync(path("a"), "1");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("are all as they were when one of them cannot be written, and nothing is left beside them", () => {
    const changes = [
      { path: path("a"), before: "1", after: "2" },
      { path: path("nowhere/b"), before: "", after: "x" },
    ];
    assert.throws(() => writeAll(changes), /ENOENT/);
    assert.deepEqual([readdirSync(folder), readFileSync(path("a"), "utf8")], [["a"], "1"]);
  });

  it("keep their modes, and links to them", () => {
    chmodSync(path("a"), 0o600);
    symlinkSync("a", path("link"));
    writeAll([{ path: path("link"), before: "1", after: "2" }]);
    assert.ok(lstatSync(path("link")).isSymbolicLink());
    assert.deepEqual([readFileSync(path("a"), "utf8"), statSync(path("a")).mode & 0o777], ["2", 0o600]);
  });
});
