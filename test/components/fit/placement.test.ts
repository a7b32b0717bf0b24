import assert from "node:assert/strict";
import fc from "fast-check";
import { fewestNodes } from "../../../components/fit/fewestNodes";
import type { TaskSize } from "../../../components/fit/fitRequest";
import { Placement } from "../../../components/fit/placement";

const NODE = { memoryMiB: 100, cpuUnits: 100 };
const task = (memoryMiB: number, cpuUnits = 0, ...hostPorts: number[]): TaskSize => ({
  memoryMiB,
  cpuUnits,
  hostPorts,
});

/** Some tasks of each of a few sizes, as services have them. */
const few = (cpu: fc.Arbitrary<number>, ports: fc.Arbitrary<number[]>) =>
  fc.array(
    fc.record({
      task: fc.record({ memoryMiB: fc.integer({ min: 1, max: 100 }), cpuUnits: cpu, hostPorts: ports }),
      count: fc.integer({ min: 1, max: 3 }),
    }),
    { minLength: 1, maxLength: 3 },
  );
const byMemory = few(fc.constant(0), fc.constant([]));
const byAll = few(fc.integer({ min: 0, max: 100 }), fc.uniqueArray(fc.integer({ min: 1, max: 2 }), { maxLength: 1 }));

type Services = { readonly task: TaskSize; readonly count: number }[];
const each = (services: Services) => services.flatMap(({ task, count }) => new Array<TaskSize>(count).fill(task));

/** The fewest nodes by trying every way to place the tasks, one on each node that is there or on a new one. */
function optimum(tasks: readonly TaskSize[]): number {
  let best = tasks.length;
  const nodes: TaskSize[][] = [];
  const fits = (node: readonly TaskSize[], next: TaskSize) =>
    [...node, next].reduce((sum, { memoryMiB }) => sum + memoryMiB, 0) <= NODE.memoryMiB &&
    [...node, next].reduce((sum, { cpuUnits }) => sum + cpuUnits, 0) <= NODE.cpuUnits &&
    !node.some(({ hostPorts = [] }) => hostPorts.some((port) => next.hostPorts?.includes(port)));
  const go = (index: number): void => {
    const next = tasks[index];
    if (nodes.length >= best) return;
    if (next === undefined) {
      best = nodes.length;
      return;
    }
    for (const node of nodes) {
      if (!fits(node, next)) continue;
      node.push(next);
      go(index + 1);
      node.pop();
    }
    nodes.push([next]);
    go(index + 1);
    nodes.pop();
  };
  go(0);
  return best;
}

const largest = ({ task }: Services[number]) => Math.max(task.memoryMiB, task.cpuUnits);

function placed(services: Services, zones = 1, minNodes = 0): number {
  const placement = new Placement(NODE, zones, minNodes);
  [...services]
    .sort((a, b) => largest(b) - largest(a))
    .forEach(({ task, count }, service) => {
      placement.place(String(service), task, count);
    });
  return placement.nodes;
}

/** ECS's rules read once more, task by task and node by node. */
function placedOneByOne(services: Services, zones: number, minNodes: number): number {
  const nodes: { zone: number; tasks: { task: TaskSize; service: number }[] }[] = [];
  const start = () => {
    const node = { zone: nodes.length % zones, tasks: [] };
    nodes.push(node);
    return node;
  };
  for (let n = 0; n < minNodes; n++) start();
  const used = (node: (typeof nodes)[number], of: "memoryMiB" | "cpuUnits") =>
    node.tasks.reduce((sum, { task }) => sum + task[of], 0);
  services.forEach(({ task, count }, service) => {
    for (let n = 0; n < count; n++) {
      const room = nodes.filter(
        (node) =>
          used(node, "memoryMiB") + task.memoryMiB <= NODE.memoryMiB &&
          used(node, "cpuUnits") + task.cpuUnits <= NODE.cpuUnits &&
          !node.tasks.some((other) => other.task.hostPorts?.some((port) => task.hostPorts?.includes(port))),
      );
      const inZone = (zone: number) =>
        nodes
          .filter((node) => node.zone === zone)
          .flatMap(({ tasks }) => tasks.filter((each) => each.service === service)).length;
      const fewest = Math.min(...room.map(({ zone }) => inZone(zone)));
      const zone = Math.min(...room.filter(({ zone }) => inZone(zone) === fewest).map(({ zone }) => zone));
      const there = room.filter((node) => node.zone === zone);
      const fullest = Math.max(...there.map((node) => used(node, "memoryMiB")));
      (there.filter((node) => used(node, "memoryMiB") === fullest).at(-1) ?? start()).tasks.push({ task, service });
    }
  });
  return nodes.length;
}

