import assert from "node:assert/strict";
import fc from "fast-check";
import {
  absolutePriority,
  planRules,
  priorityClashes,
  type RulePlan,
  shadowedRules,
} from "../../../components/tasks/listenerRules";

const hosts = (n: number) => Array.from({ length: n }, (_, i) => `h${i}.example.com`);
const rule = (name: string, priority: number, hosts = ["a.example.com"], paths: string[] = []): RulePlan => ({
  name,
  service: name.replace(/-\d+$/, ""),
  priority,
  hosts,
  paths,
});

describe("the listener rules of a service", () => {
  for (const [count, sizes] of [
    [1, [1]],
    [5, [5]],
    [6, [5, 1]],
    [7, [5, 2]],
    [11, [5, 5, 1]],
  ] as const) {
    it(`splits ${count} hosts into ${sizes.length}`, () => {
      const plan = planRules({ service: "web", hosts: hosts(count) });
      assert.deepEqual(
        plan.map((r) => r.hosts.length),
        sizes,
      );
      assert.deepEqual(
        plan.flatMap((r) => r.hosts),
        hosts(count),
      );
    });
  }

  it("counts hosts and paths together", () => {
    const plan = planRules({ service: "web", hosts: hosts(5), paths: ["/a/*", "/b/*"] });
    assert.deepEqual(
      plan.map((r) => r.hosts.length + r.paths.length),
      [5, 4],
    );
  });

  it("keeps every rule within five values and within a block, whatever is asked for", () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(6), fc.nat(8), fc.stringMatching(/^[a-z]{1,10}$/), (n, p, wild, service) => {
        const plan = planRules({
          service,
          hosts: [...hosts(n), ...Array.from({ length: wild }, (_, i) => `*.w${i}.example.com`)],
          paths: Array.from({ length: p }, (_, i) => `/p${i}`),
        });
        for (const r of plan) {
          assert.ok(r.hosts.length > 0 && (p > 4 || r.hosts.length + r.paths.length <= 5));
          assert.ok(r.priority >= 1 && r.priority <= 2_000);
        }
        assert.equal(new Set(plan.map((r) => r.name)).size, plan.length);
      }),
    );
  });

  it("asks for a path before the whole host, and for a host by name before a wildcard", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,12}$/), fc.stringMatching(/^[a-z]{1,12}$/), (one, other) => {
        const first = (hosts: string[], paths?: string[]) =>
          planRules({ service: paths ? one : other, hosts, ...(paths && { paths }) })[0]?.priority ?? 0;
        const exact = first(["shop.example.com"]);
        assert.ok(first(["shop.example.com"], ["/api/*"]) < exact);
        assert.ok(exact < first(["*.example.com"]));
        assert.ok(first(["*.example.com"], ["/api/*"]) < first(["*.example.com"]));
      }),
    );
  });

  it("never moves when other services or hosts come", () => {
    const before = planRules({ service: "web", hosts: hosts(5) })[0];
    const after = planRules({ service: "web", hosts: hosts(6) })[0];
    assert.deepEqual(after, before);
  });

  it("starts at the number that is asked for", () => {
    const plan = planRules({ service: "web", hosts: hosts(7), listenerPriority: 40 });
    assert.deepEqual(
      plan.map((r) => r.priority),
      [40, 41],
    );
  });

  it("puts each team into a block of its own", () => {
    assert.deepEqual([absolutePriority(0, 1), absolutePriority(0, 2_000), absolutePriority(1, 1)], [1, 2_000, 2_001]);
    assert.equal(absolutePriority(24, 2_000), 50_000);
  });
});

