import assert from "node:assert/strict";
import fc from "fast-check";
import { type CapacityShare, capacityProblems, strategyOf } from "../../../components/tasks/serviceCapacity";

const pools = {
  "on-demand": { capacityProvider: "od", market: "on-demand" },
  spot: { capacityProvider: "sp", market: "spot" },
};

describe("a service's capacity", () => {
  it("becomes a strategy with the base first and a weight of 1 where none is said", () => {
    const { strategy } = strategyOf({ spot: { weight: 2 }, "on-demand": { base: 3 } }, pools);
    assert.deepEqual(strategy, [
      { capacityProvider: "od", base: 3, weight: 1 },
      { capacityProvider: "sp", base: 0, weight: 2 },
    ]);
  });

  for (const [capacity, share] of [
    [{ spot: {} }, 1],
    [{ "on-demand": {} }, 0],
    [{ "on-demand": { base: 2 }, spot: { weight: 3 } }, 0.75],
    [{ "on-demand": { weight: 1 }, spot: { weight: 0 } }, 0],
  ] as const) {
    it(`is on spot to ${share} with ${JSON.stringify(capacity)}`, () => {
      assert.equal(strategyOf(capacity, pools).spotShare, share);
    });
  }

  for (const [what, capacity] of [
    ["no pool", {}],
    ["two bases", { "on-demand": { base: 1 }, spot: { base: 1 } }],
    ["no weight at all", { spot: { weight: 0 } }],
    ["a weight above 1,000", { spot: { weight: 1_001 } }],
    ["half a task", { spot: { base: 0.5 } }],
  ] as const) {
    it(`is refused with ${what}`, () => assert.equal(capacityProblems(capacity).length, 1));
  }

  it("names the pools that there are when it asks for another", () => {
    const { problems } = strategyOf({ gpu: {} }, pools);
    assert.equal(problems[0]?.remedy, "It has on-demand, spot.");
    assert.equal(strategyOf({ constructor: {} as CapacityShare }, pools).problems.length, 1);
  });

  it("never throws, whatever it is given", () => {
    fc.assert(fc.property(fc.anything(), (any) => assert.ok(Array.isArray(capacityProblems(any as never)))));
  });
});
