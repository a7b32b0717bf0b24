import assert from "node:assert/strict";
import { prodNotAllSpotWith } from "fairlead-policy";
import { type Described, judge, unknown } from "../support/policyJudge";
import { AwsStack } from "../support/policyStack";

const on = (capacityProvider: string) => ({ capacityProviderStrategies: [{ capacityProvider, weight: 1 }] });

/** A service on spot, which alone is refused. */
function onSpot(stack: AwsStack): void {
  stack.service("web", stack.cluster("other"), on("FARGATE_SPOT"));
}

describe("a service that is to have no tasks", () => {
  for (const view of ["preview", "update"] as const) {
    /** A stack with a service on on-demand capacity that has no tasks, and with more. */
    const idleBeside = (
      more: (stack: AwsStack, idle: Described) => void,
      changes: Record<string, unknown> = { desiredCount: 0 },
    ) => {
      const stack = new AwsStack(view);
      more(stack, stack.service("idle", stack.cluster(), { ...on("FARGATE"), ...changes }));
      return stack;
    };
    const judged = (stack: AwsStack) => {
      return judge([prodNotAllSpotWith()], stack.resources, { stack: "prod", preview: view === "preview" });
    };
    const names = async (stack: AwsStack) => (await judged(stack)).map(({ about }) => about);

    describe(`in ${view === "preview" ? "a preview" : "an update"}`, () => {
      it("is no proof of on-demand capacity, and the message says that it was left out", async () => {
        const [verdict, ...others] = await judged(idleBeside(onSpot));
        assert.deepEqual([verdict?.about, others.length], ["web", 0]);
        assert.match(verdict?.message ?? "", /without tasks, by desiredCount 0: "idle"/);
      });

      it("is one when scaling of this stack may start it", async () => {
        const scaled = (args: Record<string, unknown>, isMadeFrom = false) =>
          idleBeside((stack, idle) => {
            onSpot(stack);
            const from: Record<string, readonly Described[]> = isMadeFrom ? { resourceId: [idle] } : {};
            stack.add("aws:appautoscaling/target:Target", "scaling", { serviceNamespace: "ecs", ...args }, { from });
          });
        assert.deepEqual(await names(scaled({ resourceId: "service/main/idle" })), []);
        assert.deepEqual(await names(scaled({ resourceId: unknown })), []);
        assert.deepEqual(await names(scaled({ resourceId: unknown }, true)), []);
        assert.deepEqual(await names(scaled({ resourceId: "service/main/web" })), ["web"]);
        assert.deepEqual(await names(scaled({ resourceId: unknown, serviceNamespace: "dynamodb" })), ["web"]);
      });

      it("counts where the number is not written or not known", async () => {
        assert.deepEqual(await names(idleBeside(onSpot, { desiredCount: unknown })), []);
        const stack = idleBeside(onSpot);
        for (const { name, inputs } of stack.resources) if (name === "idle") delete inputs?.desiredCount;
        assert.deepEqual(await names(stack), []);
      });

      it("is like no service where there is no other: the stack's capacity is judged", async () => {
        const nothing = () => {};
        const spotNodes = (stack: AwsStack) => void stack.provider(stack.spotGroup());
        const bothNodes = (stack: AwsStack) => {
          spotNodes(stack);
          stack.provider(stack.onDemandGroup());
        };
        assert.deepEqual(await names(idleBeside(nothing, { desiredCount: 0, ...on("FARGATE_SPOT") })), []);
        assert.deepEqual(await names(idleBeside(spotNodes)), ["spot"]);
        assert.deepEqual(await names(idleBeside(bothNodes, { desiredCount: 0, ...on("spot") })), []);
      });
    });
  }

  it("counts while it has some: what runs now is more than what the program starts with", async () => {
    const stack = new AwsStack("update");
    const idle = stack.service("idle", stack.cluster(), { desiredCount: 0, ...on("FARGATE") });
    const outputs = { ...idle.outputs, desiredCount: 2 };
    stack.resources.splice(stack.resources.indexOf(idle), 1, { ...idle, outputs });
    onSpot(stack);
    assert.deepEqual(await judge([prodNotAllSpotWith()], stack.resources, { stack: "prod", preview: false }), []);
  });
});
