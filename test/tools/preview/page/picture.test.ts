import assert from "node:assert/strict";
import fc from "fast-check";
import { longestChain } from "../../../../tools/preview/chain";
import { type Picture, pictureOf, SIZE } from "../../../../tools/preview/page/picture";
import type { RecordedResource } from "../../../../tools/preview/recorder";
import { resource } from "../../../support/resource";
import { recordStack } from "../../../support/stacks";

const draw = (resources: readonly RecordedResource[]): Picture =>
  pictureOf({ resources, chain: longestChain(resources) });

/** Boxes in a few words, and edges by their boxes' kinds. */
const told = ({ boxes, edges }: Picture) => ({
  boxes: boxes.map(
    ({ kind, step, resources }) => `${step} ${resources.length > 1 ? `${resources.length} ` : ""}${kind}`,
  ),
  edges: edges.map(({ from, to, inChain }) => `${boxes[from]?.kind} ${inChain ? "=>" : "->"} ${boxes[to]?.kind}`),
});

const at = (type: string, name: string, ...dependencies: string[]) =>
  resource({ type: `p:m:${type}`, name, dependencies });

/** What holds of every picture. */
function check(resources: readonly RecordedResource[]): void {
  const { boxes, edges, lanes, steps, width, height } = draw(resources);
  const drawn = boxes.flatMap((box) => box.resources.map(({ urn }) => urn));
  assert.deepEqual(
    [...drawn].sort(),
    resources
      .filter(({ custom, remote }) => custom || remote)
      .map(({ urn }) => urn)
      .sort(),
  );
  assert.equal(steps, longestChain(resources).length, "there are as many steps as the chain has");
  assert.deepEqual(
    boxes
      .filter(({ inChain }) => inChain)
      .map(({ step }) => step)
      .sort((a, b) => a - b),
    Array.from({ length: steps }, (_, index) => index + 1),
    "the chain has a box at each step",
  );
  for (const { from, to } of edges)
    assert.ok((boxes[from]?.x ?? 0) + SIZE.box <= (boxes[to]?.x ?? 0), "edges go to the right");
  for (const [index, box] of boxes.entries()) {
    assert.ok(box.x >= 0 && box.x + SIZE.box <= width && box.y >= 0 && box.y + SIZE.boxHeight <= height);
    assert.ok(lanes.some(({ y, height }) => box.y >= y + SIZE.title && box.y + SIZE.boxHeight <= y + height));
    for (const other of boxes.slice(index + 1)) {
      const apart = Math.abs(box.x - other.x) >= SIZE.box || Math.abs(box.y - other.y) >= SIZE.boxHeight;
      assert.ok(apart, `${box.kind} lies on ${other.kind}`);
    }
  }
}

describe("the picture of what waits for what", () => {
  it("has a column for each step and marks the longest chain", () => {
    const role = at("Role", "r");
    const profile = at("Profile", "p", role.urn);
    const queue = at("Queue", "q");
    assert.deepEqual(told(draw([role, queue, profile, at("Pool", "g", profile.urn, queue.urn)])), {
      boxes: ["1 Role", "2 Profile", "3 Pool", "1 Queue"],
      edges: ["Role => Profile", "Profile => Pool", "Queue -> Pool"],
    });
  });

  it("draws resources of one type at one step of one component as one box", () => {
    const zone = at("Zone", "z");
    const records = ["a", "b", "c"].map((name) => at("Record", name, zone.urn));
    assert.deepEqual(told(draw([zone, ...records])).boxes, ["1 Zone", "2 Record", "2 2 Record"]);
    assert.deepEqual(told(draw([...records.map(({ name }) => at("Record", name))])).boxes, ["1 Record", "1 2 Record"]);
  });

  it("leaves out an edge that others imply", () => {
    const a = at("A", "a");
    const b = at("B", "b", a.urn);
    assert.deepEqual(told(draw([a, b, at("C", "c", a.urn, b.urn)])).edges, ["A => B", "B => C"]);
  });

  it("shows what a component makes its children wait for", () => {
    const pool = at("Pool", "pool");
    const job = resource({ type: "p:m:Job", name: "job", custom: false, dependencies: [pool.urn] });
    const queue = { ...at("Queue", "queue"), parent: job.urn };
    assert.deepEqual(told(draw([pool, job, queue])).edges, ["Pool => Queue"]);
  });

  it("has a lane for each component, in the order of reading, and a box for one that is remote", () => {
    const vpc = resource({ type: "awsx:ec2:Vpc", name: "net", custom: false, remote: true });
    const outer = resource({ type: "p:m:Outer", name: "o", custom: false });
    const inner = resource({ type: "p:m:Inner", name: "i", custom: false, parent: outer.urn });
    const leaf = (parent: string, name: string) => ({ ...at("Leaf", name), parent, urn: `${parent}::${name}` });
    const { lanes, boxes } = draw([inner, leaf(inner.urn, "1"), outer, leaf(outer.urn, "2"), vpc]);
    assert.deepEqual(
      lanes.map(({ title }) => title),
      ["The stack itself", "Outer o", "Inner i"],
    );
    assert.equal(boxes[0]?.kind, "Vpc");
  });

  it("shows that what has a resource for its parent waits for it", () => {
    const bucket = at("Bucket", "b");
    assert.deepEqual(told(draw([bucket, { ...at("Object", "o"), parent: bucket.urn }])).edges, ["Bucket => Object"]);
  });

  for (const stack of ["releases", "dev", "prod"]) {
    it(`of ${stack} has every resource once, boxes apart from each other, edges to the right`, async () => {
      check((await recordStack(stack)).resources.filter(({ type }) => !type.startsWith("pulumi:")));
    });
  }

  it("does so whatever waits for what, and whatever is in what", () => {
    const shape = fc.record({ on: fc.array(fc.nat(99), { maxLength: 3 }), kind: fc.nat(4), inside: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(shape, { maxLength: 30 }), (shapes) => {
        const resources: RecordedResource[] = [];
        for (const [index, { on, kind, inside }] of shapes.entries()) {
          const components = resources.filter(({ custom, remote }) => !custom && !remote);
          const parent = inside === 0 ? undefined : components[inside % (components.length + 1)]?.urn;
          const earlier = (n: number) => resources[n % Math.max(1, resources.length)]?.urn ?? [];
          const made = resource({
            type: `p:m:${"ABCDE"[kind]}`,
            name: `r${index}`,
            custom: kind > 1,
            remote: kind === 1,
            dependencies: on.flatMap(earlier),
            ...(parent !== undefined && { parent }),
          });
          resources.push(made);
        }
        check(resources);
      }),
    );
  });

  it("of nothing is empty", () => assert.deepEqual(draw([]).boxes, []));
});
