import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { needs } from "../support/needs";

const root = resolve(__dirname, "../..");

describe("playbooks and roles, as ansible-lint sees them,", () => {
  needs("ansible-lint", "Linting of playbooks is");
  let copy = "";
  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), "fairlead-lint-"));
    cpSync(join(root, "node-image"), copy, { recursive: true });
  });
  afterEach(() => rmSync(copy, { recursive: true }));

  /** It writes a cache, so its home is the copy. */
  function lint(...files: string[]) {
    const args = ["--nocolor", "-q", "-c", ".ansible-lint", ...files];
    const { status, stdout, stderr } = spawnSync("ansible-lint", args, {
      cwd: copy,
      env: { ...process.env, HOME: copy, NO_COLOR: "1" },
      encoding: "utf8",
    });
    return { status, output: stdout + stderr };
  }

  it("are clean by its strictest profile", () => {
    const { status, output } = lint("ansible");
    assert.equal(status, 0, output);
  }).timeout(180_000);

  it("would not be with a task that has no name", () => {
    const tasks = "  tasks:\n    - ansible.builtin.command: id\n";
    writeFileSync(join(copy, "ansible/bad.yml"), `- name: Bad\n  hosts: localhost\n${tasks}`);
    const { status, output } = lint("ansible/bad.yml");
    assert.notEqual(status, 0);
    assert.match(output, /name\[missing\]/);
  }).timeout(180_000);
});

describe("playbooks and roles", () => {
  it("use nothing but what Ansible brings along", () => {
    const files = execFileSync("git", ["ls-files", "node-image/ansible/*.yml"], { cwd: root, encoding: "utf8" });
    const modules = files
      .split("\n")
      .filter(Boolean)
      .flatMap(
        (file) => readFileSync(join(root, file), "utf8").match(/^\s+(?:- )?[a-z_]+\.[a-z_]+\.[a-z_]+(?=:)/gm) ?? [],
      );
    assert.ok(modules.length > 10);
    assert.deepEqual(
      modules.map((it) => it.trim().replace(/^- /, "")).filter((it) => !it.startsWith("ansible.builtin.")),
      [],
    );
  });
});

describe("scripts of nodes and images, as shellcheck sees them,", () => {
  needs("shellcheck", "Linting of shell scripts is");
  const tracked = execFileSync("git", ["ls-files", "node-image", "container"], { cwd: root, encoding: "utf8" });
  const scripts = tracked
    .split("\n")
    .filter(
      (file) => file !== "" && /^#!.*\b(ba)?sh$/m.test(readFileSync(join(root, file), "utf8").split("\n")[0] ?? ""),
    );

  it("are clean", () => {
    assert.ok(scripts.includes("node-image/cleanup.sh") && scripts.length >= 4, scripts.join());
    const { status, stdout } = spawnSync("shellcheck", scripts, { cwd: root, encoding: "utf8" });
    assert.equal(status, 0, stdout);
  });
});
