import assert from "node:assert/strict";
import fc from "fast-check";
import { lookFor, shorten, wrap, wrapItems } from "../../../tools/preview/terminal";

const narrow = { ...lookFor({}), width: 30 };
const ansi = "\u001b[";

describe("text for a terminal", () => {
  it("has colours where there is somebody to see them", () => {
    assert.ok(lookFor({ isTTY: true }, {}).tone("bad", "no").includes(ansi));
  });

  it("has none in a pipe, with NO_COLOR, or on a dumb terminal", () => {
    const looks = [
      lookFor({}, {}),
      lookFor({ isTTY: true }, { NO_COLOR: "1" }),
      lookFor({ isTTY: true }, { TERM: "dumb" }),
    ];
    for (const look of looks) assert.equal(look.tone("bad", "no"), "no");
  });

  it("is as wide as the terminal, and as wide as it likes in a pipe", () => {
    assert.equal(lookFor({ isTTY: true, columns: 90 }, {}).width, 90);
    assert.equal(lookFor({ isTTY: true, columns: 0 }, {}).width, 80);
    assert.equal(lookFor({ columns: 90 }, {}).width, Number.POSITIVE_INFINITY);
  });

  it("wraps at words, keeps its own line breaks and lets lists hang", () => {
    assert.deepEqual(wrap("a service has no listener rule\n  - give it a host of its own, please", narrow, "  "), [
      "  a service has no listener",
      "  rule",
      "    - give it a host of its",
      "      own, please",
    ]);
  });

  it("never loses a word, and is never wider than there is room unless a word is", () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(words, (list) => {
        const lines = wrap(list.join(" "), narrow, "   ");
        assert.deepEqual(lines.join(" ").trim().split(/\s+/), list);
        for (const line of lines) assert.ok(line.length <= 30, line);
      }),
    );
  });

  it("does not break the items of a list", () => {
    const items = ["12 aws:iam:Role", "9 aws:lb:Listener", "3 other types"];
    assert.deepEqual(wrapItems(items, ", ", narrow, ""), ["12 aws:iam:Role,", "9 aws:lb:Listener,", "3 other types"]);
    assert.deepEqual(wrapItems([], ", ", narrow, ""), [], "nothing is no line");
  });

  it("gives up the middle of a name that is too long", () => {
    assert.equal(shorten("prod-host-search.example.com", 15), "prod-ho…ple.com");
    assert.equal(shorten("short", 5), "short");
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 2, max: 20 }), (text, columns) => {
        assert.equal(shorten(text, columns).length, Math.min(text.length, columns));
      }),
    );
  });
});