describe("tasks on nodes", () => {
  for (const [what, services, nodes] of [
    ["fill a node before they take another", [{ task: task(50), count: 4 }], 2],
    ["never share memory", [{ task: task(51), count: 3 }], 3],
    ["never share CPU", [{ task: task(10, 60), count: 2 }], 2],
    ["of one fixed port are on nodes of their own", [{ task: task(1, 1, 9_000), count: 3 }], 3],
    [
      "of different fixed ports share one",
      [
        { task: task(1, 1, 9_000), count: 1 },
        { task: task(1, 1, 9_001), count: 1 },
      ],
      1,
    ],
    ["that need nothing need one node", [{ task: task(0), count: 5 }], 1],
  ] as const) {
    it(what, () => assert.equal(placed([...services]), nodes));
  }

  it("are spread over zones, so that one more may need a node that packing alone would not", () => {
    const twoZones = new Placement(NODE, 2, 2);
    twoZones.place("web", task(50), 2);
    assert.equal(twoZones.hasRoom(task(100)), false);
    const oneZone = new Placement(NODE, 1, 2);
    oneZone.place("web", task(50), 2);
    assert.equal(oneZone.hasRoom(task(100)), true);
  });

  it("are spread as if no other copy of the nodes had ever been", () => {
    const placement = new Placement(NODE, 2, 2);
    placement.place("web", task(50), 1);
    placement.copy().place("web", task(50), 1);
    placement.place("web", task(50), 1);
    assert.equal(placement.hasRoom(task(100)), false);
  });

  it("are placed as task by task, whatever the sizes, ports, zones and nodes that are there", () => {
    const zones = fc.integer({ min: 1, max: 3 });
    const minNodes = fc.nat(4);
    const many = fc.array(
      fc.record({
        task: fc.record({
          memoryMiB: fc.integer({ min: 1, max: 60 }),
          cpuUnits: fc.nat(60),
          hostPorts: fc.uniqueArray(fc.integer({ min: 1, max: 2 }), { maxLength: 1 }),
        }),
        count: fc.integer({ min: 1, max: 9 }),
      }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(many, zones, minNodes, (services, zones, minNodes) => {
        const placement = new Placement(NODE, zones, minNodes);
        services.forEach(({ task, count }, service) => {
          placement.place(String(service), task, count);
        });
        assert.equal(placement.nodes, placedOneByOne(services, zones, minNodes));
      }),
      { numRuns: 500 },
    );
  });

  it("are never on fewer nodes than the best of all ways, and on few more", () => {
    fc.assert(
      fc.property(byMemory, (services) => {
        const best = optimum(each(services));
        const nodes = placed(services);
        assert.ok(best <= nodes && nodes <= 2 * best, `${nodes} for ${best}`);
        assert.ok(nodes <= best + 1, `${nodes} for ${best}`);
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(byAll, fc.integer({ min: 1, max: 3 }), (services, zones) => {
        const best = optimum(each(services));
        const nodes = placed(services, zones);
        assert.ok(best <= nodes && nodes <= 2 * best, `${nodes} for ${best}`);
      }),
      { numRuns: 500 },
    );
  });

  it("need no fewer nodes when more are placed beside them, by memory, CPU and ports", () => {
    fc.assert(
      fc.property(byAll, byAll, (services, more) => {
        const placement = new Placement(NODE, 2, 0);
        const place = ({ task, count }: Services[number], service: number) => {
          placement.place(String(service), task, count);
        };
        services.forEach(place);
        const before = placement.nodes;
        const copy = placement.copy();
        more.forEach(place);
        assert.ok(placement.nodes >= before);
        assert.equal(copy.nodes, before, "a copy goes its own way");
        const again = copy.copy();
        for (const each of [copy, again]) {
          more.forEach(({ task, count }, service) => {
            each.place(String(service), task, count);
          });
          assert.equal(each.nodes, placement.nodes, "and comes to the same in the same way");
        }
      }),
    );
  });
});

describe("the fewest nodes", () => {
  for (const [what, services, nodes] of [
    ["nothing", [], 0],
    ["memory", [{ task: task(30), count: 11 }], 4],
    ["CPU", [{ task: task(1, 30), count: 11 }], 4],
    [
      "all together",
      [
        { task: task(40), count: 3 },
        { task: task(30), count: 3 },
      ],
      3,
    ],
    [
      "halves",
      [
        { task: task(51), count: 2 },
        { task: task(52), count: 1 },
      ],
      3,
    ],
    ["tasks of which a node holds two", [{ task: task(40), count: 5 }], 3],
    [
      "ports",
      [
        { task: task(1, 1, 80), count: 2 },
        { task: task(1, 1, 80, 81), count: 2 },
      ],
      4,
    ],
  ] as const) {
    it(`of ${what} are ${nodes}`, () => assert.equal(fewestNodes(NODE, services), nodes));
  }

  it("are never more than the best of all ways needs, so that nothing is refused that has room", () => {
    fc.assert(
      fc.property(byAll, (services) => assert.ok(fewestNodes(NODE, services) <= optimum(each(services)))),
      { numRuns: 500 },
    );
  });

  it("are no fewer with a task more, and no fewer on smaller nodes", () => {
    const smaller = fc.integer({ min: 60, max: 100 });
    fc.assert(
      fc.property(byAll, byAll, smaller, (services, more, memoryMiB) => {
        const fewest = fewestNodes(NODE, services);
        assert.ok(fewestNodes(NODE, [...services, ...more]) >= fewest);
        const fitting = services.filter(({ task }) => task.memoryMiB <= memoryMiB);
        assert.ok(fewestNodes({ ...NODE, memoryMiB }, fitting) >= fewestNodes(NODE, fitting));
      }),
    );
  });
});
