import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { packNodeBundle } from "../../node-image/bundle";
import { withDaemons } from "../../stacks/nodeDaemons";
import type { EnvironmentSettings } from "../../stacks/settings";
import { textAt } from "../../tools/preview/properties";
import type { Recording } from "../../tools/preview/recorder";
import { configured, recordStack, typed } from "../support/stacks";

const IMAGE = "ami-0123456789abcdef0";
const OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";
const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";

const images = (recording: Recording) =>
  Object.fromEntries(typed(recording, TEMPLATE).map(({ name, inputs }) => [name, inputs.imageId]));

/** Settings of an environment with one pool for each image. */
function settings(pools: Record<string, object>): EnvironmentSettings {
  const pool = { market: "spot", instanceTypes: ["m7i.large"], maxNodes: 2 };
  const all = Object.entries(pools).map(([name, of]) => [name, { ...pool, ...of }]);
  return { pools: Object.fromEntries(all), nodeImages: { x86_64: IMAGE } } as EnvironmentSettings;
}

describe("node images of a stack", () => {
  it("run in its pools, whose nodes get the playbooks of this repository by a checksum", async () => {
    const recording = await recordStack("prod", { nodeImages: { x86_64: IMAGE } }, { preview: false });
    assert.deepEqual(recording.errors, []);
    assert.deepEqual(images(recording), { "prod-on-demand-nodes": IMAGE, "prod-spot-nodes": IMAGE });
    const parameter = typed(recording, "aws:ssm/parameter:Parameter").find(({ name }) => name === "prod-node-bundle");
    const { sha256 } = JSON.parse(textAt(parameter?.inputs, "value"));
    assert.equal(sha256, (await packNodeBundle()).sha256);
  });

  it("are packed outside of the checkout, once for all stacks of a run", async () => {
    const paths = await Promise.all(
      ["dev", "stage"].map(async (stack) => {
        const [object] = typed(await recordStack(stack, { nodeImages: { x86_64: IMAGE } }), OBJECT);
        return textAt(object?.inputs.source, "path");
      }),
    );
    assert.equal(paths[0], paths[1]);
    assert.ok(existsSync(paths[0] ?? ""));
    assert.ok(!paths[0]?.startsWith(process.cwd()));
  });

  it("are none as the stacks are committed, and nothing is made for any", async () => {
    for (const stack of ["dev", "stage", "prod"]) {
      const recording = await recordStack(stack);
      assert.deepEqual(typed(recording, OBJECT), []);
      for (const image of Object.values(images(recording))) assert.match(String(image), /^resolve:ssm:/);
    }
  });

  it("are told with all else that is wrong, before the first resource", async () => {
    const nodeImages = { x86_64: "latest", arm64: IMAGE, riscv: IMAGE };
    const { errors, resources } = await recordStack("dev", { nodeImages, profile: "careful" });
    assert.equal(errors.length, 1);
    for (const part of [
      /nodeImages\.x86_64 is "latest"; it is no image of one's own/,
      /nodeImages\.arm64 is "ami-.*"; no pool has nodes of arm64/,
      /nodeImages\.riscv is given; there is no such argument/,
      /profile is "careful"/,
    ]) {
      assert.match(errors[0] ?? "", part);
    }
    assert.ok(!resources.some(({ custom }) => custom));
    const { errors: kinds } = await recordStack("dev", { nodeImages: [IMAGE] });
    assert.match(kinds.join(), /nodeImages is \["ami-.*"\]; it must be a map/);
  });
});

describe("daemons of node images", () => {
  const two = JSON.stringify({
    daemons: [
      { name: "a", memoryMiB: 128 },
      { name: "b", memoryMiB: 64 },
    ],
  });

  it("take their memory from tasks in pools that run them, and in no other", () => {
    const { settings: after, problems } = withDaemons(settings({ own: {}, stock: { imageId: "ami-00000000" } }), two);
    assert.deepEqual(problems, []);
    assert.deepEqual(
      Object.values(after.pools).map((pool) => pool.daemonsMemoryMiB),
      [192, undefined],
    );
  });

  it("change nothing where there are none", () => {
    const before = settings({ own: {} });
    assert.deepEqual(withDaemons(before, '{"daemons": []}').settings, before);
    const stock = settings({ stock: { imageId: "ami-00000000" } });
    assert.deepEqual(withDaemons(stock, two).settings, stock);
  });

  for (const words of [
    '"arguments":"a b"',
    '"arguments":null',
    '"arguments":[true]',
    '"environment":["A"]',
    '"environment":{"A":0.5}',
  ]) {
    it(`are told when nodes would not take them: ${words}`, () => {
      const content = `{"daemons":[{"name":"a","memoryMiB":64,${words}},{"memoryMiB":64,"arguments":["a",1],"environment":{"A":"true"}}]}`;
      const { problems } = withDaemons(settings({ own: {} }), content);
      assert.deepEqual(
        problems.map(({ argument, value }) => [argument, (value as { name: string }).name]),
        [["node-image/ansible/daemons.json", "a"]],
      );
    });
  }

  for (const content of [
    "",
    "{",
    "null",
    "[]",
    '{"daemons":{}}',
    '{"daemons":[{"memoryMiB":"64"}]}',
    '{"daemons":[{}]}',
  ]) {
    it(`are told to be unreadable when they are listed as ${JSON.stringify(content)}`, () => {
      const [problem, ...others] = withDaemons(settings({ own: {} }), content).problems;
      assert.deepEqual(others, []);
      assert.equal(problem?.argument, "node-image/ansible/daemons.json");
    });
  }

  it("make nodes smaller for services, and are not in what tags say, because nodes add them", async () => {
    const pools = configured<Record<string, object>>("dev", "pools");
    const spot = { ...pools.spot, daemonsMemoryMiB: 100 };
    const recording = await recordStack("dev", { pools: { spot }, nodeImages: { x86_64: IMAGE } }, { preview: false });
    const parameters = typed(recording, "aws:ssm/parameter:Parameter");
    const reference = parameters.find(({ name }) => name === "dev-reference");
    assert.equal(JSON.parse(textAt(reference?.inputs, "value")).pools.spot.nodeMemoryMiB, 3_635 - 100);
    const said = typed(recording, TEMPLATE).map(({ inputs }) => JSON.stringify(inputs.tagSpecifications));
    assert.match(said.join(), /"fairlead:reserved-memory-mib":"256"/);
  });
});