describe("rules of one program that want the same priority", () => {
  const seen = (rules: RulePlan[]) =>
    priorityClashes(rules).map(({ rule, other, free }) => [rule.name, other.name, free]);

  it("are told of a number that is free", () => {
    assert.deepEqual(seen([rule("a-1", 700), rule("b-1", 700), rule("c-1", 601)]), [["b-1", "a-1", 602]]);
  });

  it("each get another number, with room for all rules of the service", () => {
    const clashing = [rule("a-1", 700), rule("b-1", 700), rule("b-2", 603), rule("c-1", 700)];
    assert.deepEqual(seen(clashing), [
      ["b-1", "a-1", 601],
      ["c-1", "a-1", 604],
    ]);
  });

  it("are none when all differ", () => assert.deepEqual(seen([rule("a-1", 700), rule("b-1", 701)]), []));
});

describe("a rule that another one, asked before it, takes requests from", () => {
  const shadowed = (...rules: RulePlan[]) =>
    shadowedRules(rules).map(({ rule, other, free }) => [rule.name, other.name, free]);
  const host = ["shop.example.com"];

  it("is found by a wider path, and told of a number before it", () => {
    const [wide, narrow] = [
      rule("checkout-1", 236, host, ["/checkout/*"]),
      rule("reviews-1", 447, host, ["/checkout/reviews/*"]),
    ];
    assert.deepEqual(shadowed(wide, narrow), [["reviews-1", "checkout-1", 235]]);
    assert.deepEqual(shadowed({ ...wide, priority: 448 }, narrow), []);
  });

  it("is found by a wider host", () => {
    assert.deepEqual(shadowed(rule("a-1", 1_801, ["*.example.com"]), rule("b-1", 1_900, ["*.shop.example.com"])), [
      ["b-1", "a-1", 1_800],
    ]);
  });

  it("is told of the other service when there is no number before it", () => {
    assert.deepEqual(shadowed(rule("p-1", 1, host, ["/a/*"]), rule("q-1", 5, host, ["/a/b/*"])), [
      ["q-1", "p-1", undefined],
    ]);
  });

  it("has its place once the advice is followed, whatever the order was", () => {
    const paths = ["/a/*", "/a/b/*", "/a/b/c/*", "/a/b/c/d"];
    const priorities = fc.uniqueArray(fc.integer({ min: 50, max: 60 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(priorities, (numbers) => {
        let rules = paths.map((path, i) => rule(`s${i}-1`, numbers[i] ?? 0, host, [path]));
        for (let round = 0; round < 10 && shadowedRules(rules).length > 0; round++) {
          const [conflict] = shadowedRules(rules);
          rules = rules.map((r) => (r.name === conflict?.rule.name ? { ...r, priority: conflict.free ?? 0 } : r));
        }
        assert.deepEqual(shadowedRules(rules), []);
      }),
    );
  });

  it("is found at once, however many stars the patterns have", () => {
    const stars = rule("a-1", 1, host, [`/${"*".repeat(60)}x`]);
    assert.deepEqual(shadowed(stars, rule("b-1", 2, host, [`/${"a".repeat(120)}`])), []);
    assert.equal(
      shadowed({ ...stars, paths: [`/${"*a".repeat(30)}*`] }, rule("b-1", 2, host, [`/${"a".repeat(120)}`])).length,
      1,
    );
  });

  it("is found when it is only one of its hosts or paths", () => {
    assert.equal(
      shadowed(rule("a-1", 1, host, ["/a/*"]), rule("b-1", 2, ["x.example.com", ...host], ["/c", "/a/b"])).length,
      1,
    );
  });

  for (const [what, first, second] of [
    ["another host", rule("a-1", 1, host, ["/*"]), rule("b-1", 2, ["other.example.com"], ["/*"])],
    ["another path", rule("a-1", 1, host, ["/a/*"]), rule("b-1", 2, host, ["/b/*"])],
    ["a narrower path before a wider one", rule("a-1", 1, host, ["/a/b/*"]), rule("b-1", 2, host, ["/a/*"])],
    ["a dot that is no wildcard", rule("a-1", 1, ["a.example.com"]), rule("b-1", 2, ["axexample.com"])],
    ["its own service", rule("a-1", 1, host, ["/*"]), rule("a-2", 2, host, ["/a"])],
  ] as const) {
    it(`is not one with ${what}`, () => assert.deepEqual(shadowed(first, second), []));
  }
});
