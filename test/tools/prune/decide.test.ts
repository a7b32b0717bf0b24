import assert from "node:assert/strict";
import fc from "fast-check";
import { decide, readName } from "../../../tools/prune/decide";
import { ranges } from "../../../tools/prune/report";

const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 30 });
const needs = fc.array(
  fc.record(
    {
      family: fc.constantFrom("web", "search"),
      revision: fc.integer({ min: 1, max: 30 }),
      by: fc.constantFrom("a", "b"),
    },
    { requiredKeys: ["family", "by"] },
  ),
);

describe("which revisions go", () => {
  it("are those that nobody needs and that are not the newest, whatever there is and whoever needs it", () => {
    fc.assert(
      fc.property(numbers, numbers, needs, fc.nat({ max: 12 }), (web, search, needs, keep) => {
        for (const { family, revision, stays } of decide({ web, search }, needs, keep)) {
          const all = family === "web" ? web : search;
          const newer = all.filter((other) => other > revision).length;
          const by = needs.filter(
            (need) =>
              need.family === family && (need.revision === undefined ? newer === 0 : need.revision === revision),
          );
          assert.equal(stays.length === 0, by.length === 0 && newer >= keep);
          for (const need of by) assert.ok(stays.includes(need.by));
        }
      }),
    );
  });

  it("are each told of once", () => {
    fc.assert(
      fc.property(numbers, (web) => {
        const told = decide({ web }, [], 3).map(({ revision }) => revision);
        assert.deepEqual(
          told,
          [...web].sort((a, b) => a - b),
        );
      }),
    );
  });

  it("are read by their names, with a number or without, whole or at the end of an ARN", () => {
    const names = [
      "web:12",
      "arn:aws:ecs:a:1:task-definition/web:12",
      "arn:aws-cn:ecs:a:1:task-definition/web",
      "x y",
      undefined,
    ];
    assert.deepEqual(names.map(readName), [
      { family: "web", revision: 12 },
      { family: "web", revision: 12 },
      { family: "web" },
      undefined,
      undefined,
    ]);
  });

  it("are shown in runs", () => {
    assert.equal(ranges([1, 2, 3, 5, 7, 8]), "1-3, 5, 7-8");
  });
});
