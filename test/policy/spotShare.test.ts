import assert from "node:assert/strict";
import { isUsable, type StrategyMarket, spotShare } from "fairlead/rules";
import fc from "fast-check";

const onDemand = (base?: number, weight?: number) => entry(0, base, weight);
const onSpot = (base?: number, weight?: number) => entry(1, base, weight);

function entry(spot: number, base?: number, weight?: number): StrategyMarket {
  return { spot, ...(base !== undefined && { base }), ...(weight !== undefined && { weight }) };
}

describe("spot share", () => {
  const cases: [string, StrategyMarket[], number | undefined, number][] = [
    ["of a spot provider alone is everything", [onSpot(0, 1)], 4, 1],
    ["of an on-demand provider alone is nothing", [onDemand(0, 1)], 4, 0],
    ["of a lone entry without a weight is everything", [onSpot()], 4, 1],
    ["leaves out an entry without base and weight", [onDemand(0, 0), onSpot(0, 1)], 4, 1],
    ["fills the base first", [onDemand(2), onSpot(0, 1)], 4, 0.5],
    ["is nothing while the base takes all tasks", [onDemand(2), onSpot(0, 1)], 2, 0],
    ["divides the rest by weight", [onDemand(2, 1), onSpot(0, 3)], 6, 0.5],
    [
      "without a desired count is the largest: that of many tasks above an on-demand base",
      [onDemand(2, 1), onSpot(0, 3)],
      undefined,
      0.75,
    ],
    [
      "without a desired count is the largest: that of few tasks in a spot base",
      [onSpot(2), onDemand(0, 1)],
      undefined,
      1,
    ],
    ["of mixed groups counts their spot part", [entry(0.4, 0, 1)], undefined, 0.4],
    ["of no tasks is nothing", [onSpot(0, 1)], 0, 0],
    ["of no strategy is nothing", [], undefined, 0],
  ];
  for (const [title, strategy, tasks, expected] of cases) {
    it(title, () => assert.equal(spotShare(strategy, tasks), expected));
  }

  it("is always between none and all, and grows with the number of tasks above an on-demand base", () => {
    const strategies = fc.array(fc.record({ spot: fc.constantFrom(0, 0.5, 1), base: fc.nat(9), weight: fc.nat(9) }), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(strategies, fc.nat(100), (strategy, tasks) => {
        const share = spotShare(strategy, tasks);
        assert.ok(share >= 0 && share <= 1 + 1e-9, String(share));
        const based = [onDemand(3), onSpot(0, 1)];
        assert.ok(spotShare(based, tasks) <= spotShare(based, tasks + 1));
      }),
    );
  });

  it("counts an entry as usable by its base alone", () => {
    assert.equal(isUsable({ base: 1, weight: 0 }, false), true);
    assert.equal(isUsable({ weight: 0 }, true), false);
  });
});
