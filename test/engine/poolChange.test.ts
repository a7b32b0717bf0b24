import assert from "node:assert/strict";
import { servicesOf } from "../support/engineAws";
import { inventory } from "../support/engineInventory";
import { describeWithEngine } from "../support/engineSuite";

describeWithEngine("a pool that is to change its market", "eu-west-3", (bench) => {
  const providers = async () =>
    (await inventory(bench.aws)).capacityProviders?.map((name) => name.replace(/-\w{7}$/, ""));
  const strategies = async () =>
    Object.fromEntries(
      (await servicesOf("fairlead-dev", bench.aws)).map(({ name, strategy }) => [name, Object.keys(strategy)]),
    );

  before("dev runs one service on its pool `spot`", async () => {
    for (const part of ["services.search", "services.storefront", "workers.mailer", "jobs.report", "jobs.prices"])
      bench.project.configure("dev", part, undefined);
    await bench.project.create("releases");
    await bench.project.create("dev");
    await bench.project.succeed("up", "releases");
  });

  it("comes up, although nothing is published before the first update", async () => {
    await bench.project.succeed("up", "dev");
    assert.deepEqual(await providers(), ["dev-spot"]);
    assert.deepEqual((await bench.project.succeed("up", "dev")).changes, []);
  });

  for (const [what, path, value] of [
    ["market", "pools.spot.market", "on-demand"],
    ["processor", "pools.spot.instanceTypes", ["c7g.large", "c6g.large", "c8g.large", "c6gd.large"]],
  ] as const) {
    it(`is refused under its name with another ${what}, with the recipe, and nothing has changed`, async () => {
      const before = { inventory: await inventory(bench.aws), strategies: await strategies() };
      const was =
        what === "market" ? "spot" : ["c7i.large", "c7a.large", "c6i.large", "c6a.large", "c5.large", "t3.medium"];
      bench.project.configure("dev", path, value);
      const { succeeded, changes, errors } = await bench.project.attempt("up", "dev");
      assert.equal(succeeded, false);
      assert.deepEqual(changes, []);
      assert.match(errors, /pools\.spot\.(market|architecture) is .*this pool is there already, with (spot|x86_64)/);
      assert.match(
        errors,
        /add a pool under another name; move what names this one in its capacity to it; take this one away/,
      );
      assert.deepEqual({ inventory: await inventory(bench.aws), strategies: await strategies() }, before);
      bench.project.configure("dev", path, was);
    });
  }

  it("is replaced by the recipe: another pool, then the service, then without the old one", async () => {
    const pool = { market: "on-demand", instanceTypes: ["c7i.large", "c6i.large"], minNodes: 1, maxNodes: 3 };
    bench.project.configure("dev", "pools.calm", pool);
    await bench.project.succeed("up", "dev");
    assert.deepEqual(await providers(), ["dev-calm", "dev-spot"]);
    bench.project.configure("dev", "services.checkout.capacity", { calm: { weight: 1 } });
    await bench.project.succeed("up", "dev");
    assert.deepEqual(await strategies(), { checkout: ["dev-calm"] });
    bench.project.configure("dev", "pools.spot", undefined);
    await bench.project.succeed("up", "dev");
    assert.deepEqual(await providers(), ["dev-calm"]);
    assert.deepEqual((await bench.project.succeed("preview", "dev")).changes, []);
  });

  it("leaves nothing when the stacks are destroyed", async () => {
    await bench.project.succeed("destroy", "dev");
    await bench.project.succeed("destroy", "releases");
    assert.deepEqual(await bench.made(), {});
  });
});
