import assert from "node:assert/strict";
import fc from "fast-check";
import { parse } from "yaml";
import type { Move } from "../../../tools/ami/plan";
import { withPins } from "../../../tools/ami/write";
import { StackError } from "../../../tools/stack/stackError";

const move = (processor: Move["processor"], id: string): Move => ({
  processor,
  to: { id, name: "", architecture: processor, created: "", state: "available" },
});
const imageId = fc.stringMatching(/^ami-[0-9a-f]{17}$/);

/** Files as people write them: in lines or in braces, with comments, quotes and either line end. */
const files = fc
  .record({
    key: fc.constantFrom("shop:nodeImages", "nodeImages", '"shop:nodeImages"'),
    remark: fc.constantFrom("", " # ami-0000000000000000f"),
    quote: fc.constantFrom("", "'", '"'),
    braces: fc.boolean(),
    order: fc.constantFrom(["x86_64", "arm64"], ["arm64", "x86_64"]),
    above: fc.constantFrom("", "  # x86_64: ami-1", "  shop:pins: { x86_64: 1 }", "  aws:region: eu-central-1 # here"),
    below: fc.constantFrom("", "  # the end", "  shop:other: [a, 'b'] ", "  shop:pools:#"),
    end: fc.constantFrom("\n", "\r\n"),
    last: fc.boolean(),
  })
  .map(({ key, remark, quote, braces, order, above, below, end, last }) => (x86: string, arm: string) => {
    const pins = order.map((name) => `${name}: ${quote}${name === "arm64" ? arm : x86}${quote}`);
    const lines = braces
      ? [`  ${key}: { ${pins.join(",  ")} }${remark}`]
      : [`  ${key}:${remark}`, ...pins.map((pin) => `      ${pin}${remark}`)];
    const below2 = below.endsWith("#") ? `${below.slice(0, -1)}${end}    a: {}` : below;
    return ["# top", "config:", above, ...lines, below2].join(end) + (last ? end : "");
  });

describe("pins of images in a stack's file", () => {
  it("are all that changes in it, whatever stands around them", () => {
    fc.assert(
      fc.property(files, imageId, imageId, imageId, imageId, fc.boolean(), (file, x86, arm, newX86, newArm, both) => {
        const moves = [move("x86_64", newX86), ...(both ? [move("arm64", newArm)] : [])];
        assert.equal(withPins(file(x86, arm), "f", "shop", moves), file(newX86, both ? newArm : arm));
      }),
      { numRuns: 500 },
    );
  });

  it("are added as a map when there are none, behind all other settings", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("\n", "\r\n"),
        fc.boolean(),
        imageId,
        imageId,
        fc.constantFrom("  ", "    "),
        (end, last, x86, arm, indent) => {
          const text = ["# top", "config:", `${indent}aws:region: x # here`].join(end) + (last ? end : "");
          const edited = withPins(text, "f", "shop", [move("x86_64", x86), move("arm64", arm)]);
          assert.ok(edited.startsWith(text));
          assert.deepEqual(parse(edited).config, { "aws:region": "x", "shop:nodeImages": { x86_64: x86, arm64: arm } });
          assert.equal(edited.replaceAll(end, "").match(/[\r\n]/), null);
          assert.equal(edited.endsWith(end), last);
        },
      ),
    );
  });

  it("are added one by one: the other processor's below the first", () => {
    const text = "config:\n  shop:nodeImages:\n    x86_64: ami-00000001 # first\n  a:b: 1\n";
    const edited = withPins(text, "f", "shop", [move("arm64", "ami-00000002")]);
    assert.equal(edited, text.replace("# first\n", "# first\n    arm64: ami-00000002\n"));
  });

  it("stay as they are when nothing moves", () => {
    assert.equal(withPins("no: {yaml", "f", "shop", []), "no: {yaml");
  });

  for (const [title, text] of [
    ["the map is empty", "config:\n  shop:nodeImages: {}\n"],
    ["there is only its key", "config:\n  shop:nodeImages:\n  a: 1\n"],
    ["the map is an alias", "x: &x { x86_64: ami-00000001 }\nconfig:\n  shop:nodeImages: *x\n"],
    ["the value is an alias", "x: &x ami-00000001\nconfig:\n  shop:nodeImages:\n    x86_64: *x\n"],
    ["there are no settings", "# nothing\n"],
    ["it is no YAML", "config: {\n"],
  ] as const) {
    it(`are left alone, with a line that says what to do, when ${title}`, () => {
      assert.throws(
        () => withPins(text, "Pulumi.dev.yaml", "shop", [move("x86_64", "ami-00000002")]),
        (error) => {
          assert.ok(error instanceof StackError, String(error));
          assert.match(error.message, /Pulumi\.dev\.yaml/);
          return true;
        },
      );
    });
  }
});
