import assert from "node:assert/strict";
import { spotTimingProblems } from "fairlead/rules";

const timing = {
  spotShare: 0.5,
  deregistrationDelaySeconds: 30,
  stopTimeoutSeconds: 30,
  minimumHealthyPercent: 50,
};
const arguments_ = (changes: object) => spotTimingProblems({ ...timing, ...changes }).map(({ argument }) => argument);

describe("the timing guard on spot", () => {
  it("lets delay and stop timeout take 110 seconds together", () => {
    assert.deepEqual(arguments_({ deregistrationDelaySeconds: 60, stopTimeoutSeconds: 50 }), []);
    assert.deepEqual(arguments_({ deregistrationDelaySeconds: 61, stopTimeoutSeconds: 50 }), [
      "deregistrationDelaySeconds",
    ]);
  });

  it("wants ECS to be allowed to stop a task before its replacement runs", () => {
    assert.deepEqual(arguments_({ minimumHealthyPercent: 99 }), []);
    assert.deepEqual(arguments_({ minimumHealthyPercent: 100 }), ["minimumHealthyPercent"]);
  });

  it("counts as ECS does, which rounds up, and leaves a task that is alone alone", () => {
    assert.deepEqual(arguments_({ minimumHealthyPercent: 51, desiredCount: 2 }), ["minimumHealthyPercent"]);
    assert.deepEqual(arguments_({ minimumHealthyPercent: 50, desiredCount: 2 }), []);
    assert.deepEqual(arguments_({ minimumHealthyPercent: 50, desiredCount: 1 }), []);
  });

  it("has nothing to say of a service that is never on spot", () => {
    assert.deepEqual(arguments_({ spotShare: 0, stopTimeoutSeconds: 120, minimumHealthyPercent: 100 }), []);
  });
});
