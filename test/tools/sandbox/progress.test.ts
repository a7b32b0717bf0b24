import assert from "node:assert/strict";
import type { EngineEvent } from "../../../tools/sandbox/progress";
import { Progress } from "../../../tools/sandbox/progress";

const urn = (type: string, name: string) => `urn:pulumi:dev::fairlead::${type}::${name}`;
const step = (op: string, type: string, name: string) => ({
  metadata: { op, type: type.split("$").at(-1) ?? "", urn: urn(type, name) },
});
const SERVICE = "fairlead:index:WebService";

describe("what the sandbox says of an update", () => {
  let progress: Progress;
  const take = (event: EngineEvent, seconds = 0) => progress.take(event, seconds * 1000);
  beforeEach(() => {
    progress = new Progress({ tone: (_, text) => text, width: 80 });
  });

  for (const [op, line] of [
    ["create", "  + WebService web"],
    ["update", "  ~ WebService web"],
    ["delete", "  - WebService web"],
  ] as const) {
    it(`is a line for a component, when it is through: ${op}`, () => {
      assert.deepEqual(take({ resourcePreEvent: step(op, SERVICE, "web") }), []);
      assert.deepEqual(take({ resOutputsEvent: step(op, SERVICE, "web") }), [line]);
    });
  }

  it("is nothing for a component that stays as it is, or for what it consists of", () => {
    assert.deepEqual(take({ resOutputsEvent: step("same", SERVICE, "web") }), []);
    assert.deepEqual(take({ resOutputsEvent: step("create", `${SERVICE}$aws:ecs/service:Service`, "web") }), []);
  });

  it("is what it waits for, the oldest first", () => {
    assert.equal(progress.waiting(0), "starting the program");
    take({ resourcePreEvent: step("create", "pulumi:pulumi:Stack", "fairlead-dev") }, 0);
    take({ resourcePreEvent: step("create", "aws:lb/loadBalancer:LoadBalancer", "dev") }, 1);
    take({ resourcePreEvent: step("create", "aws:ecs/cluster:Cluster", "dev") }, 2);
    assert.equal(progress.waiting(5000), "0 resources done, waiting for LoadBalancer dev and 1 other (4 s)");
    take({ resOutputsEvent: step("create", "aws:lb/loadBalancer:LoadBalancer", "dev") }, 6);
    assert.equal(progress.waiting(7000), "1 resource done, waiting for Cluster dev (5 s)");
    take({ resOpFailedEvent: step("create", "aws:ecs/cluster:Cluster", "dev") }, 7);
    assert.equal(progress.waiting(8000), "2 resources done");
  });

  it("is an error with whose it is, once", () => {
    const error = {
      diagnosticEvent: {
        severity: "error",
        message: "<{%reset%}>no such image\nsee there<{%reset%}>\n",
        urn: urn(SERVICE, "web"),
      },
    };
    assert.deepEqual(take(error), ["  error: WebService web: no such image", "    see there"]);
    assert.deepEqual(take(error), []);
  });

  it("is a warning that names what it is about as it is", () => {
    const message = 'ScheduledTask "report": an interruption can end a run.';
    const event = {
      diagnosticEvent: { severity: "warning", message, urn: urn("fairlead:index:ScheduledTask", "report") },
    };
    assert.deepEqual(take(event), [`  warning: ${message}`]);
  });

  it("is nothing of what the engine says to itself", () => {
    for (const [severity, message] of [
      ["debug", "asked for the region"],
      ["info", "using the default"],
      ["warning", "using pulumi-resource-aws from $PATH at /bin/pulumi-resource-aws\n"],
      ["error", "update failed"],
    ] as const) {
      assert.deepEqual(take({ diagnosticEvent: { severity, message } }), []);
    }
  });

  for (const [changes, total] of [
    [{ create: 3 }, "3 resources made, 7 s"],
    [{ create: 1, update: 2, same: 4 }, "1 resource made, 2 changed, 4 as before, 7 s"],
    [{ same: 4 }, "no changes, 4 resources as before"],
    [{ delete: 5 }, "5 resources removed, 7 s"],
    [{}, "nothing to do"],
  ] as const) {
    it(`comes to "${total}"`, () => {
      take({ summaryEvent: { resourceChanges: changes, durationSeconds: 7 } });
      assert.equal(progress.total(), total);
    });
  }
});
