import assert from "node:assert/strict";
import fc from "fast-check";
import { type PoolRequest, planPool } from "../../../components/capacity/capacityPlan";
import { instanceType } from "../../../components/capacity/instanceTypes";
import { LARGE } from "../../support/builders";

const request = (changes: Partial<PoolRequest> = {}): PoolRequest => ({
  market: "spot",
  instanceTypes: LARGE,
  maxNodes: 6,
  ...changes,
});
const problemsOf = (changes: Partial<PoolRequest>) => planPool(request(changes)).problems.map((p) => p.argument);

describe("a pool's plan", () => {
  it("offers tasks what the smallest node has, less the kernel's share and what is reserved", () => {
    const { plan } = planPool(request({ reservedMemoryMiB: 512 }));
    assert.deepEqual(plan.schedulable, { memoryMiB: Math.floor(8_192 * 0.95) - 512, cpuUnits: 2_048 });
  });

  it("keeps nodes for 14 days and fills them up unless told otherwise", () => {
    const { plan } = planPool(request());
    assert.deepEqual([plan.maxNodeAgeDays, plan.targetCapacityPercent, plan.minNodes, plan.diskGiB], [14, 100, 0, 30]);
  });

  for (const [changes, argument] of [
    [{ instanceTypes: [] }, "instanceTypes"],
    [{ instanceTypes: ["m7i.large", "m7i.xlarge"] }, "instanceTypes"],
    [{ instanceTypes: ["m7i.large", "m7g.large"] }, "instanceTypes"],
    [{ instanceTypes: ["x99.large"] }, "instanceTypes"],
    [{ instanceTypes: ["large"] }, "instanceTypes"],
    [{ minNodes: 7 }, "minNodes"],
    [{ minNodes: -1 }, "minNodes"],
    [{ maxNodes: 0 }, "maxNodes"],
    [{ maxNodes: 1.5 }, "maxNodes"],
    [{ market: "cheap" as never }, "market"],
    [{ diskGiB: 8 }, "diskGiB"],
    [{ targetCapacityPercent: 101 }, "targetCapacityPercent"],
    [{ maxNodeAgeDays: 366 }, "maxNodeAgeDays"],
    [{ instanceWarmupSeconds: 10_001 }, "instanceWarmupSeconds"],
  ] as const) {
    it(`refuses ${JSON.stringify(changes)}`, () => {
      assert.deepEqual(problemsOf(changes as Partial<PoolRequest>), [argument]);
    });
  }

  it("takes a type it does not know when its size is said", () => {
    const { plan, problems } = planPool(
      request({ instanceTypes: ["x99.large"], nodeMemoryMiB: 4_096, nodeCpuUnits: 1_024, architecture: "arm64" }),
    );
    assert.deepEqual(problems, []);
    assert.deepEqual([plan.architecture, plan.schedulable.cpuUnits], ["arm64", 1_024]);
  });

  it("warns of a spot pool with few types, and not of an on-demand one", () => {
    assert.equal(planPool(request({ instanceTypes: LARGE.slice(0, 3) })).warnings.length, 1);
    assert.deepEqual(planPool(request({ instanceTypes: LARGE.slice(0, 1), market: "on-demand" })).warnings, []);
    assert.deepEqual(planPool(request()).warnings, []);
  });

  it("answers anything with problems and never with an exception", () => {
    fc.assert(
      fc.property(
        fc.record({ market: fc.anything(), instanceTypes: fc.anything(), maxNodes: fc.anything() }),
        (any) => {
          const { problems } = planPool(any as unknown as PoolRequest);
          assert.ok(
            problems.every((problem) => problem.argument !== "" && problem.rule !== "" && problem.remedy !== ""),
          );
        },
      ),
    );
  });
});

describe("the table of instance types", () => {
  for (const [name, memoryMiB, cpuUnits, architecture] of [
    ["m7i.large", 8_192, 2_048, "x86_64"],
    ["c6a.xlarge", 8_192, 4_096, "x86_64"],
    ["r6g.medium", 8_192, 1_024, "arm64"],
    ["m8g.2xlarge", 32_768, 8_192, "arm64"],
    ["t3.medium", 4_096, 2_048, "x86_64"],
    ["t4g.small", 2_048, 2_048, "arm64"],
  ] as const) {
    it(`knows ${name}`, () => assert.deepEqual(instanceType(name), { memoryMiB, cpuUnits, architecture }));
  }

  for (const name of [
    "",
    "m7i",
    "m7i.medium",
    "c5.8xlarge",
    "c5n.large",
    "m7i.gigantic",
    "constructor.large",
    "m7i.toString",
  ]) {
    it(`does not know "${name}"`, () => assert.equal(instanceType(name), undefined));
  }
});
