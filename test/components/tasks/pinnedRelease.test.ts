import assert from "node:assert/strict";
import { readRelease, trafficTarget } from "../../../components/tasks/pinnedRelease";
import { describedRelease } from "../../support/builders";

const release = (containers: object[], changes: object = {}) =>
  readRelease({ ...describedRelease(), containerDefinitions: JSON.stringify(containers), ...changes });

describe("a pinned release", () => {
  it("needs the sum of what its containers reserve, and stops with the slowest of them", () => {
    const { memoryMiB, cpuUnits, stopTimeoutSeconds } = release([
      { name: "app", memoryReservation: 256, memory: 512, cpu: 128, stopTimeout: 20 },
      { name: "sidecar", memory: 64, cpu: 32, stopTimeout: 45 },
    ]);
    assert.deepEqual([memoryMiB, cpuUnits, stopTimeoutSeconds], [320, 160, 45]);
  });

  it("needs what the task says when it says something", () => {
    assert.equal(release([{ name: "app", memory: 64 }], { memory: "1024" }).memoryMiB, 1_024);
  });

  it("takes a node's stop timeout where a container names none", () => {
    assert.equal(release([{ name: "app", memory: 64 }]).stopTimeoutSeconds, 60);
  });

  it("asks a node for the ports that it names, and in the host's network for all of its own", () => {
    const portMappings = [
      { containerPort: 80, hostPort: 8_080 },
      { containerPort: 81, hostPort: 0 },
      { containerPort: 82 },
    ];
    const containers = [{ name: "app", portMappings }];
    assert.deepEqual(release(containers).hostPorts, [8_080]);
    assert.deepEqual(release(containers, { networkMode: "host" }).hostPorts, [80, 81, 82]);
  });

  it("takes requests at its only port", () => {
    assert.deepEqual(trafficTarget(readRelease(describedRelease()), {}).target, { container: "app", port: 8080 });
  });

  it("says which ports there are when the asked one is not among them, or none is asked of several", () => {
    const two = release([{ name: "app", portMappings: [{ containerPort: 80 }, { containerPort: 81 }] }]);
    const rules = (...args: Parameters<typeof trafficTarget>) =>
      trafficTarget(...args).problems.map(({ rule }) => rule);
    assert.deepEqual(rules(two, {}), ["web:7 has several ports: app (80, 81)"]);
    assert.deepEqual(rules(two, { port: 82 }), ["web:7 has no such port: app (80, 81)"]);
    assert.deepEqual(trafficTarget(two, { port: 81 }), { target: { container: "app", port: 81 }, problems: [] });
    assert.deepEqual(rules(release([{ name: "x" }]), {}), ["web:7 has no such port: x (no port)"]);
  });
});
