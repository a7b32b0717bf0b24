import assert from "node:assert/strict";
import { activeRevisions, createZone } from "../support/engineAws";
import { describeWithEngine } from "../support/engineSuite";

describeWithEngine("the policy pack in the engine", "eu-west-1", (bench) => {
  const pack = () => bench.project.policyPack;
  const allSpot = () => bench.project.at("test/engine/fixtures/all-spot");

  before("the pack is compiled and example.com has a zone", async () => {
    await bench.project.build();
    bench.project.configure("prod", "zoneId", await createZone("example.com", bench.aws));
  });

  for (const stack of ["releases", "dev", "prod"]) {
    it(`passes ${stack} in a preview and in the update`, async () => {
      await bench.project.create(stack);
      const preview = await bench.project.succeed("preview", stack, ...pack());
      assert.deepEqual(preview.violations, []);
      const update = await bench.project.succeed("up", stack, ...pack());
      assert.deepEqual(update.violations, []);
    });
  }

  it("stops an update of production that is all spot, by plain resources, in its preview", async () => {
    const before = { made: await bench.made(), revisions: await activeRevisions(bench.aws) };
    await allSpot().create("prod");
    const update = await allSpot().attempt("up", "prod", ...pack());
    assert.equal(update.succeeded, false);
    assert.equal(update.previewOnly, true);
    assert.deepEqual(
      update.violations.map(({ policy, level }) => ({ policy, level })),
      [{ policy: "prod-not-all-spot", level: "mandatory" }],
    );
    assert.deepEqual(await allSpot().resources("prod"), []);
    assert.deepEqual({ made: await bench.made(), revisions: await activeRevisions(bench.aws) }, before);
  });

  it("lets the same program be when its nodes are on demand", async () => {
    allSpot().configure("prod", "all-spot:market", "on-demand");
    const preview = await allSpot().succeed("preview", "prod", ...pack());
    assert.deepEqual(preview.violations, []);
    assert.ok(preview.changes.includes("create aws:ecs/service:Service worker"));
  });

  it("lets the same program be when it is not production", async () => {
    await allSpot().create("dev");
    const preview = await allSpot().succeed("preview", "dev", ...pack());
    assert.deepEqual(preview.violations, []);
    assert.ok(preview.changes.includes("create aws:ecs/service:Service worker"));
  });
});
