import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs, { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { BUNDLE_LIMITS, packNodeBundle } from "../../node-image/bundle";

const root = resolve(__dirname, "../..");

describe("the bundle of playbooks", () => {
  let folder: string;
  const write = (path: string, content: string | Buffer = "x") => writeFileSync(join(folder, path), content);
  /** Bytes of the file that each bundle has. */
  const sizeOfShared = async () => {
    const { tar } = await packNodeBundle(folder);
    const header = tar.indexOf("shared.json");
    return Number.parseInt(tar.subarray(header + 124, header + 135).toString(), 8);
  };
  const refused = (problem: RegExp) => assert.rejects(packNodeBundle(folder), { message: problem });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "fairlead-bundle-"));
    mkdirSync(join(folder, "roles"));
    write("site.yml");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("has the same bytes in whatever order a folder lists its files", async () => {
    for (const name of ["a.yml", "b.yml", "roles/a.yml", "z.yml"]) write(name);
    const { sha256 } = await packNodeBundle(folder);
    const listed = fs.readdirSync;
    fs.readdirSync = ((...args: Parameters<typeof listed>) => listed(...args).reverse()) as typeof listed;
    try {
      assert.notDeepEqual(fs.readdirSync(folder), listed(folder));
      assert.equal((await packNodeBundle(folder)).sha256, sha256);
    } finally {
      fs.readdirSync = listed;
    }
  });

  it("is not packed without what a symbolic link leads to", async () => {
    symlinkSync("../site.yml", join(folder, "roles/link.yml"));
    await refused(
      /^Bundle of nodes: node-image\/ansible\/roles\/link\.yml is a link .*; nodes take files and folders only\. Put a copy/,
    );
  });

  it("is packed beside the link by which an editor locks a file", async () => {
    symlinkSync("somebody@somewhere.1", join(folder, ".#site.yml"));
    await packNodeBundle(folder);
  });

  it("is not packed with two files of one name", async () => {
    write("shared.json");
    await refused(
      /node-image\/ansible\/shared\.json is a file; the bundle has one of its own .*\. Give it another name\.$/,
    );
  });

  it("is not packed with a folder where its own file is to be", async () => {
    mkdirSync(join(folder, "shared.json"));
    write("shared.json/a");
    await refused(/node-image\/ansible\/shared\.json is a folder; the bundle has one of its own /);
  });

  it("is not packed without the playbook that nodes run", async () => {
    rmSync(join(folder, "site.yml"));
    const problem = /^Bundle of nodes: node-image\/ansible\/site\.yml is no file; it is the playbook that nodes run\./;
    await refused(problem);
    mkdirSync(join(folder, "site.yml"));
    write("site.yml/a");
    await refused(problem);
  });

  it("is not packed when it is larger than nodes take", async () => {
    const most = BUNDLE_LIMITS.mib * 1_024 * 1_024 - 1 - (await sizeOfShared());
    write("large", Buffer.alloc(most));
    await packNodeBundle(folder);
    write("large", Buffer.alloc(most + 1));
    await refused(
      /ansible is 3 files with 52428801 bytes; nodes take at most 5000 files and 50 MiB\. Move what is large/,
    );
  });

  it("is not packed with more files than nodes take", async () => {
    for (let i = 0; i < BUNDLE_LIMITS.files - 2; i++) write(`roles/${i}`, "");
    await packNodeBundle(folder);
    write("roles/more", "");
    await refused(/ansible is 5001 files with /);
  });

  it("has the limits that nodes have", () => {
    const unpack = readFileSync(join(root, "node-image/files/usr/libexec/fairlead/unpack-bundle"), "utf8");
    assert.match(unpack, /^MAX_FILES = 5_000\nMAX_BYTES = 50 \* 1024 \* 1024$/m);
    assert.deepEqual(BUNDLE_LIMITS, { files: 5_000, mib: 50 });
  });

  it("is told all that is wrong at once", async () => {
    symlinkSync("site.yml", join(folder, "link"));
    write("shared.json");
    await refused(/^Bundle of nodes has 2 problems:\n.*ansible\/link .*\n.*shared\.json [^\n]*$/);
  });

  /** Runs Node in a copy of the repository, once it is changed. */
  function inCopy(change: (copy: string) => void) {
    const copy = join(folder, "copy");
    for (const part of [
      "node-image",
      "components",
      "stacks",
      "tools",
      "tsconfig.json",
      "package.json",
      "Pulumi.yaml",
    ]) {
      cpSync(join(root, part), join(copy, part), { recursive: true });
    }
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
    change(copy);
    return (...args: string[]) =>
      spawnSync(process.execPath, ["--require", "tsx/cjs", ...args], { cwd: copy, encoding: "utf8" });
  }

  it("is refused in one line by `npm run node-bundle`, and by the program", () => {
    const run = inCopy((copy) => writeFileSync(join(copy, "node-image/ansible/shared.json"), "{}"));
    const said = /node-image\/ansible\/shared\.json is a file; .*\. Give it another name\.\n$/;

    const command = run("node-image/writeBundle.ts");
    assert.equal(command.status, 1);
    assert.match(command.stderr, said);
    assert.equal(command.stderr.trim().split("\n").length, 1);

    const program = run(
      "-e",
      `const settings = { pools: { spot: { market: "spot", instanceTypes: ["m7i.large"], maxNodes: 2 } } };
       const nodeImages = { x86_64: "ami-0123456789abcdef0" };
       require("./stacks/nodeBundle").bundleFor({ ...settings, nodeImages }).catch((error) => {
         console.log(require("@pulumi/pulumi").RunError.isInstance(error), error.message);
       });`,
    );
    assert.match(program.stdout, said, program.stderr);
    assert.match(program.stdout, /^true stack /);
  });

  it("is not written for a project that cannot be read, which one line says", () => {
    const { status, stderr } = inCopy((copy) => writeFileSync(join(copy, "Pulumi.yaml"), "runtime: nodejs\n"))(
      "node-image/writeBundle.ts",
    );
    assert.equal(status, 1);
    assert.match(stderr, /^The bundle was not written\. .*Pulumi\.yaml has no name\.\n$/);
  });
});
