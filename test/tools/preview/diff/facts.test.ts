import assert from "node:assert/strict";
import { compare } from "../../../../tools/preview/diff/compare";
import { previewOf, type StackPreview } from "../../../../tools/preview/preview";
import type { Properties } from "../../../../tools/preview/recorder";
import { secret } from "../../../../tools/preview/values";
import { configured, recordStack } from "../../../support/stacks";

async function prodWith(changes: Record<string, unknown>): Promise<StackPreview> {
  const recording = await recordStack("prod", changes);
  assert.deepEqual(recording.errors, []);
  return previewOf(recording, []);
}

async function difference(one: Record<string, unknown>, other: Record<string, unknown>): Promise<string[]> {
  const { differences } = compare(await prodWith(one), await prodWith(other));
  return differences.map(({ section, item, property, values }) => [section, item, property, ...values].join(" | "));
}

describe("settings that reach only the reference, which a preview does not know", () => {
  it("are shown: a team's block of priorities", async () => {
    const teams = (priorityBlock: number) => ({ teams: { partner: { priorityBlock } } });
    assert.deepEqual(await difference(teams(2), teams(3)), ["Settings |  | priority block of partner | 2 | 3"]);
  });

  it("are shown: what a pool says of the size of its nodes, and how many it needs then", async () => {
    const pools = configured<Record<string, object>>("prod", "pools");
    const unlisted = { instanceTypes: ["x9z.large"], architecture: "x86_64" };
    const sized = (nodeMemoryMiB: number, nodeCpuUnits: number) => ({
      pools: { ...pools, spot: { ...pools.spot, ...unlisted, nodeMemoryMiB, nodeCpuUnits } },
    });
    assert.deepEqual(await difference(sized(8000, 2048), sized(9000, 2048)), [
      "Pools | spot | size of a node | 8000 MiB, 2048 CPU units | 9000 MiB, 2048 CPU units",
    ]);
    assert.deepEqual(await difference(sized(8000, 2048), sized(8000, 4096)), [
      "Pools | spot | size of a node | 8000 MiB, 2048 CPU units | 8000 MiB, 4096 CPU units",
      "Pools | spot | nodes needed | 1 at rest, 2 in a rollout of all, 3 at the peak | 1 at rest, 1 in a rollout of all, 2 at the peak",
    ]);
  });
});

describe("facts of a comparison", () => {
  it("show no secret, and that there is one", async () => {
    const prod = await prodWith({});
    const hidden = (resources: StackPreview["resources"], when: string) =>
      resources.map((resource) => {
        if (resource.type !== "aws:scheduler/schedule:Schedule") return resource;
        return { ...resource, inputs: { ...resource.inputs, scheduleExpression: secret(when) } as Properties };
      });
    const one = { ...prod, resources: hidden(prod.resources, "rate(1 day)") };
    const { differences } = compare(prod, one);
    const schedules = differences.map(({ property, values }) => [property, values[1]?.split(" ")[0]]);
    assert.deepEqual([...new Set(schedules.map(String))], ["schedule,[secret]"]);
    assert.deepEqual(compare(one, { ...prod, resources: hidden(prod.resources, "rate(2 days)") }).differences, []);
  });
});
