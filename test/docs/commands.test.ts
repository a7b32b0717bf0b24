import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { npmCommandsOf, type Page, pageOf, pages } from "../support/markdown";

const root = join(__dirname, "../..");
const all = pages().filter(({ file }) => file !== "CHANGELOG.md"); // it tells of what was, too

/** Scripts that can be run in a folder of the repository: its own, or those of the folders above it. */
function scriptsFor(file: string): Record<string, string> {
  const folder = dirname(file);
  const manifest = join(root, folder, "package.json");
  const own = existsSync(manifest) ? (JSON.parse(readFileSync(manifest, "utf8")).scripts ?? {}) : {};
  return folder === "." ? own : { ...scriptsFor(folder), ...own };
}

const helps = new Map<string, string>();

/** What a script says when it is asked what it can do. */
function helpOf(script: string): string {
  const known = helps.get(script);
  if (known !== undefined) return known;
  const help = execFileSync("npm", ["run", "--silent", script, "--", "--help"], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 60_000,
  });
  helps.set(script, help);
  return help;
}

/** Options of a page's commands that their scripts do not know. */
function unknownFlags(page: Page): string[] {
  return npmCommandsOf(page).flatMap(({ script, flags }) =>
    flags
      .filter((flag) => !new RegExp(`(?<![\\w-])${flag}(?![\\w-])`).test(helpOf(script)))
      .map((flag) => `npm run ${script} -- ${flag}`),
  );
}

describe("commands in the documentation", () => {
  for (const page of all.filter((page) => npmCommandsOf(page).length > 0)) {
    it(`exist, with their options, in ${page.file}`, () => {
      const scripts = scriptsFor(page.file);
      const missing = npmCommandsOf(page).filter(({ script }) => !(script in scripts));
      assert.deepEqual(
        missing.map(({ script }) => script),
        [],
      );
      assert.deepEqual(unknownFlags(page), []);
    });
  }

  for (const page of all.filter(({ blocks }) => blocks.some(({ language }) => language === "sh"))) {
    it(`are shell in ${page.file}`, () => {
      for (const { language, code } of page.blocks) {
        if (language === "sh") execFileSync("sh", ["-n"], { input: code, stdio: ["pipe", "inherit", "inherit"] });
      }
    });
  }

  it("are there for every script of the project", () => {
    const told = new Set(all.flatMap((page) => npmCommandsOf(page).map(({ script }) => script)));
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    assert.deepEqual(
      Object.keys(scripts).filter((script) => !told.has(script)),
      [],
    );
  });

  it("are found with their options", () => {
    const page = pageOf("a.md", "`npm run a:b -- --c 1 --d=e -f` and `npm start -s -- --json`, npm test, npm cit\n");
    assert.deepEqual(npmCommandsOf(page), [
      { script: "a:b", flags: ["--c", "--d", "-f"] },
      { script: "start", flags: ["--json"] },
      { script: "test", flags: [] },
    ]);
  });

  it("would be noticed with an option that there is not", () => {
    assert.deepEqual(unknownFlags(pageOf("a.md", "npm run sandbox -- --down --dow\n")), ["npm run sandbox -- --dow"]);
  });
});
