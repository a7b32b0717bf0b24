import assert from "node:assert/strict";
import fc from "fast-check";
import { covers, overlap } from "../../../components/tasks/patterns";

/** All texts of two letters up to a length that two patterns of three characters can ask for. */
const TEXTS = ["", ...[1, 2, 3, 4, 5, 6].flatMap((length) => textsOf(length))];

function textsOf(length: number): string[] {
  return length === 0 ? [""] : textsOf(length - 1).flatMap((text) => [`${text}a`, `${text}b`]);
}

function matches(pattern: string, text: string): boolean {
  return new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(text);
}

const pattern = fc.array(fc.constantFrom("a", "b", "*", "?"), { maxLength: 3 }).map((parts) => parts.join(""));

describe("patterns of a listener rule", () => {
  it("overlap when some text matches both, and only then", () => {
    fc.assert(
      fc.property(pattern, pattern, (one, other) => {
        assert.equal(
          overlap(one, other),
          TEXTS.some((text) => matches(one, text) && matches(other, text)),
          `${one} and ${other}`,
        );
      }),
      { numRuns: 500 },
    );
  });

  it("cover each other only when each text of one matches the other", () => {
    fc.assert(
      fc.property(pattern, pattern, (one, other) => {
        if (!covers(one, other)) return;
        for (const text of TEXTS.filter((text) => matches(other, text)))
          assert.ok(matches(one, text), `${one} ${other}`);
      }),
      { numRuns: 500 },
    );
  });

  it("are compared in an instant, however many stars they have", () => {
    assert.equal(overlap("*a".repeat(60), "*b".repeat(60)), false);
    assert.equal(overlap(`${"*a".repeat(60)}*`, `${"*b".repeat(60)}*`), true);
  });
});
