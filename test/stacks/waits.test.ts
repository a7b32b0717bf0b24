import assert from "node:assert/strict";
import { ENVIRONMENTS, recordStack, STACKS } from "../support/stacks";
import { waitsWithoutUse } from "../support/waits";

/** Orders that no property brings about, by type, each for a reason. */
const INTENDED: Readonly<Record<string, string>> = {
  "TaskDefinition > RolePolicy": "a revision that runs before its execution role may pull and log fails to start",
  "Cluster > LogGroup": "Container Insights makes the group itself, without an end to its logs, when it is missing",
  "BucketLifecycleConfiguration > BucketVersioning": "S3 wants versioning decided before rules for old versions",
  "BucketPolicy > BucketPublicAccessBlock": "S3 refuses one of two changes of access that come at once",
  "LoadBalancer > BucketPolicy": "the load balancer tests at once whether it may write its logs",
  "FlowLog > RolePolicy": "a flow log whose role may not write yet goes into an error state",
  "Schedule > RolePolicy": "a start before the role may run tasks fails",
  "Policy > Policy": "Application Auto Scaling refuses two changes of one target at once",
  "ScheduledAction > Policy": "Application Auto Scaling refuses two changes of one target at once",
  "ScheduledAction > ScheduledAction": "Application Auto Scaling refuses two changes of one target at once",
  "Service > ListenerRule": "ECS refuses a target group that no listener uses",
};

const kind = (type: string) => type.split(":").pop();

describe("what waits for what", () => {
  for (const stack of STACKS) {
    it(`is in ${stack} what a resource uses, or an order that is meant`, async () => {
      const waits = waitsWithoutUse((await recordStack(stack)).resources);
      const needless = waits.filter(
        ({ resource, on, because }) => because || !INTENDED[`${kind(resource.type)} > ${kind(on.type)}`],
      );
      assert.deepEqual(
        needless.map(
          ({ resource, on, because }) => `${resource.urn} waits for ${on.urn}${because && ` (${because.urn})`}`,
        ),
        [],
      );
    });
  }

  it("has no order on the list that no stack asks for any more", async () => {
    const recordings = await Promise.all(STACKS.map((stack) => recordStack(stack)));
    const asked = recordings.flatMap(({ resources }) =>
      waitsWithoutUse(resources).map(({ resource, on }) => `${kind(resource.type)} > ${kind(on.type)}`),
    );
    assert.deepEqual([...new Set(asked)].sort(), Object.keys(INTENDED).sort());
  });

  it("lets nothing wait for the pools of nodes but what names one", async () => {
    for (const stack of ENVIRONMENTS) {
      const { resources } = await recordStack(stack);
      const association = resources.find(({ type }) => kind(type) === "ClusterCapacityProviders")?.urn ?? "";
      const waiting = resources.filter(({ dependencies }) => dependencies.includes(association));
      assert.deepEqual(
        [...new Set(waiting.map(({ type }) => kind(type)))].sort(),
        ["Parameter", "Schedule", "Service"],
        stack,
      );
    }
  });
});
