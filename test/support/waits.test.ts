import assert from "node:assert/strict";
import { resource } from "./resource";
import { type Wait, waitsWithoutUse } from "./waits";

const told = (waits: readonly Wait[]) =>
  waits.map(({ resource, on, because }) => `${resource.name} > ${on.name}${because ? ` (${because.name})` : ""}`);

describe("waits that no property explains", () => {
  const pool = resource({ name: "pool" });
  const uses = (...urns: string[]) => ({ dependencies: urns, propertyDependencies: { arn: urns } });

  it("are none where a property comes from what is waited for", () => {
    assert.deepEqual(waitsWithoutUse([pool, resource({ name: "service", ...uses(pool.urn) })]), []);
  });

  it("are what a resource itself asks for", () => {
    const service = resource({ name: "service", dependencies: [pool.urn] });
    assert.deepEqual(told(waitsWithoutUse([pool, service])), ["service > pool"]);
  });

  it("are what a component makes its children and theirs wait for without need", () => {
    const job = resource({ name: "job", custom: false, ...uses(pool.urn) });
    const inner = resource({ name: "inner", custom: false, parent: job.urn });
    const queue = resource({ name: "queue", parent: inner.urn });
    const schedule = resource({ name: "schedule", parent: job.urn, ...uses(pool.urn) });
    assert.deepEqual(told(waitsWithoutUse([pool, job, inner, queue, schedule])), ["queue > pool (job)"]);
  });

  it("are not what a child uses through others", () => {
    const group = resource({ name: "group", ...uses(pool.urn) });
    const job = resource({ name: "job", custom: false, ...uses(pool.urn) });
    const child = resource({ name: "child", parent: job.urn, ...uses(group.urn) });
    assert.deepEqual(waitsWithoutUse([pool, group, job, child]), []);
  });

  it("are never on what is not in the stack", () => {
    assert.deepEqual(waitsWithoutUse([resource({ name: "a", dependencies: ["urn:elsewhere"] })]), []);
  });
});
