import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { type Header, pack } from "tar-stream";
import { packNodeBundle } from "../../node-image/bundle";
import { needs } from "../support/needs";

const UNPACK = join(__dirname, "../../node-image/files/usr/libexec/fairlead/unpack-bundle");

type Entry = Partial<Header> & Pick<Header, "name">;

async function tarOf(...entries: [Entry, string?][]): Promise<Buffer> {
  const archive = pack();
  for (const [header, content] of entries) archive.entry(header, content ?? "");
  archive.finalize();
  return buffer(archive);
}

const SITE: [Entry, string] = [{ name: "site.yml" }, "- hosts: localhost\n"];

describe("a bundle on a node", () => {
  needs("python3", "Unpacking bundles is");
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "fairlead-unpack-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function unpack(tar: Buffer) {
    writeFileSync(join(folder, "bundle.tar"), tar);
    const { status, stderr } = spawnSync("python3", [UNPACK, join(folder, "bundle.tar"), join(folder, "to")], {
      encoding: "utf8",
    });
    return { status, stderr };
  }

  it("is unpacked as the repository has it, for all to read and for none to run", async () => {
    assert.deepEqual(unpack((await packNodeBundle()).tar), { status: 0, stderr: "" });
    for (const name of ["site.yml", "image.yml", "shared.json", "daemons.json", "roles/agent/tasks/main.yml"]) {
      assert.equal(statSync(join(folder, "to", name)).mode & 0o777, 0o644, name);
    }
  });

  it("has none of the files that an editor leaves", async () => {
    const source = join(folder, "source");
    mkdirSync(join(source, "roles"), { recursive: true });
    writeFileSync(join(source, "site.yml"), SITE[1]);
    const before = await packNodeBundle(source);
    for (const name of ["site.yml~", "#site.yml#", ".site.yml.swp", "roles/x.yml~"]) {
      writeFileSync(join(source, name), "x");
    }
    assert.equal((await packNodeBundle(source)).sha256, before.sha256);
  });

  const refused: Record<string, [() => Promise<Buffer>, RegExp]> = {
    "an absolute path": [() => tarOf(SITE, [{ name: "/etc/evil" }, "x"]), /'\/etc\/evil' leads out of the bundle/],
    "a path that leads out": [() => tarOf(SITE, [{ name: "roles/../../evil" }, "x"]), /leads out of the bundle/],
    "a symbolic link": [
      () => tarOf(SITE, [{ name: "link", type: "symlink", linkname: "/etc" }], [{ name: "link/evil" }, "x"]),
      /'link' is neither a file nor a folder/,
    ],
    "a hard link": [() => tarOf(SITE, [{ name: "l", type: "link", linkname: "/etc/passwd" }]), /'l' is neither a file/],
    "a device": [
      () => tarOf(SITE, [{ name: "disk", type: "block-device", devmajor: 8, devminor: 0 }]),
      /'disk' is neither/,
    ],
    "a name twice": [() => tarOf(SITE, SITE), /'site\.yml' comes twice/],
    "a name twice, in two spellings": [() => tarOf(SITE, [{ name: "./site.yml" }, "x"]), /'site\.yml' comes twice/],
    "a path that is a file and a folder above another": [
      () => tarOf(SITE, [{ name: "shared.json/a" }, "x"], [{ name: "shared.json" }, "x"]),
      /'shared\.json' is a file and a folder/,
    ],
    "a path that is a file and a folder": [
      () => tarOf(SITE, [{ name: "roles" }, "x"], [{ name: "roles", type: "directory" }]),
      /'roles' is a file and a folder/,
    ],
    "no playbook": [() => tarOf([{ name: "readme" }, "x"]), /it has no site\.yml/],
    "half of its bytes": [
      async () => (await packNodeBundle()).tar.subarray(0, 5_000),
      /the bundle cannot be unpacked: /,
    ],
    "other bytes than a tar's": [async () => Buffer.from("<html>"), /the bundle cannot be unpacked/],
  };
  for (const [what, [tar, problem]] of Object.entries(refused)) {
    it(`is refused in one line with ${what}, and nothing of it is outside of its folder`, async () => {
      const { status, stderr } = unpack(await tar());
      assert.equal(status, 65);
      assert.match(stderr, problem);
      assert.equal(stderr.trim().split("\n").length, 1);
      assert.deepEqual(
        readdirSync(folder).filter((name) => name !== "to"),
        ["bundle.tar"],
      );
      assert.ok(!existsSync("/etc/evil"));
    });
  }

  it("is not to blame when it cannot be written", async () => {
    writeFileSync(join(folder, "to"), "in the way");
    const { status, stderr } = unpack((await packNodeBundle()).tar);
    assert.equal(status, 1);
    assert.match(stderr, /^the bundle cannot be unpacked: .*File exists.*\n$/);
  });
});
