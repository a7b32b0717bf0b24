import assert from "node:assert/strict";
import fc from "fast-check";
import { rolloutShare, taskShares, withoutPool } from "../../../components/fit/taskShares";

type Capacity = Record<string, { base?: number; weight?: number }>;

const total = (shares: ReturnType<typeof taskShares>, which: "fewest" | "most") =>
  Object.values(shares).reduce((sum, share) => sum + share[which], 0);

/** A capacity with a base on one pool at most, and a weight somewhere. */
const capacities = (pools: number) =>
  fc
    .record({
      weights: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: pools, maxLength: pools }),
      based: fc.integer({ min: 0, max: pools - 1 }),
      base: fc.integer({ min: 0, max: 6 }),
    })
    .filter(({ weights }) => weights.some((weight) => weight > 0))
    .map(
      ({ weights, based, base }): Capacity =>
        Object.fromEntries(weights.map((weight, i) => [`p${i}`, { weight, ...(i === based && { base }) }])),
    );

/** One task after another, each to the pool that is furthest behind its weight: what is known as smooth round robin. */
function dealt(capacity: Capacity, tasks: number): Record<string, number> {
  const names = Object.keys(capacity);
  const counts = Object.fromEntries(names.map((name) => [name, 0]));
  const credit = Object.fromEntries(names.map((name) => [name, 0]));
  const all = names.reduce((sum, name) => sum + (capacity[name]?.weight ?? 1), 0);
  for (let task = 0; task < tasks; task++) {
    const short = names.find((name) => (counts[name] ?? 0) < (capacity[name]?.base ?? 0));
    if (short === undefined)
      for (const name of names) credit[name] = (credit[name] ?? 0) + (capacity[name]?.weight ?? 1);
    const next = short ?? names.reduce((a, b) => ((credit[b] ?? 0) > (credit[a] ?? 0) ? b : a));
    if (short === undefined) credit[next] = (credit[next] ?? 0) - all;
    counts[next] = (counts[next] ?? 0) + 1;
  }
  return counts;
}

/** All at once: what is above the bases by weight, rounded down, and what is left over to the largest remainders. */
function divided(capacity: Capacity, tasks: number): Record<string, number> {
  const counts = new Map<string, number>();
  let left = tasks;
  for (const [name, { base = 0 }] of Object.entries(capacity)) {
    counts.set(name, Math.min(base, left));
    left -= Math.min(base, left);
  }
  const all = Object.values(capacity).reduce((sum, { weight = 1 }) => sum + weight, 0);
  const ideal = Object.entries(capacity).map(([name, { weight = 1 }]) => ({ name, ideal: (left * weight) / all }));
  for (const each of ideal) counts.set(each.name, (counts.get(each.name) ?? 0) + Math.floor(each.ideal));
  const rest = left - ideal.reduce((sum, each) => sum + Math.floor(each.ideal), 0);
  ideal.sort((a, b) => (b.ideal % 1) - (a.ideal % 1));
  for (const { name } of ideal.slice(0, rest)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries(counts);
}

function within(shares: ReturnType<typeof taskShares>, counts: Record<string, number>): void {
  for (const [name, { fewest, most }] of Object.entries(shares)) {
    assert.ok(fewest <= (counts[name] ?? 0) && (counts[name] ?? 0) <= most, `${name}: ${counts[name]}`);
  }
}

describe("the tasks of a service by pool", () => {
  for (const [capacity, tasks, shares] of [
    [{ spot: {} }, 4, { spot: [4, 4] }],
    [{ od: { base: 3, weight: 0 }, spot: { weight: 1 } }, 6, { od: [3, 3], spot: [3, 3] }],
    [{ od: { base: 3, weight: 0 }, spot: { weight: 1 } }, 2, { od: [2, 2], spot: [0, 0] }],
    [{ od: { base: 2, weight: 1 }, spot: { weight: 4 } }, 12, { od: [4, 4], spot: [8, 8] }],
    [{ od: { weight: 1 }, spot: { weight: 2 } }, 4, { od: [1, 2], spot: [2, 3] }],
    [{ od: {}, spot: {} }, 0, { od: [0, 0], spot: [0, 0] }],
    [{ od: { weight: 1 }, spot: { weight: 0 } }, 5, { od: [5, 5], spot: [0, 0] }],
  ] as const) {
    it(`are ${JSON.stringify(shares)} of ${tasks} with ${JSON.stringify(capacity)}`, () => {
      const found = Object.entries(taskShares(capacity, tasks)).map(([pool, { fewest, most }]) => [
        pool,
        [fewest, most],
      ]);
      assert.deepEqual(Object.fromEntries(found), shares);
    });
  }

  it("are what two ways to deal them out come to, or one beside it", () => {
    fc.assert(
      fc.property(capacities(2), fc.nat(60), (capacity, tasks) =>
        within(taskShares(capacity, tasks), dealt(capacity, tasks)),
      ),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }).chain(capacities), fc.nat(60), (capacity, tasks) =>
        within(taskShares(capacity, tasks), divided(capacity, tasks)),
      ),
    );
  });

  it("are as many as there are, give or take how they are rounded, and not fewer for more of them", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }).chain(capacities), fc.nat(60), (capacity, tasks) => {
        const shares = taskShares(capacity, tasks);
        assert.ok(total(shares, "fewest") <= tasks && tasks <= total(shares, "most"));
        for (const [pool, { fewest, most }] of Object.entries(shares)) {
          assert.ok(most - fewest <= 1);
          const more = taskShares(capacity, tasks + 1)[pool];
          assert.ok((more?.fewest ?? 0) >= fewest && (more?.most ?? 0) >= most);
        }
      }),
    );
  });
});

