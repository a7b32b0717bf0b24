import assert from "node:assert/strict";
import { raiseMinimums, scalableServices, scaleTo, scheduledMinimums, servicesOf } from "../support/engineAws";
import { unseen } from "../support/engineInventory";
import { describeWithEngine } from "../support/engineSuite";

const SERVICE = "aws:ecs/service:Service";

describeWithEngine("a service that scales, beside one that does not", "ap-southeast-2", (bench) => {
  const desired = async () =>
    Object.fromEntries((await servicesOf("fairlead-dev", bench.aws)).map(({ name, desired }) => [name, desired]));

  before("the releases are there, and dev has two services, one of which scales", async () => {
    for (const part of ["services.search", "workers.mailer", "jobs.report", "jobs.prices"])
      bench.project.configure("dev", part, undefined);
    bench.project.configure("dev", "services.storefront.desiredCount", undefined);
    bench.project.configure("dev", "services.storefront.scaling", {
      minTasks: 2,
      maxTasks: 6,
      cpuPercent: 60,
      memoryPercent: 80,
      requestsPerTaskPerMinute: 3_000,
      scheduledMinimums: {
        day: { schedule: "cron(0 7 ? * MON-FRI *)", timeZone: "Europe/Berlin", minTasks: 3 },
        night: { schedule: "cron(0 20 ? * * *)", timeZone: "Europe/Berlin", minTasks: 2 },
      },
    });
    await bench.project.create("releases");
    await bench.project.create("dev");
    await bench.project.succeed("up", "releases");
  });

  it("comes up with its smallest number of tasks, its limits, its policies and its minimums", async () => {
    const { changes } = await bench.project.succeed("up", "dev");
    assert.deepEqual(
      changes.filter((change) => change.includes("appautoscaling")),
      [
        "create aws:appautoscaling/policy:Policy storefront-cpu",
        "create aws:appautoscaling/policy:Policy storefront-memory",
        "create aws:appautoscaling/policy:Policy storefront-requests",
        "create aws:appautoscaling/scheduledAction:ScheduledAction storefront-from-day",
        "create aws:appautoscaling/scheduledAction:ScheduledAction storefront-from-night",
        "create aws:appautoscaling/target:Target storefront",
      ],
    );
    assert.deepEqual(await desired(), { checkout: 1, storefront: 2 });
    assert.deepEqual(await scalableServices(bench.aws), { storefront: [2, 6] });
    assert.deepEqual(await scheduledMinimums(bench.aws), {
      "storefront-from-day": "cron(0 7 ? * MON-FRI *) Europe/Berlin 3",
      "storefront-from-night": "cron(0 20 ? * * *) Europe/Berlin 2",
    });
    assert.deepEqual(unseen(await bench.project.resources("dev"), await bench.made()), []);
  });

  it("changes nothing by a second update, and is found as it was left", async () => {
    assert.deepEqual((await bench.project.succeed("up", "dev")).changes, []);
    assert.deepEqual((await bench.project.succeed("refresh", "dev")).changes, []);
    assert.deepEqual((await bench.project.succeed("preview", "dev")).changes, []);
  });

  it("keeps the number of tasks that scaling has chosen, by an update and after a refresh", async () => {
    await scaleTo("fairlead-dev", "storefront", 5, bench.aws);
    assert.deepEqual((await bench.project.succeed("up", "dev")).changes, []);
    await bench.project.succeed("refresh", "dev");
    assert.deepEqual((await bench.project.succeed("up", "dev")).changes, []);
    assert.deepEqual(await desired(), { checkout: 1, storefront: 5 });
  });

  it("keeps it also when the service itself is changed", async () => {
    bench.project.configure("dev", "services.storefront.capacity.spot.weight", 3);
    const { changes } = await bench.project.succeed("up", "dev");
    assert.deepEqual(changes, [`update ${SERVICE} storefront`, "update fairlead:index:WebService storefront"]);
    assert.deepEqual(await desired(), { checkout: 1, storefront: 5 });
  });

  it("keeps the minimum that a schedule has set by an update, and sets its own after a refresh", async () => {
    await raiseMinimums(3, bench.aws);
    assert.deepEqual((await bench.project.succeed("up", "dev")).changes, []);
    assert.deepEqual(await scalableServices(bench.aws), { storefront: [3, 6] });
    await bench.project.succeed("refresh", "dev");
    assert.deepEqual((await bench.project.succeed("up", "dev")).changes, [
      "update aws:appautoscaling/target:Target storefront",
    ]);
    assert.deepEqual(await scalableServices(bench.aws), { storefront: [2, 6] });
  });

  it("puts the number of the other service's tasks back, which nobody but the program decides", async () => {
    await scaleTo("fairlead-dev", "checkout", 3, bench.aws);
    await bench.project.succeed("refresh", "dev");
    assert.deepEqual((await bench.project.succeed("up", "dev")).changes, [`update ${SERVICE} checkout`]);
    assert.deepEqual(await desired(), { checkout: 1, storefront: 5 });
  });

  it("stops scaling when it is told a number of tasks instead", async () => {
    bench.project.configure("dev", "services.storefront.scaling", undefined);
    bench.project.configure("dev", "services.storefront.desiredCount", 1);
    await bench.project.succeed("up", "dev");
    assert.deepEqual(await desired(), { checkout: 1, storefront: 1 });
    const { scalableTargets, scalingPolicies, scheduledMinimums: minimums } = await bench.made();
    assert.deepEqual([scalableTargets, scalingPolicies, minimums], [undefined, undefined, undefined]);
  });

  it("leaves nothing when it is destroyed while it scales", async () => {
    bench.project.configure("dev", "services.storefront.desiredCount", undefined);
    bench.project.configure("dev", "services.storefront.scaling", { minTasks: 1, maxTasks: 3, cpuPercent: 60 });
    await bench.project.succeed("up", "dev");
    assert.deepEqual(await scalableServices(bench.aws), { storefront: [1, 3] });
    await bench.project.succeed("destroy", "dev");
    await bench.project.succeed("destroy", "releases");
    assert.deepEqual(await bench.made(), {});
  });
});
