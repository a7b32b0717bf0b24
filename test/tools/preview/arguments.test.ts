import assert from "node:assert/strict";
import { readArguments } from "../../../tools/preview/arguments";

describe("the command line of npm start", () => {
  it("asks for every stack when it says nothing", () => {
    assert.deepEqual(readArguments([]), { help: false, json: false, stacks: [], html: undefined, diff: undefined });
  });

  it("takes stacks, two to compare, a file for a page, and a form", () => {
    assert.deepEqual(readArguments(["--stack", "dev", "--stack", "prod"]).stacks, ["dev", "prod"]);
    assert.deepEqual(readArguments(["--diff", "dev", "prod", "--json"]).diff, ["dev", "prod"]);
    assert.equal(readArguments(["--html", "page.html"]).html, "page.html");
    assert.equal(readArguments(["-h"]).help, true);
  });

  for (const [args, error] of [
    [["--diff"], /^--diff takes the names of two stacks, as in: npm start -- --diff dev prod$/],
    [["--diff", "dev"], /^--diff takes the names of two stacks/],
    [["--diff", "dev", "stage", "prod"], /^--diff takes the names of two stacks/],
    [["--diff", "dev", "prod", "--stack", "dev"], /^--diff stands alone, or with --json\.$/],
    [["--diff", "dev", "prod", "--html", "page.html"], /^--diff stands alone/],
    [["prod"], /^There is no "prod" to ask for\. --stack prod previews a stack of that name; see --help\.$/],
    [["--html"], /'--html <value>' argument missing/],
    [["--html", ""], /^--html takes the name of a file, as in: npm start -- --html preview\.html$/],
  ] as const) {
    it(`says what is wrong with "${args.join(" ")}"`, () => {
      assert.throws(() => readArguments(args), { message: error });
    });
  }
});
