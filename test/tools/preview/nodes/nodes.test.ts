import assert from "node:assert/strict";
import type { Fit } from "fairlead";
import fc from "fast-check";
import { compare } from "../../../../tools/preview/diff/compare";
import { documentOf } from "../../../../tools/preview/json";
import { readFit } from "../../../../tools/preview/nodes/readFit";
import { pageOf } from "../../../../tools/preview/page/page";
import { previewOf, type StackPreview } from "../../../../tools/preview/preview";
import { stackReport } from "../../../../tools/preview/report";
import { lookFor } from "../../../../tools/preview/terminal";
import { secret } from "../../../../tools/preview/values";
import { ENVIRONMENTS, recordStack } from "../../../support/stacks";

const preview = async (stack: string, changes: Record<string, unknown> = {}) =>
  previewOf(await recordStack(stack, changes), []);
const report = (preview: StackPreview) => stackReport(preview, lookFor({})).join("\n");

describe("the nodes that a stack needs, in a preview", () => {
  it("are a small table with a line for each pool, and what goes on without spot", async () => {
    const text = report(await preview("prod"));
    assert.ok(
      text.includes(`
Nodes:      4 nodes at rest, 5 in a rollout of all, 6 at the peak, 21 at most
            pool       node              at rest  rollout  peak  loss  bounds
            on-demand  7526 MiB, 2 vCPU        3        3     3     3  3..9
            spot       7526 MiB, 2 vCPU        1        2     3     -  0..12
            3 nodes after losing spot
            without spot still run checkout 3 of 4, mailer 0 of 2, search 1 of 3, storefront 3 of 6
`),
      text,
    );
  });

  it("are told for each spot pool that is lost", async () => {
    const types = { instanceTypes: ["m7i.large"], maxNodes: 9 };
    const pools = { "on-demand": { ...types, market: "on-demand" }, spot: { ...types, market: "spot" } };
    const two = await preview("prod", { pools: { ...pools, more: { ...types, market: "spot" } } });
    assert.match(report(two), /^ +2 nodes after losing more, 2 after spot$/m);
  });

  it("are not told for the loss of the only pool, after which there are none", async () => {
    assert.doesNotMatch(report(await preview("dev")), /after losing/);
  });

  it("fit a terminal of the usual width but for long names", async () => {
    for (const stack of ENVIRONMENTS) {
      const lines = report(await preview(stack)).split("\n");
      const from = lines.findIndex((line) => line.startsWith("Nodes:"));
      const table = lines.slice(
        from,
        lines.findIndex((line) => line.startsWith("Images:")),
      );
      assert.ok(table.length > 2 && table.slice(0, -1).every((line) => line.length <= 80), stack);
    }
  });

  it("are on the page, a cell of its own colour where a pool is too small", async () => {
    const made = new Date(0);
    const good = pageOf([await preview("prod")], made);
    assert.match(good, /<h3>Nodes needed<\/h3>.*<td class="number" data-label="rollout of all">2<\/td>/s);
    assert.match(good, /<p>3 nodes after losing spot, with its tasks moved\.<\/p>/);
    assert.match(good, /Without spot still run checkout 3 of 4, mailer 0 of 2, .* ECS moves none\./);
    assert.doesNotMatch(good, /number warn/);
    const spot = { market: "spot", instanceTypes: ["m7i.large"], maxNodes: 1 };
    const onDemand = { market: "on-demand", instanceTypes: ["m7i.large"], maxNodes: 3 };
    const tight = await preview("prod", { pools: { "on-demand": onDemand, spot } });
    assert.match(pageOf([tight], made), /<td class="number warn" data-label="rollout of all">2<\/td>/);
    assert.match(report(tight), /pools\.spot\.maxNodes is 1; its tasks need 2 nodes while all are deployed at once/);
  });

  it("are in the data, as the program says them", async () => {
    const prod = await preview("prod");
    const { stacks } = JSON.parse(JSON.stringify(documentOf([prod])));
    const { spot, "on-demand": onDemand } = stacks[0].nodes;
    assert.deepEqual([spot.atRest, spot.rollout, spot.peak, spot.maxNodes], [1, 2, 3, 12]);
    assert.deepEqual([onDemand.atRest, onDemand.afterLoss], [3, 3]);
    assert.deepEqual(stacks[0].nodesAfterLoss, { spot: 3 });
    assert.equal(JSON.parse(JSON.stringify(documentOf([await preview("releases")]))).stacks[0].nodes, null);
  });

  it("are within the bounds that the costs are of: both have the same nodes", async () => {
    for (const stack of ENVIRONMENTS) {
      const { nodes = {}, bill } = await preview(stack);
      const pools = Object.values(nodes);
      const counts = bill.lines.filter(({ what }) => /\bnode$/.test(what)).map(({ count }) => count);
      const sum = (numbers: number[]) => numbers.reduce((total, n) => total + n, 0);
      assert.equal(sum(pools.map(({ minNodes }) => minNodes)), sum(counts.map(({ fewest }) => fewest)), stack);
      assert.equal(sum(pools.map(({ maxNodes }) => maxNodes)), sum(counts.map(({ most }) => most)), stack);
    }
  });

  it("are among what two environments have differently", async () => {
    const { differences } = compare(await preview("stage"), await preview("prod"));
    const told = differences.filter(({ property }) => property === "nodes needed");
    assert.deepEqual(
      told.map(({ item, values }) => [item, ...values]),
      [
        [
          "on-demand",
          "1 at rest, 1 in a rollout of all, 1 at the peak",
          "3 at rest, 3 in a rollout of all, 3 at the peak",
        ],
        ["spot", "1 at rest, 1 in a rollout of all, 1 at the peak", "1 at rest, 2 in a rollout of all, 3 at the peak"],
      ],
    );
  });

  it("are left out where a program says nothing of them, something else, or a secret", async () => {
    const { nodes } = (await recordStack("prod")).outputs as { nodes: Fit };
    assert.deepEqual(readFit({ nodes }), nodes);
    const { spot } = nodes;
    for (const other of [
      undefined,
      3,
      [],
      {},
      { spot: 1 },
      { spot: { ...spot, peak: "many" } },
      { spot: { ...spot, node: {} } },
      { spot: { ...spot, keptWithout: { web: 1 } } },
      { spot: { ...spot, afterLossOf: { more: "many" } } },
      secret(nodes),
    ]) {
      assert.equal(readFit({ nodes: other }), undefined, JSON.stringify(other));
    }
    assert.doesNotMatch(report({ ...(await preview("prod")), nodes: undefined }), /Nodes:/);
    fc.assert(fc.property(fc.anything(), (any) => void readFit({ nodes: any })));
  });
});