describe("a pool in a rollout", () => {
  for (const [tasks, share, maximumPercent, most] of [
    [6, 3, 200, 6],
    [6, 6, 150, 9],
    [6, 2, 150, 4],
    [1, 1, 150, 1], // ECS rounds down: it has to stop the old one first
    [3, 3, 200, 6],
    [0, 0, 200, 0],
  ] as const) {
    it(`has up to ${most} tasks where it has ${share} of ${tasks}, at ${maximumPercent} %`, () => {
      assert.equal(rolloutShare({ fewest: share, most: share }, tasks, maximumPercent), most);
    });
  }

  it("never has more, in whatever order old tasks are stopped and new ones started", () => {
    const scenario = fc.record({
      capacity: fc.integer({ min: 1, max: 3 }).chain(capacities),
      tasks: fc.integer({ min: 1, max: 12 }),
      maximumPercent: fc.integer({ min: 101, max: 200 }),
      choices: fc.array(fc.nat(1_000), { minLength: 60, maxLength: 60 }),
    });
    fc.assert(
      fc.property(scenario, ({ capacity, tasks, maximumPercent, choices }) => {
        const old = divided(capacity, tasks);
        const toStart = divided(capacity, tasks);
        const started: Record<string, number> = {};
        const sum = (of: Record<string, number>) => Object.values(of).reduce((total, n) => total + n, 0);
        for (const choice of choices) {
          const mayStart = sum(old) + sum(started) < Math.floor((tasks * maximumPercent) / 100);
          const starts = Object.keys(toStart).filter((pool) => mayStart && (toStart[pool] ?? 0) > 0);
          const stops = Object.keys(old).filter((pool) => (old[pool] ?? 0) > 0);
          const step = choice % (starts.length + stops.length || 1);
          const pool = [...starts, ...stops][step];
          if (pool === undefined) break;
          if (step < starts.length) {
            toStart[pool] = (toStart[pool] ?? 0) - 1;
            started[pool] = (started[pool] ?? 0) + 1;
          } else old[pool] = (old[pool] ?? 0) - 1;
          for (const [name, share] of Object.entries(taskShares(capacity, tasks))) {
            assert.ok((old[name] ?? 0) + (started[name] ?? 0) <= rolloutShare(share, tasks, maximumPercent), name);
          }
        }
      }),
    );
  });
});

describe("the tasks of a lost pool", () => {
  for (const [capacity, left] of [
    [{ od: { base: 3, weight: 0 }, spot: {} }, { od: { weight: 1 } }],
    [{ od: { base: 1 }, spot: { weight: 2 } }, { od: { weight: 1 } }],
    [{ od: { base: 3, weight: 0 }, spot: {}, more: { weight: 2 } }, { more: { weight: 2 } }],
    [{ spot: {} }, {}],
  ] as const) {
    it(`may go to ${JSON.stringify(left)} with ${JSON.stringify(capacity)}`, () => {
      assert.deepEqual(withoutPool(capacity, "spot"), left);
    });
  }
});
