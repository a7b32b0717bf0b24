import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "yaml";
import { editYaml } from "../../../tools/stack/editYaml";
import { StackError } from "../../../tools/stack/stackError";

const PATH = ["config", "shop:pins", "web"];

/** Lines around a pin as people write them, and the same file in pieces: before the pin, the pin, and behind it. */
const files = fc
  .record({
    above: fc.array(fc.constantFrom("# c: {", "", "    # web: 3", "    search: 1 # web: 1", "    'a b': \"2\"")),
    below: fc.array(fc.constantFrom("    mailer: 4", "", "  # web: 9", "    last: '5'   ", "    # no more")),
    pin: fc.constantFrom("7", "'7'", '"7"', "0x7", "7.0"),
    key: fc.constantFrom("web", "'web'", '"web"'),
    space: fc.constantFrom(" ", "   ", "\t"),
    remark: fc.constantFrom("", " # web: 7", "  #"),
    end: fc.constantFrom("\n", "\r\n"),
    last: fc.boolean(),
    mark: fc.constantFrom("", "\ufeff", "# all of it\n---\n"),
  })
  .map(({ above, below, pin, key, space, remark, end, last, mark }) => {
    const once = (lines: string[]) => lines.filter((line, i) => line.trim() === "" || lines.indexOf(line) === i);
    const before = ["config:", "  shop:pins:", ...once(above), `    ${key}:${space}`].join(end);
    return {
      before: mark + before,
      pin,
      after: [remark, ...once(below), "  shop:other: [1, 2]"].join(end) + (last ? end : ""),
    };
  });

describe("a value that is exchanged in a YAML file", () => {
  it("is the only thing that changes in it, whatever stands around it", () => {
    fc.assert(
      fc.property(files, fc.integer({ min: 1, max: 999_999_999 }), ({ before, pin, after }, number) => {
        const edited = editYaml(before + pin + after, "Pulumi.dev.yaml", PATH, String(number));
        const quote = /^['"]/.exec(pin)?.[0] ?? "";
        assert.equal(edited, `${before}${quote}${number}${quote}${after}`);
        assert.equal(String(parse(edited).config["shop:pins"].web), String(number));
      }),
      { numRuns: 500 },
    );
  });

  it("may stand in braces, with comments", () => {
    const text = "config:\n  shop:pins: { search: 1, web: 2 } # web: 2\n";
    assert.equal(editYaml(text, "f", PATH, "3"), "config:\n  shop:pins: { search: 1, web: 3 } # web: 2\n");
  });

  for (const [title, text, edited] of [
    [
      "in front of what follows",
      "config:\n  shop:pins:\n    a: 1 # x\n\n  b: 2\n",
      "    a: 1 # x\n    web: 3\n\n  b: 2\n",
    ],
    ["with the file's line ends", "config:\r\n  shop:pins:\r\n    a: 1\r\n", "    a: 1\r\n    web: 3\r\n"],
    ["with its map, when that is not there", "config:\n  b: 1 # x\n", "  b: 1 # x\n  shop:pins:\n    web: 3\n"],
    [
      "with its map behind another one",
      "config:\r\n  shop:b:\r\n    - 1\r\n\r\n# end",
      "    - 1\r\n  shop:pins:\r\n    web: 3\r\n\r\n# end",
    ],
    [
      "with its map behind text over lines",
      "config:\n  shop:b:\n    c:\n      d: |\n        x\n  # more\n",
      "        x\n  shop:pins:\n    web: 3\n  # more\n",
    ],
    [
      "instead of empty braces",
      "config:\n  shop:pins: {} # none\n  b: 2\n",
      "  shop:pins: # none\n    web: 3\n  b: 2\n",
    ],
    ["instead of empty braces at the end of a file", "config:\r\n  shop:pins: { }", "  shop:pins:\r\n    web: 3"],
    ["at the end of a file without a last one", "config:\n  shop:pins:\n    a: 1", "    a: 1\n    web: 3"],
  ] as const) {
    it(`is added when there is none: ${title}`, () => {
      assert.ok(editYaml(text, "f", PATH, "3").endsWith(edited));
    });
  }

  for (const [title, text, message] of [
    ["the file is no YAML", "a: [", /^f is no YAML: /],
    [
      "a key is there twice",
      "config:\n  shop:pins:\n    web: 1\n    web: 2\n",
      /^f is no YAML: Map keys must be unique/,
    ],
    ["no map is there", "a: 1\n", /^f has no config in the file: write web: 3 there by hand\.$/],
    ["config is empty", "config: {}\n", /^f has no shop:pins in config: /],
    [
      "an anchor shares the map",
      "config:\n  shop:pins: &p\n    web: 1\n  shop:more: *p\n",
      /^f has an anchor at config\.shop:pins: /,
    ],
    ["there is a text instead of a map", "config:\n  shop:pins: '{}'\n", /^f has no map at config\.shop:pins: /],
    ["an anchor shares it", "config:\n  shop:pins:\n    web: &w 1\n    b: *w\n", /^f has an anchor at /],
    ["it is an alias", "config:\n  shop:pins:\n    b: &w 1\n    web: *w\n", /^f has an alias at /],
    ["there is nothing", "config:\n  shop:pins:\n    web:\n", /^f has no plain value at /],
    ["it is text over lines", "config:\n  shop:pins:\n    web: |\n      1\n    b: 1\n", /cannot be exchanged/],
    ["braces have others", "config:\n  shop:pins: { b: 1 }\n", /^f has no web in config\.shop:pins/],
    ["empty braces stand in others", "config: { shop:pins: {} }\n", /cannot be exchanged/],
    ["a comment stands in empty braces", "config:\n  shop:pins: { # none\n  }\n", /^f has no web in config/],
  ] as const) {
    it(`is refused when ${title}`, () => {
      assert.throws(
        () => editYaml(text, "f", PATH, "3"),
        (error: Error) => error instanceof StackError && message.test(error.message),
      );
    });
  }
});
