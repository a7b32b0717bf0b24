import assert from "node:assert/strict";
import { compare } from "../../../tools/preview/diff/compare";
import { imageItems } from "../../../tools/preview/images";
import { previewOf } from "../../../tools/preview/preview";
import { stackReport } from "../../../tools/preview/report";
import { lookFor } from "../../../tools/preview/terminal";
import { configured, recordStack } from "../../support/stacks";

const IMAGE = "ami-0123456789abcdef0";

async function previewWith(changes: Record<string, unknown>, stack = "prod") {
  const recording = await recordStack(stack, changes);
  assert.deepEqual(recording.errors, []);
  return previewOf(recording, []);
}

describe("the images of nodes in a preview", () => {
  it("are Amazon's where nothing is pinned", async () => {
    const { resources } = await previewWith({});
    assert.deepEqual(imageItems(resources), ["prod-on-demand and prod-spot: Amazon's current ECS image"]);
  });

  it("are named with the pools that run them, and which of them configures itself", async () => {
    const pools = configured<Record<string, object>>("prod", "pools");
    const changes = {
      nodeImages: { x86_64: IMAGE },
      pools: { ...pools, spot: { ...pools.spot, imageId: "ami-00000000" } },
    };
    const preview = await previewWith(changes);
    assert.deepEqual(imageItems(preview.resources), [
      `prod-on-demand: ${IMAGE}, which configures itself`,
      "prod-spot: ami-00000000",
    ]);
    const report = stackReport(preview, lookFor({ isTTY: false })).join("\n");
    assert.match(
      report,
      /\nImages: {5}prod-on-demand: ami-0123456789abcdef0, which configures itself\n {12}prod-spot: ami-0/,
    );
  });

  it("are a difference between two environments in one line for each pool, and in nothing else", async () => {
    const own = await previewWith({ nodeImages: { x86_64: IMAGE } });
    const next = await previewWith({ nodeImages: { x86_64: "ami-0fedcba9876543210" } });
    const shown = compare(own, next).differences.map(({ item, property }) => `${item} ${property}`);
    assert.deepEqual(shown, ["on-demand image", "spot image"]);
  });

  it("are no difference where both environments pin the same one and upload the same playbooks", async () => {
    const nodeImages = { x86_64: IMAGE };
    const [prod, stage] = [await previewWith({ nodeImages }), await previewWith({ nodeImages }, "stage")];
    const said = compare(prod, stage).differences.filter(({ item, property }) => /bundle|image/.test(item + property));
    assert.deepEqual(said, []);
  });
});
