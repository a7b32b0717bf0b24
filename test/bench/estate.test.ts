import assert from "node:assert/strict";
import { planRules, priorityClashes } from "fairlead";
import { estateOf } from "../../bench/estate";
import { previewOnce } from "../../bench/once";
import { prioritiesOf } from "../../bench/program";

const hundred = estateOf(100).services;

describe("the estate of the benchmark", () => {
  for (const services of [1, 3, 10, 30, 100]) {
    it(`has names and hosts of its own for each of ${services}`, () => {
      const estate = estateOf(services).services;
      const hosts = estate.flatMap((service) => service.hosts);
      assert.equal(estate.length, services);
      assert.equal(new Set(estate.map(({ name }) => name)).size, services);
      assert.equal(new Set(hosts).size, hosts.length);
      assert.ok(hosts.length >= services);
    });
  }

  it("numbers the rules that would clash, as a plan suggests", () => {
    const hashed = hundred.flatMap(({ name, hosts }) => planRules({ service: name, hosts }));
    assert.notEqual(priorityClashes(hashed).length, 0, "or it would show nothing");

    const priorities = prioritiesOf(hundred);
    const numbered = hundred.flatMap(({ name, hosts }) => {
      const listenerPriority = priorities.get(name);
      return planRules({ service: name, hosts, ...(listenerPriority !== undefined && { listenerPriority }) });
    });
    assert.deepEqual(priorityClashes(numbered), []);
  });

  it("is previewed with its releases, each service with all that it needs", async () => {
    const one = await previewOnce(1, false);
    const four = await previewOnce(4, false);
    // Log group, two roles, policy, definition; target group, rule, service; scalable target and two policies.
    assert.equal(four.resources - one.resources, 3 * 11);
    for (const type of ["ecs/taskDefinition:TaskDefinition", "ecs/service:Service", "appautoscaling/policy:Policy"]) {
      assert.ok(one.types.includes(`aws:${type}`), type);
    }
  });

  it("counts as CloudFormation does: a bucket with its settings is one, a group with its rules for addresses too", async () => {
    const { resources, inCloudFormation } = await previewOnce(1, false);
    assert.equal(resources - inCloudFormation, 4 + 3);
  });

  it("keeps the policies", async () => {
    assert.equal((await previewOnce(4, true)).violations, 0);
  });
});
