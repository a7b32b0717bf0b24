import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { stopMoto } from "../../../tools/sandbox/emulator";
import { mendMoto } from "../../../tools/sandbox/moto";
import { isAlive } from "../../../tools/sandbox/processes";
import { keepConnections } from "../../../tools/sandbox/proxy";
import { desiredCounts, waiting } from "../../../tools/sandbox/waiting";

const DESCRIBE = "AmazonEC2ContainerServiceV20141113.DescribeServices";

describe("what moto answers", () => {
  it("loses the networks that services do not have", () => {
    const answer = {
      services: [{ serviceName: "web", networkConfiguration: {}, deployments: [{ networkConfiguration: {} }] }],
    };
    assert.deepEqual(JSON.parse(mendMoto(DESCRIBE, JSON.stringify(answer))), {
      services: [{ serviceName: "web", deployments: [{}] }],
    });
  });

  it("keeps the networks that services have, and every answer to other calls", () => {
    const network = { awsvpcConfiguration: { subnets: ["subnet-1"] } };
    for (const [call, service] of [
      [DESCRIBE, { networkConfiguration: network, tags: {} }],
      ["AmazonEC2ContainerServiceV20141113.DescribeTasks", { networkConfiguration: {} }],
      ["AmazonSSM.DescribeServices2", { networkConfiguration: {} }],
    ] as const) {
      const answer = JSON.stringify({ services: [service] });
      assert.equal(mendMoto(call, answer), answer);
    }
  });

  it("reaches the provider mended, with its new length, on one connection", async () => {
    const moto = createServer((request, response) => {
      response.setHeader("connection", "close");
      response.end(request.headers["x-amz-target"] === DESCRIBE ? '{"networkConfiguration":{},"name":"é"}' : "other");
    });
    await new Promise<void>((listening) => moto.listen(0, "127.0.0.1", listening));
    const proxy = await keepConnections(`http://127.0.0.1:${(moto.address() as AddressInfo).port}`, mendMoto);
    try {
      const response = await fetch(proxy.endpoint, { method: "POST", headers: { "x-amz-target": DESCRIBE } });
      assert.equal(response.headers.get("connection"), "keep-alive");
      assert.equal(response.headers.get("content-length"), "13");
      assert.deepEqual(await response.json(), { name: "é" });
      assert.equal(await (await fetch(proxy.endpoint)).text(), "other");
    } finally {
      await proxy.close();
      moto.close();
    }
  });
});

describe("waiting for services", () => {
  const moto = { name: "moto", forgetful: true };
  for (const [title, nature, wait, counts, waits, note] of [
    ["goes on where tasks start", { name: "an emulator", forgetful: false }, true, [1, 3], true, undefined],
    ["is off when asked", { name: "an emulator", forgetful: false }, false, [1], false, /as asked/],
    [
      "is off in a moto that starts no task",
      { ...moto, firstTasks: 0 },
      true,
      [1],
      false,
      /A new service has no task in this moto, since MOTO_ECS_SERVICE_RUNNING/,
    ],
    ["goes on in a moto with as many tasks as wanted", { ...moto, firstTasks: 2 }, true, [2, 2], true, /forgets/],
    [
      "is off in a moto that has one task each",
      { ...moto, firstTasks: 1 },
      true,
      [2],
      false,
      /has 1 task in this moto \(/,
    ],
    [
      "is off in a moto with other tasks than wanted",
      { ...moto, firstTasks: 2 },
      true,
      [2, 1],
      false,
      /A new service has 2 tasks in this moto \(MOTO_ECS_SERVICE_RUNNING\), and dev wants 2 or 1: /,
    ],
  ] as const) {
    it(title, () => {
      const { waits: answer, notes } = waiting(nature, wait, counts);
      assert.equal(answer, waits);
      if (note) assert.match(notes[0] ?? "", note);
      else assert.deepEqual(notes, []);
    });
  }
});

describe("the tasks that an environment wants", () => {
  it("are those of its services and workers, one where nothing is said", () => {
    const services = { web: { desiredCount: 3 }, search: {}, broken: null };
    assert.deepEqual(
      desiredCounts({ "fairlead:services": services, "fairlead:workers": { mailer: { desiredCount: 2 } } }),
      [3, 1, 1, 2],
    );
    assert.deepEqual(desiredCounts({}), []);
  });

  it("are the smallest number of one that scales, where nothing is said", () => {
    const scaling = { minTasks: 2, maxTasks: 4 };
    const services = { web: { scaling }, search: { scaling, desiredCount: 3 }, broken: { scaling: null } };
    assert.deepEqual(desiredCounts({ "fairlead:services": services }), [2, 3, 1]);
  });
});

describe("the process of an emulator", () => {
  it("is left alone when its number belongs to something else by now", async () => {
    const other = spawn("sleep", ["60"]);
    try {
      await stopMoto(other.pid ?? 0);
      await sleep(0);
      assert.ok(isAlive(other.pid ?? 0));
    } finally {
      other.kill();
    }
  });
});
