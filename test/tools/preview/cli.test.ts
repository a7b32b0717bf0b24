import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PreviewDocument } from "../../../tools/preview/json";

const cli = join(__dirname, "../../../tools/preview/cli.ts");
const project = join(__dirname, "../../support/project");

const scriptOf = (args: readonly string[]) =>
  `require(${JSON.stringify(cli)}).runCli(${JSON.stringify(args)}, ${JSON.stringify(project)})`;

/** Runs the command line on the example project, in a process of its own. */
function preview(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const script = scriptOf(args);
  return new Promise((resolve) => {
    execFile(process.execPath, ["--import", "tsx", "-e", script], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}

/** The same for a reader who has gone before the first line is written. */
function previewUnread(...args: string[]): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, ["--import", "tsx", "-e", scriptOf(args)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.destroy();
  let stderr = "";
  child.stderr.on("data", (text) => {
    stderr += text;
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stderr })));
}

describe("npm start", () => {
  it("ends with 1 when a mandatory policy is violated, and says which", async () => {
    const { code, stdout } = await preview("--stack", "dev");
    assert.equal(code, 1, stdout);
    assert.match(stdout, /\[mandatory\] service-linked {2}aws:ecs:Service web/);
    assert.match(stdout, /answered by the recorded releases stack instead of AWS\n +web:7/);
    assert.ok(!stdout.includes("\u001b"));
  });

  for (const args of [[], ["--json"]]) {
    it(`keeps its verdict and stays quiet when its reader has seen enough${args.map((arg) => `, with ${arg}`)}`, async () => {
      const { code, stderr } = await previewUnread("--stack", "dev", ...args);
      assert.equal(code, 1, stderr);
      assert.doesNotMatch(stderr, /EPIPE|^ +at /m);
    });
  }

  it("ends with 0 when violations are advice", async () => {
    const { code, stdout } = await preview("--stack", "calm", "--stack", "releases");
    assert.equal(code, 0, stdout);
    assert.match(stdout, /Stack {5}Resources {2}Chain {2}USD a month {2}Policies\nreleases .*\ncalm .* advisory\n/);
  });

  it("ends with 2 when a program fails, and judges the others all the same", async () => {
    const { code, stdout } = await preview();
    assert.equal(code, 2);
    assert.match(stdout, /Previewing broken \(example\)\n\n {2}error: this stack cannot be\n/);
    assert.match(stdout, /^broken .* the program failed$/m);
    assert.match(stdout, /^dev .* 1 mandatory/m);
  });

  it("has nothing but JSON on stdout with --json, also with --stack", async () => {
    const { code, stdout, stderr } = await preview("--json", "--stack", "dev");
    assert.equal(code, 1);
    const { stacks, ...rest } = JSON.parse(stdout) as PreviewDocument;
    assert.deepEqual(rest, {});
    assert.deepEqual(
      stacks.map((stack) => [stack.stack, Object.keys(stack)]),
      [
        [
          "dev",
          [
            ...["stack", "resources", "counts", "chain", "bill", "nodes", "nodesAfterLoss"],
            ...["violations", "warnings", "notes", "errors"],
          ],
        ],
      ],
    );
    assert.match(stderr, /a program may write to stdout/);
    assert.ok(!stdout.includes("s3cret"));
    assert.ok(stdout.includes("[secret]"));
  });

  it("has in the document why a stack failed, and on stderr too", async () => {
    const { code, stdout, stderr } = await preview("--json", "--stack", "broken", "--stack", "calm");
    assert.equal(code, 2);
    const [broken, calm, ...more] = (JSON.parse(stdout) as PreviewDocument).stacks;
    assert.deepEqual(broken, { stack: "broken", errors: ["this stack cannot be"] });
    assert.deepEqual([calm?.stack, calm?.errors, more], ["calm", [], []]);
    assert.match(stderr, /^broken: this stack cannot be$/m);
  });

  it("names the stacks there are when asked for another", async () => {
    const { code, stdout, stderr } = await preview("--stack", "prd");
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /^There is no stack prd\. The stacks are releases, dev, broken, calm\.\n$/);
  });

  it("compares two stacks, as a table and as data, and judges nothing", async () => {
    const [table, data] = await Promise.all([
      preview("--diff", "dev", "calm"),
      preview("--diff", "calm", "dev", "--json"),
    ]);
    assert.equal(table.code, 0, table.stderr);
    assert.match(table.stdout, /^What differs between dev and calm\n[\s\S]*\nOnly in dev\n {2}aws:ecs:Service web\n/);
    assert.doesNotMatch(table.stdout, /Previewing|polic/i);
    assert.equal(data.code, 0);
    assert.deepEqual(Object.keys(JSON.parse(data.stdout)), ["diff"]);
    assert.doesNotMatch(table.stdout + data.stdout, /s3cret/);
  });

  it("says that nothing differs between a stack and itself", async () => {
    const { code, stdout } = await preview("--diff", "calm", "calm");
    assert.deepEqual([code, stdout], [0, "Nothing differs between calm and calm.\n"]);
  });

  for (const [args, error] of [
    [["--diff", "dev", "prd"], /^There is no stack prd\. The stacks are releases, dev, broken, calm\.\n$/],
    [
      ["--diff", "releases", "dev"],
      /^--diff compares environments, and releases is none: it makes the releases that environments run\.\n$/,
    ],
    [["--diff", "dev", "broken"], /^broken: this stack cannot be\n$/m],
  ] as const) {
    it(`refuses ${args.join(" ")} in one line`, async () => {
      const { code, stdout, stderr } = await preview(...args);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, error);
    });
  }

  it("writes a page, also of a program that failed, and says where it is", async () => {
    const folder = mkdtempSync(join(tmpdir(), "preview-"));
    const file = join(folder, "page.html");
    try {
      const { code, stdout, stderr } = await preview("--html", file);
      assert.equal(code, 2, stdout);
      assert.match(stdout, /^Wrote .*page\.html \(\d+ KiB\)\.\n\nStack /);
      assert.match(stderr, /^broken: this stack cannot be$/m);
      const page = readFileSync(file, "utf8");
      assert.match(page, /service-linked/);
      assert.match(page, /this stack cannot be/);
      assert.doesNotMatch(page, /s3cret/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("says in one line when the page cannot be written", async () => {
    const { code, stderr } = await preview("--stack", "calm", "--html", join(project, "no-such-folder", "page.html"));
    assert.equal(code, 2);
    assert.match(stderr, /^The page cannot be written: ENOENT.*\n$/m);
    assert.doesNotMatch(stderr, /^ +at /m);
  });

  it("explains itself, and an option that it does not know without a stack trace", async () => {
    const [help, odd] = await Promise.all([preview("--help"), preview("--colour")]);
    assert.equal(help.code, 0);
    assert.match(help.stdout, /npm start -- --stack prod/);
    assert.equal(odd.code, 2);
    assert.match(odd.stderr, /^Unknown option '--colour'[^\n]*\n$/);
  });
});
