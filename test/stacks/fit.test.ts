import assert from "node:assert/strict";
import type { Fit } from "fairlead";
import { configured, ENVIRONMENTS, recordStack, typed } from "../support/stacks";

const GROUP = "aws:autoscaling/group:Group";

/** Of a stack the nodes that it says it needs, and its warnings about them. */
async function needs(stack: string, changes: Record<string, unknown> = {}) {
  const recording = await recordStack(stack, changes);
  assert.deepEqual(recording.errors, []);
  const warnings = recording.messages.filter(({ text }) => text.includes("maxNodes")).map(({ text }) => text);
  return { nodes: recording.outputs.nodes as Fit, warnings, recording };
}

/** Settings of a stack in which one part is changed. */
function changed(stack: string, key: string, part: string, change: object) {
  const parts = configured<Record<string, object>>(stack, key);
  return { [key]: { ...parts, [part]: { ...parts[part], ...change } } };
}

describe("the nodes that a stack says it needs", () => {
  for (const stack of ENVIRONMENTS) {
    it(`${stack} has room as it is configured, in a rollout, at its peak and after a loss`, async () => {
      const { nodes, warnings } = await needs(stack);
      assert.deepEqual(warnings, []);
      for (const { rollout, peak, afterLoss = 0, maxNodes } of Object.values(nodes)) {
        assert.ok(Math.max(rollout, peak, afterLoss) <= maxNodes);
      }
    });

    it(`${stack} says the same bounds as the groups of its nodes have`, async () => {
      const { nodes, recording } = await needs(stack);
      const groups = typed(recording, GROUP).map(({ name, inputs }) => [name, inputs.minSize, inputs.maxSize]);
      const said = Object.entries(nodes).map(([pool, each]) => [
        `${stack}-${pool}-nodes`,
        each.minNodes,
        each.maxNodes,
      ]);
      assert.deepEqual(groups.sort(), said.sort());
    });
  }

  it("hang on what is configured: tasks, their releases, pools, workers and jobs", async () => {
    const spot = async (changes: Record<string, unknown>) => (await needs("dev", changes)).nodes.spot?.atRest;
    assert.equal(await spot({}), 1);
    assert.equal(await spot(changed("dev", "services", "search", { desiredCount: 7 })), 2);
    assert.equal(await spot(changed("dev", "workers", "mailer", { desiredCount: 100 })), 4);
    assert.equal(await spot(changed("dev", "pools", "spot", { reservedMemoryMiB: 3_000 })), 2);
    // 865 MiB are what all but the jobs need; a job that is switched off needs nothing.
    const tight = { ...changed("dev", "pools", "spot", { reservedMemoryMiB: 3_891 - 865 }) };
    assert.equal(await spot(tight), 2);
    assert.equal(await spot({ ...tight, jobs: { report: { enabled: false }, prices: { enabled: false } } }), 1);
  });

  it("count a service that scales at its fewest tasks, and at its most at the peak", async () => {
    const scaling = { minTasks: 1, maxTasks: 12, cpuPercent: 60 };
    const { nodes } = await needs("dev", changed("dev", "services", "search", { desiredCount: undefined, scaling }));
    assert.deepEqual([nodes.spot?.atRest, nodes.spot?.peak], [1, 2]);
  });

  it("come with a warning where a pool may become too small, and no resource is refused", async () => {
    const pools = changed("dev", "pools", "spot", { reservedMemoryMiB: 2_500, maxNodes: 1 });
    const { warnings, recording } = await needs("dev", pools);
    assert.deepEqual(warnings, [
      "pools.spot.maxNodes is 1; its tasks need 2 nodes while one service is deployed, 2 while all are deployed at once. " +
        "Until there is room, tasks wait: raise it to 2, or let it be so.",
    ]);
    assert.ok(typed(recording, GROUP).length > 0);
  });

  it("are refused, and nothing is made, where single tasks could never be replaced", async () => {
    const pools = changed("dev", "pools", "spot", { reservedMemoryMiB: 2_900, maxNodes: 1 });
    const { errors, resources } = await recordStack("dev", pools);
    assert.match(errors.join(), /pools\.spot\.maxNodes is 1; no deployment of storefront, checkout, search could end/);
    assert.deepEqual(
      resources.filter(({ type }) => type.startsWith("aws:")),
      [],
    );
  });

  it("say of prod's spot pool what goes on without it: all that is critical", async () => {
    const { nodes } = await needs("prod");
    assert.deepEqual(nodes.spot?.keptWithout, {
      storefront: { tasks: 6, kept: 3 },
      checkout: { tasks: 4, kept: 3 },
      search: { tasks: 3, kept: 1 },
      mailer: { tasks: 2, kept: 0 },
    });
  });
});
