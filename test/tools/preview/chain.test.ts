import assert from "node:assert/strict";
import fc from "fast-check";
import { chainSummary, longestChain } from "../../../tools/preview/chain";
import { resource } from "../../support/resource";

const names = (chain: readonly { name: string }[]) => chain.map(({ name }) => name);

describe("the longest chain of dependencies", () => {
  it("of nothing is empty", () => assert.deepEqual(longestChain([]), []));

  it("goes from the first to wait for to the last that waits", () => {
    const a = resource({ name: "a" });
    const b = resource({ name: "b", dependencies: [a.urn] });
    const c = resource({ name: "c", dependencies: [a.urn, b.urn] });
    const d = resource({ name: "d", dependencies: [a.urn] });
    assert.deepEqual(names(longestChain([a, b, c, d])), ["a", "b", "c"]);
  });

  it("goes through components without counting them", () => {
    const cluster = resource({ name: "cluster" });
    const job = resource({ name: "job", custom: false, dependencies: [cluster.urn] });
    const schedule = resource({ name: "schedule", parent: job.urn });
    assert.deepEqual(names(longestChain([cluster, job, schedule])), ["cluster", "schedule"]);
  });

  it("is longer by resources, not by the components around them", () => {
    const outer = resource({ name: "outer", custom: false });
    const inner = resource({ name: "inner", custom: false, parent: outer.urn });
    const nested = resource({ name: "nested", parent: inner.urn });
    const a = resource({ name: "a" });
    const b = resource({ name: "b", dependencies: [a.urn] });
    assert.deepEqual(names(longestChain([outer, inner, nested, a, b])), ["a", "b"]);
  });

  it("counts a remote component as a step, prefers it, and says that its inside is not counted", () => {
    const log = resource({ name: "log" });
    const vpc = resource({ type: "awsx:ec2:Vpc", name: "net", custom: false, remote: true });
    const rule = resource({ name: "rule", dependencies: [log.urn, vpc.urn] });
    const last = resource({ name: "last", dependencies: [rule.urn] });
    const chain = longestChain([vpc, log, rule, last]);
    assert.deepEqual(names(chain), ["net", "rule", "last"]);
    assert.equal(
      chainSummary(chain),
      "3 steps, one after another: 2 resources and Vpc net, whose inside is not counted",
    );
    assert.equal(chainSummary([log, last]), "2 resources, each waiting for the one before");
  });

  it("ignores dependencies on what is not in the stack", () => {
    assert.deepEqual(names(longestChain([resource({ name: "a", dependencies: ["urn:elsewhere"] })])), ["a"]);
  });

  it("is a way along dependencies, and no way is longer", () => {
    const graph = fc.array(fc.array(fc.nat(1000), { maxLength: 3 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(graph, (edges) => {
        const resources = edges.map((targets, index) =>
          resource({
            name: `r${index}`,
            dependencies: index === 0 ? [] : targets.map((target) => resource({ name: `r${target % index}` }).urn),
          }),
        );
        const chain = longestChain(resources);
        for (const [index, { dependencies }] of chain.entries()) {
          if (index > 0) assert.ok(dependencies.includes(chain[index - 1]?.urn ?? ""));
        }
        const depth = (urn: string): number =>
          1 + Math.max(0, ...(resources.find((r) => r.urn === urn)?.dependencies ?? []).map(depth));
        assert.equal(chain.length, Math.max(...resources.map(({ urn }) => depth(urn))));
      }),
    );
  });
});
