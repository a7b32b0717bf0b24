import assert from "node:assert/strict";
import type { Comparison } from "../../../../tools/preview/diff/compare";
import { comparisonReport } from "../../../../tools/preview/diff/report";
import { lookFor } from "../../../../tools/preview/terminal";
import { resource } from "../../../support/resource";

const comparison: Comparison = {
  stacks: ["dev", "prod"],
  differences: [
    { section: "Settings", item: "", property: "profile", values: ["development", "production"] },
    { section: "Services", item: "web", property: "tasks", values: ["1", "6"] },
    { section: "Services", item: "web", property: "hosts", values: [null, `${"shop.example.com, ".repeat(4)}end`] },
  ],
  only: [[], [resource({ name: "a" }), resource({ type: "aws:sqs/queue:Queue", name: "b" })]],
};
const report = (columns?: number, given = comparison) =>
  comparisonReport(given, columns === undefined ? lookFor({}) : lookFor({ isTTY: true, columns }, { NO_COLOR: "1" }));

describe("the table of differences", () => {
  it("has a column for each stack, and a dash for what one has not", () => {
    assert.deepEqual(report(80).slice(0, 14), [
      "What differs between dev and prod",
      "",
      "                  dev                             prod",
      "",
      "Settings",
      "  profile         development                     production",
      "",
      "Services",
      "  web",
      "    tasks         1                               6",
      "    hosts         -                               shop.example.com,",
      "                                                  shop.example.com,",
      "                                                  shop.example.com,",
      "                                                  shop.example.com, end",
    ]);
  });

  it("names what only one of them has", () => {
    assert.match(report(80).join("\n"), /\nOnly in prod\n {2}aws:ecs:Cluster a, aws:sqs:Queue b$/);
  });

  for (const columns of [40, 80, 132, undefined]) {
    it(`is no wider than ${columns ?? "a page in a pipe"}`, () => {
      const [difference] = comparison.differences;
      assert.ok(difference);
      const wide = { ...difference, property: "p".repeat(70), values: ["v".repeat(200), "w\nw\tw"] as const };
      for (const line of report(columns, { ...comparison, differences: [...comparison.differences, wide] })) {
        assert.ok(line.length <= Math.min(columns ?? 110, 110), line);
        assert.doesNotMatch(line, /\p{Cc}/u);
      }
    });
  }

  it("says so when nothing differs", () => {
    const none: Comparison = { stacks: ["a", "b"], differences: [], only: [[], []] };
    assert.deepEqual(report(80, none), ["Nothing differs between a and b."]);
  });
});
