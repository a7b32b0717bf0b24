import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { isOnPath } from "../../tools/sandbox/path";
import { describeWithEngine } from "../support/engineSuite";
import { type CommandLine, commandLinesOf, pageOf, pages } from "../support/markdown";

const run = promisify(execFile);
const all = pages().filter(({ file }) => file !== "CHANGELOG.md"); // it tells of what was, too

describeWithEngine("commands of others in the documentation", "ap-northeast-3", (bench) => {
  const linesOf = (program: string) => all.flatMap((page) => commandLinesOf(page, program));

  /** What `pulumi` does not understand of a command. */
  async function misunderstood([program = "", ...given]: CommandLine): Promise<string | undefined> {
    const words = given[0] === "-C" ? given.slice(2) : given;
    const first = words.findIndex((word) => !/^[a-z-]+$/.test(word) || word.startsWith("-"));
    const leading = first < 0 ? words : words.slice(0, first);
    const { stdout } = await run(program, [...leading, "--help"], { env: bench.environment });
    const path = /^ *pulumi ?((?:[a-z-]+ ?)*)/m.exec(stdout.slice(stdout.indexOf("Usage:")))?.[1]?.trim() ?? "";
    const known = path === "" ? 0 : path.split(" ").length;
    if (known < leading.length && /Available Commands:/.test(stdout)) return `pulumi ${leading.join(" ")}`;
    const flags = words.flatMap((word) => /^--?[A-Za-z][\w-]*/.exec(word) ?? []);
    return flags.find((flag) => !new RegExp(`(?<![\\w-])${flag}(?![\\w-])`).test(stdout));
  }

  it("are understood by pulumi, with their options", async () => {
    const lines = linesOf("pulumi");
    assert.ok(lines.length > 30, `${lines.length} commands`);
    const different = [...new Map(lines.map((words) => [words.join(" "), words])).values()];
    const wrong = [];
    for (const words of different) {
      const problem = await misunderstood(words);
      if (problem !== undefined) wrong.push(`${words.join(" ")}: ${problem}`);
    }
    assert.deepEqual(wrong, []);
  });

  it("would be noticed with a command or an option that there is not", async () => {
    const wrong = [
      "pulumi stack inti dev",
      "pulumi up --stak dev",
      "while read -r s; do pulumi up --stak $s; done | tee -a x",
    ];
    const lines = commandLinesOf(pageOf("a.md", wrong.map((line) => `    ${line}\n`).join("")), "pulumi");
    const said = [];
    for (const words of lines) said.push(await misunderstood(words));
    assert.deepEqual(said, ["pulumi stack inti dev", "--stak", "--stak"]);
    const [, , loop] = lines;
    assert.deepEqual(loop, ["pulumi", "up", "--stak", "$s"]);
  });

  it("are understood by AWS's command line, with their options", async function () {
    if (!isOnPath("aws", bench.environment)) return this.skip();
    const lines = linesOf("aws");
    assert.ok(lines.length > 15, `${lines.length} commands`);
    const skeleton = (words: readonly string[]) =>
      run("aws", [...words, "--generate-cli-skeleton"], { env: bench.environment });
    await assert.rejects(skeleton(["iam", "create-policy", "--policy", "x"]));
    // It judges the options, prints what could be given, and asks nobody.
    for (const [, ...words] of lines) {
      await skeleton(words.map((word) => (word.startsWith("file://") ? "{}" : word)));
    }
  });
});
