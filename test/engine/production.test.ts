import assert from "node:assert/strict";
import { activeRevisions, createZone, scaleTo, servicesOf, tasksByPool } from "../support/engineAws";
import { inventory, unseen } from "../support/engineInventory";
import { describeWithEngine } from "../support/engineSuite";
import { until } from "../support/until";

describeWithEngine("production, which is protected", "us-east-1", (bench) => {
  const services = () => servicesOf("fairlead-prod", bench.aws);

  before("a zone and the releases are there already", async () => {
    bench.project.configure("prod", "zoneId", await createZone("example.com", bench.aws));
    await bench.project.create("releases");
    await bench.project.create("prod");
    await bench.project.succeed("up", "releases");
  });

  it("comes up with a base on demand, a certificate and a record for each host", async () => {
    await bench.project.succeed("up", "prod");
    for (const { name, deployments, desired, running } of await services()) {
      assert.deepEqual(
        deployments.map(({ release, state }) => ({ release, state })),
        [{ release: `${name}:1`, state: "COMPLETED" }],
      );
      assert.equal(running, desired, name);
    }
    const storefront = (await services()).find(({ name }) => name === "storefront");
    assert.deepEqual(storefront?.strategy, {
      "prod-on-demand": { base: 3, weight: 0 },
      "prod-spot": { base: 0, weight: 1 },
    });
    const { records = [], certificates = [] } = await bench.made();
    assert.equal(certificates.length, 1);
    assert.deepEqual(records.flatMap((record) => /^A (\w+)\.example\.com\. /.exec(record)?.[1] ?? []).sort(), [
      "de",
      "es",
      "fr",
      "it",
      "nl",
      "search",
      "shop",
      "www",
    ]);
  });

  it("runs on spot what is above the base, and what scaling adds to it", async () => {
    const pools = () => tasksByPool("fairlead-prod", "storefront", bench.aws);
    assert.deepEqual(await pools(), { "prod-on-demand": 3, "prod-spot": 3 });
    await scaleTo("fairlead-prod", "storefront", 12, bench.aws);
    await until(async () => Object.values(await pools()).reduce((sum, count) => sum + count, 0) === 12);
    assert.deepEqual(await pools(), { "prod-on-demand": 3, "prod-spot": 9 });
  });

  it("makes nothing that these tests would not see in AWS", async () => {
    assert.deepEqual(unseen(await bench.project.resources("prod"), await bench.made()), []);
  });

  it("changes nothing at all by a second update", async () => {
    const before = { inventory: await inventory(bench.aws), services: await services() };
    const { changes, unchanged } = await bench.project.succeed("up", "prod");
    assert.deepEqual(changes, []);
    assert.ok(unchanged > 0);
    assert.deepEqual({ inventory: await inventory(bench.aws), services: await services() }, before);
  });

  it("finds AWS as it has left it when it refreshes", async () => {
    const refresh = await bench.project.succeed("refresh", "prod");
    assert.deepEqual(refresh.changes, []);
    assert.ok(refresh.unchanged > 0);
    const preview = await bench.project.succeed("preview", "prod");
    assert.deepEqual(preview.changes, []);
  });

  it("moves a service to other capacity in place", async () => {
    bench.project.configure("prod", "services.search.capacity", {
      "on-demand": { base: 2, weight: 1 },
      spot: { weight: 3 },
    });
    const { changes } = await bench.project.succeed("up", "prod");
    assert.deepEqual(changes, ["update aws:ecs/service:Service search", "update fairlead:index:WebService search"]);
    const search = (await services()).find(({ name }) => name === "search");
    assert.deepEqual(search?.strategy, {
      "prod-on-demand": { base: 2, weight: 1 },
      "prod-spot": { base: 0, weight: 3 },
    });
    assert.equal(search?.running, search?.desired);
  });

  it("refuses to be destroyed, and loses nothing by it", async () => {
    const before = await inventory(bench.aws);
    const destroy = await bench.project.attempt("destroy", "prod");
    assert.equal(destroy.succeeded, false);
    assert.equal(destroy.previewOnly, true);
    assert.match(destroy.errors, /protected/);
    assert.deepEqual(await inventory(bench.aws), before);
  });

  it("lets itself be destroyed after it has been unprotected, and leaves nothing but the revisions", async () => {
    const revisions = await activeRevisions(bench.aws);
    bench.project.configure("prod", "protect", false);
    await bench.project.succeed("up", "prod");
    await bench.project.succeed("destroy", "prod");
    await bench.project.succeed("destroy", "releases");
    const { records = [], ...others } = await bench.made();
    assert.deepEqual(others, {});
    assert.deepEqual(
      records.filter((record) => !isOfZone(record)),
      [],
    );
    assert.deepEqual(await activeRevisions(bench.aws), revisions);
  });
});

/** Whether a record came with the zone itself. */
function isOfZone(record: string): boolean {
  return /^(NS|SOA) example\.com\. /.test(record);
}
