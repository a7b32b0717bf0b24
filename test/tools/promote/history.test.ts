import assert from "node:assert/strict";
import fc from "fast-check";
import { wayBack } from "../../../tools/promote/history";
import { type LedgerLine, readLedger, written } from "../../../tools/promote/ledger";

const WHO = { when: "2026-01-01T00:00:00.000Z", who: 'A "b" <a@example.com>' };

function moved(toRevision: number, before?: number, action: LedgerLine["action"] = "promote"): LedgerLine {
  const numbers = { fromRevision: toRevision, toRevision, ...(before !== undefined && { before }) };
  return { ...WHO, action, release: "web", from: "dev", to: "prod", ...numbers };
}

describe("the way back of a release", () => {
  for (const [title, lines, way] of [
    ["is empty without a ledger", [], []],
    ["begins with what was there before the first line", [moved(5, 4)], [4, 5]],
    ["has each revision once in a row", [moved(5, 4), moved(5, 5), moved(7, 5)], [4, 5, 7]],
    [
      "goes further with each rollback and never forth again",
      [moved(5, 4), moved(7, 5), moved(5, 7, "rollback")],
      [4, 5],
    ],
    [
      "goes on from where a rollback has led to",
      [moved(5, 4), moved(7, 5), moved(5, 7, "rollback"), moved(8, 5)],
      [4, 5, 8],
    ],
    ["leaves out what somebody has pinned by hand", [moved(5, 4), moved(9, 6)], [4, 5, 9]],
    ["has a line once that is there twice", [moved(5, 4), moved(5, 4), moved(4, 5, "rollback")], [4]],
    ["is the one of the last of two lines that a merge has kept", [moved(5, 4), moved(6, 4)], [4, 6]],
    ["keeps what a rollback led to that it did not know", [moved(5), moved(2, 5, "rollback")], [5, 2]],
    [
      "is not that of others",
      [
        { ...moved(5), release: "search" },
        { ...moved(6), to: "stage" },
      ],
      [],
    ],
  ] as [string, LedgerLine[], number[]][]) {
    it(title, () => assert.deepEqual(wayBack(lines, "prod", "web"), way));
  }
});

describe("the ledger", () => {
  it("reads what it has written, whatever names and reasons are", () => {
    const text = fc.string({ minLength: 1, unit: "binary" });
    const lines = fc.array(
      fc.record(
        {
          ...{ when: text, who: text, release: text, from: text, to: text, contentHash: text, reason: text },
          action: fc.constantFrom("promote", "rollback"),
          ...{
            fromRevision: fc.nat({ max: 99 }).map((n) => n + 1),
            toRevision: fc.constant(7),
            before: fc.constant(6),
          },
        },
        { requiredKeys: ["when", "who", "release", "from", "to", "action", "fromRevision", "toRevision"] },
      ),
    );
    fc.assert(
      fc.property(lines, (made) => {
        const read = readLedger(made.map((line) => written(line as LedgerLine)).join(""));
        assert.equal(JSON.stringify(read), JSON.stringify(made));
      }),
    );
  });

  it("names every line that is none", () => {
    const good = written(moved(3)).trim();
    assert.throws(
      () => readLedger(`${good}\r\n\n{}\n${good.replace("promote", "move")}\n`),
      /^Error: Lines 3, 4 of releases\.ledger\.jsonl are not as promote writes it\. Restore it from git/,
    );
  });
  it("keeps the lines of both sides where a merge has left its marks", () => {
    const good = written(moved(3));
    assert.throws(
      () => readLedger(`<<<<<<< HEAD\n${good}=======\n${good}>>>>>>> other\n`),
      /^Error: Lines 1, 3, 5 of .* marks of a merge\. Keep the lines of both sides, and take out the marks\.$/,
    );
  });
});
