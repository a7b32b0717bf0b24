import assert from "node:assert/strict";
import { activeRevisions, deregister, imagesOf, scheduledReleases, servicesOf } from "../support/engineAws";
import { inventory, unseen } from "../support/engineInventory";
import { describeWithEngine } from "../support/engineSuite";

const SERVICE = "aws:ecs/service:Service";
const FIRST_REVISIONS = ["checkout:1", "mailer:1", "prices:1", "report:1", "search:1", "storefront:1"];

describeWithEngine("releases and an environment, from the first update to nothing", "eu-central-1", (bench) => {
  const services = () => servicesOf("fairlead-dev", bench.aws);

  /** All of AWS that an update could have touched without making or removing anything. */
  const everything = async () => ({
    inventory: await inventory(bench.aws),
    services: await services(),
    schedules: await scheduledReleases(bench.aws),
    revisions: await activeRevisions(bench.aws),
  });

  it("says what to do first when no release is registered", async () => {
    await bench.project.create("dev");
    const preview = await bench.project.attempt("preview", "dev");
    assert.equal(preview.succeeded, false);
    assert.match(preview.errors, /pins\.search.*there is no revision search:1/s);
    assert.match(preview.errors, /None is registered.*update the stack `releases` first/s);
  });

  it("registers one revision of each release", async () => {
    await bench.project.create("releases");
    await bench.project.succeed("up", "releases");
    assert.deepEqual(await activeRevisions(bench.aws), FIRST_REVISIONS);
  });

  it("brings an environment up until each service runs as pinned", async () => {
    await bench.project.succeed("up", "dev");
    for (const { name, deployments, desired, running } of await services()) {
      assert.deepEqual(
        deployments.map(({ release, state }) => ({ release, state })),
        [{ release: `${name}:1`, state: "COMPLETED" }],
      );
      assert.equal(running, desired, name);
    }
    assert.deepEqual(
      (await services()).map(({ name, desired }) => [name, desired]),
      [
        ["checkout", 1],
        ["mailer", 1],
        ["search", 1],
        ["storefront", 1],
      ],
    );
    assert.deepEqual(await scheduledReleases(bench.aws), { prices: "prices:1", report: "report:1" });
  });

  it("waits for each service in the engine itself", async () => {
    const services = (await bench.project.resources("dev")).filter(({ type }) => type === SERVICE);
    assert.deepEqual(
      services.map(({ inputs }) => inputs?.waitForSteadyState),
      [true, true, true, true],
    );
  });

  it("makes nothing that these tests would not see in AWS", async () => {
    const resources = [...(await bench.project.resources("releases")), ...(await bench.project.resources("dev"))];
    assert.deepEqual(unseen(resources, await bench.made()), []);
  });

  it("changes nothing at all by a second update", async () => {
    const before = await everything();
    for (const stack of ["releases", "dev"]) {
      const { changes, unchanged } = await bench.project.succeed("up", stack);
      assert.deepEqual(changes, []);
      assert.ok(unchanged > 0);
    }
    assert.deepEqual(await everything(), before);
  });

  it("finds AWS as it has left it when it refreshes", async () => {
    for (const stack of ["releases", "dev"]) {
      const refresh = await bench.project.succeed("refresh", stack);
      assert.deepEqual(refresh.changes, []);
      assert.ok(refresh.unchanged > 0);
      const preview = await bench.project.succeed("preview", stack);
      assert.deepEqual(preview.changes, []);
    }
  });

  it("makes one revision of a release whose image has changed, and nothing in the environment", async () => {
    const before = await services();
    bench.project.edit("stacks/shop.ts", "eclipse-temurin:21-jdk", "eclipse-temurin:25-jdk");
    const { changes } = await bench.project.succeed("up", "releases");
    assert.deepEqual(changes, newRevision("search"));
    assert.deepEqual(await activeRevisions(bench.aws), [...FIRST_REVISIONS, "search:2"].sort());
    assert.deepEqual(await imagesOf("search:2", bench.aws), ["public.ecr.aws/docker/library/eclipse-temurin:25-jdk"]);
    assert.deepEqual((await bench.project.succeed("preview", "dev")).changes, []);
    assert.deepEqual(await services(), before);
  });

  it("refuses a pin on a revision that does not exist, and names the newest one", async () => {
    bench.project.configure("dev", "pins.search", 99);
    const { succeeded, changes, errors } = await bench.project.attempt("up", "dev");
    assert.equal(succeeded, false);
    assert.deepEqual(changes, []);
    assert.match(errors, /pins\.search.*there is no revision search:99.*The newest is search:2\./s);
  });

  it("moves exactly the service whose pin has moved", async () => {
    const before = await services();
    bench.project.configure("dev", "pins.search", 2);
    const { changes } = await bench.project.succeed("up", "dev");
    assert.deepEqual(changes, [`update ${SERVICE} search`, "update fairlead:index:WebService search"]);
    const after = await services();
    assert.deepEqual(
      after.filter(({ name }) => name !== "search"),
      before.filter(({ name }) => name !== "search"),
    );
    const search = after.find(({ name }) => name === "search");
    assert.deepEqual(
      search?.deployments.map(({ release, state }) => ({ release, state })),
      [{ release: "search:2", state: "COMPLETED" }],
    );
  });

  it("moves exactly the schedule of a job whose pin has moved", async () => {
    const before = await services();
    bench.project.edit("stacks/shop.ts", "report of $MY_ENVIRONMENT:", "daily report of $MY_ENVIRONMENT:");
    await bench.project.succeed("up", "releases");
    bench.project.configure("dev", "pins.report", 2);
    const { changes } = await bench.project.succeed("up", "dev");
    assert.deepEqual(changes, [
      "update aws:scheduler/schedule:Schedule report",
      "update fairlead:index:ScheduledTask report",
    ]);
    assert.deepEqual(await scheduledReleases(bench.aws), { prices: "prices:1", report: "report:2" });
    assert.deepEqual(await services(), before);
  });

  it("refuses a pin on a revision that somebody has deregistered", async () => {
    await deregister("report:1", bench.aws);
    bench.project.configure("dev", "pins.report", 1);
    const { succeeded, errors } = await bench.project.attempt("preview", "dev");
    assert.equal(succeeded, false);
    assert.match(errors, /pins\.report.*that revision is deregistered.*The newest is report:2\./s);
    bench.project.configure("dev", "pins.report", 2);
  });

  it("touches nobody else's rules when a service goes and comes", async () => {
    const { listenerRules: before = [] } = await inventory(bench.aws);
    bench.project.configure("dev", "services.search", undefined);
    const gone = await bench.project.succeed("up", "dev");
    assert.deepEqual(gone.changes, made("delete"));
    const { listenerRules: between = [] } = await inventory(bench.aws);
    assert.equal(between.length, before.length - 1);
    assert.deepEqual(
      between.filter((rule) => !before.includes(rule)),
      [],
    );

    const again = { hosts: ["search.dev.example.com"], desiredCount: 1, capacity: { spot: { weight: 1 } } };
    bench.project.configure("dev", "services.search", again);
    const back = await bench.project.succeed("up", "dev");
    assert.deepEqual(back.changes, made("create"));
    const { listenerRules: after = [] } = await inventory(bench.aws);
    assert.deepEqual(
      between.filter((rule) => !after.includes(rule)),
      [],
    );
  });

  it("leaves nothing in AWS but the revisions when the stacks are destroyed", async () => {
    const revisions = await activeRevisions(bench.aws);
    await bench.project.succeed("destroy", "dev");
    await bench.project.succeed("destroy", "releases");
    assert.deepEqual(await bench.made(), {});
    assert.deepEqual(await activeRevisions(bench.aws), revisions);
    assert.deepEqual(
      revisions,
      [...FIRST_REVISIONS.filter((revision) => revision !== "report:1"), "report:2", "search:2"].sort(),
    );
  });
});

/** Steps that make the next revision of a release and leave the one before. */
function newRevision(name: string): string[] {
  const type = "aws:ecs/taskDefinition:TaskDefinition";
  return [
    ...["create-replacement", "delete-replaced", "replace"].map((step) => `${step} ${type} ${name}`),
    `update fairlead:index:TaskRelease ${name}`,
  ];
}

/** What the web service `search` consists of, each made or removed. */
function made(operation: "create" | "delete"): string[] {
  return [
    `${operation} ${SERVICE} search`,
    `${operation} aws:lb/listenerRule:ListenerRule search-1`,
    `${operation} aws:lb/targetGroup:TargetGroup search-alb`,
    `${operation} fairlead:index:WebService search`,
  ];
}
