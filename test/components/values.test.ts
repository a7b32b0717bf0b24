import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { TaskRelease } from "fairlead";
import fc from "fast-check";
import { shown } from "../../components/values";
import { taskReleaseArgs } from "../support/builders";
import { errorsOf } from "../support/recorder";
import { RUBBISH, WAITING } from "../support/rubbish";

const around: { itself?: unknown } = {};
around.itself = around;

describe("a value in a message", () => {
  for (const [value, text] of [
    [undefined, "missing"],
    ["x", '"x"'],
    [[1, { a: null }], '[1,{"a":null}]'],
    [Number.NaN, "NaN"],
    [10n, "10n"],
    [{ x: 10n }, "{ x: 10n }"],
    [{ toJSON: () => undefined }, "{ toJSON: [Function: toJSON] }"],
    [Symbol("x"), "Symbol(x)"],
    [around, "<ref *1> { itself: [Circular *1] }"],
    [pulumi.output(1), "an output"],
    [{ a: [pulumi.output(1)], b: Promise.resolve(2) }, '{"a":["<output>"],"b":"<output>"}'],
    ["x".repeat(200), `"${"x".repeat(116)}...`],
  ] as [unknown, string][]) {
    it(`is ${text}`, () => {
      assert.equal(shown(value), text);
    });
  }

  it("is a text, whatever it is", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.constantFrom(...RUBBISH, ...WAITING),
          fc.anything({ withBigInt: true, withSparseArray: true, withNullPrototype: true, withMap: true }),
        ),
        (value) => {
          assert.match(shown(value), /^.{1,120}$/s);
        },
      ),
    );
  });

  it("is no description of a resource that was passed in place of its name", async () => {
    const program = () => {
      const other = new pulumi.ComponentResource("a:b:C", "other");
      new TaskRelease("web", taskReleaseArgs({ family: other as never, environments: [other as never] }));
    };
    const [error] = await errorsOf(program);
    assert.match(
      error ?? "",
      /- family is a resource; .+\n {2}- environments is \["<resource>"\]; a resource in it is wrong/,
    );
  });
});
