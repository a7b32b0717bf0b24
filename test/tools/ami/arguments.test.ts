import assert from "node:assert/strict";
import { readArguments } from "../../../tools/ami/arguments";
import { StackError } from "../../../tools/stack/stackError";

describe("arguments of npm run ami", () => {
  for (const [args, message] of [
    [["dev", "prod"], /^One environment at a time; there are 2: dev, prod\./],
    [["dev", "--newest", "--from", "prod"], /^Say one of --move, --newest and --from\./],
    [["--newest"], /^Which environment\? Like: npm run ami -- dev --newest/],
    [["dev", "--from", "dev"], /^--from is dev itself\./],
    [["dev", "--move", "latest"], /^--move latest: no id of an image like ami-0123456789abcdef0\./],
    [["dev", "--dry-run"], /^--dry-run and --force-older are of a move/],
    [["dev", "--newest", "--json"], /^--json is of the report\./],
  ] as [string[], RegExp][]) {
    it(`are refused when they are ${args.join(" ")}`, () => {
      assert.throws(
        () => readArguments(args),
        (error) => {
          assert.ok(error instanceof StackError);
          assert.match(error.message, message);
          assert.match(error.message, /All of it: npm run ami -- --help$/);
          return true;
        },
      );
    });
  }

  it("are told to be wrong all at once", () => {
    assert.throws(
      () => readArguments(["a", "b", "--newest", "--move", "x"]),
      /One environment[\s\S]*Say one of[\s\S]*--move x/,
    );
  });

  it("ask for help whatever else they are", () => {
    assert.equal(readArguments(["a", "b", "--help"]).what, "help");
  });
});
