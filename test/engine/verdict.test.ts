import assert from "node:assert/strict";
import { servicesOf } from "../support/engineAws";
import { type Bench, describeWithEngine } from "../support/engineSuite";
import { ForwardedProvider } from "../support/forwardedProvider";

const SERVICE = "aws:ecs/service:Service";
const GOOD = "eclipse-temurin:21-jdk";

/** The emulator never starts a task whose image is called so. */
const CRASHING = "crash:1";

/** What the primary deployment of a service in dev runs, and how many tasks. */
async function runs(bench: Bench, service: string) {
  const found = (await servicesOf("fairlead-dev", bench.aws)).find(({ name }) => name === service);
  return { release: found?.deployments[0]?.release, running: found?.running };
}

describeWithEngine("a rollback that the provider is content with", "eu-north-1", (bench) => {
  before("dev runs the first revisions, and the second one of search does not start", async () => {
    await bench.project.create("releases");
    await bench.project.create("dev");
    await bench.project.succeed("up", "releases");
    await bench.project.succeed("up", "dev");
    bench.project.edit("stacks/shop.ts", GOOD, CRASHING);
    await bench.project.succeed("up", "releases");
  });

  it("fails the update in one line that says what was rolled back, which task failed and why", async () => {
    bench.project.configure("dev", "pins.search", 2);
    const { succeeded, errors } = await bench.project.attempt("up", "dev");
    assert.equal(succeeded, false);
    const lines = errors.split("\n").filter((line) => line.includes("search"));
    assert.equal(lines.length, 1, errors);
    assert.match(
      lines[0] ?? "",
      /^WebService "search": ECS rolled the deployment of search:2 back to search:1: task failed to start: CannotStartContainerError: .* \(container app\)\. See: aws ecs describe-services --cluster fairlead-dev --services search-[0-9a-f]{7} --region eu-north-1 --query '[^']+'$/,
    );
  });

  it("leaves the revision before running", async () => {
    assert.deepEqual(await runs(bench, "search"), { release: "search:1", running: 1 });
  });

  it("keeps a state in which the same pin is a change, and deploys it again", async () => {
    const change = [`update ${SERVICE} search`];
    assert.deepEqual((await bench.project.succeed("preview", "dev")).changes, change);
    const { succeeded, changes } = await bench.project.attempt("up", "dev", "--skip-preview");
    assert.equal(succeeded, false);
    assert.deepEqual(changes, change);
    await bench.project.succeed("refresh", "dev");
    assert.deepEqual((await bench.project.succeed("preview", "dev")).changes, change);
  });

  it("does not judge what is no target of the update", async () => {
    const { changes } = await bench.project.succeed("up", "dev", "--target", "**$aws:ecs/service:Service::mailer");
    assert.deepEqual(changes, []);
  });

  it("holds for a program with a provider of its own", async () => {
    await bench.project.build();
    const program = bench.project.at("test/engine/fixtures/own-provider");
    await program.create("dev");
    program.configure("dev", "own-provider:release", "search:1");
    await program.succeed("up", "dev");
    program.configure("dev", "own-provider:release", "search:2");
    await program.succeed("preview", "dev");
    const { succeeded, errors } = await program.attempt("up", "dev", "--skip-preview");
    assert.equal(succeeded, false);
    assert.match(
      errors,
      /Worker "worker": ECS rolled the deployment of search:2 back to search:1: task failed to start: CannotStartContainerError: .* See: aws ecs /,
    );
    program.configure("dev", "own-provider:release", "search:1");
    await program.succeed("up", "dev");
    await program.succeed("destroy", "dev");
  });

  it("recovers by the next good update", async () => {
    bench.project.edit("stacks/shop.ts", CRASHING, "eclipse-temurin:25-jdk");
    await bench.project.succeed("up", "releases");
    bench.project.configure("dev", "pins.search", 3);
    const { changes } = await bench.project.succeed("up", "dev");
    assert.deepEqual(changes, [`update ${SERVICE} search`, "update fairlead:index:WebService search"]);
    assert.deepEqual(await runs(bench, "search"), { release: "search:3", running: 1 });
    assert.deepEqual((await bench.project.succeed("up", "dev")).changes, []);
  });

  it("is destroyed as ever, with a failed update before", async () => {
    bench.project.configure("dev", "pins.search", 2);
    assert.equal((await bench.project.attempt("up", "dev", "--skip-preview")).succeeded, false);
    await bench.project.succeed("destroy", "dev");
    await bench.project.succeed("destroy", "releases");
    assert.deepEqual(await bench.made(), {});
  });
});

const provider = new ForwardedProvider();

describeWithEngine(
  "a deployment that the provider itself reports as failed",
  "eu-west-2",
  (bench) => {
    after(() => provider.remove());

    before("the first revision of search does not start", async () => {
      await bench.project.create("releases");
      await bench.project.create("dev");
      bench.project.edit("stacks/shop.ts", GOOD, CRASHING);
      await bench.project.succeed("up", "releases");
    });

    it("fails a first deployment when its time is over, and says why", async () => {
      const { succeeded, errors } = await bench.project.attempt("up", "dev", "--skip-preview");
      assert.equal(succeeded, false);
      assert.match(errors, /timeout while waiting for state to become 'tfSTABLE' \(.*timeout: 15m0s\)/);
      const [line, ...others] = errors.split("\n").filter((line) => line.includes("WebService"));
      assert.deepEqual(others, []);
      assert.match(
        line ?? "",
        /^WebService "search": ECS gave up the deployment of search:1: task failed to start: CannotStartContainerError: .* \(container app\)\. To try search:1 again: pulumi up --refresh\. See: aws ecs describe-services .*$/,
      );
    });

    it("fails the same deployment again, which the provider takes for done", async () => {
      const { succeeded, errors } = await bench.project.attempt("up", "dev", "--skip-preview");
      assert.equal(succeeded, false);
      assert.match(errors, /WebService "search": ECS /);
    });

    it("recovers by a revision that starts", async () => {
      bench.project.edit("stacks/shop.ts", CRASHING, GOOD);
      await bench.project.succeed("up", "releases");
      bench.project.configure("dev", "pins.search", 2);
      await bench.project.succeed("up", "dev");
      assert.deepEqual(await runs(bench, "search"), { release: "search:2", running: 1 });
    });

    it("adds to a reported rollback which task failed and why", async () => {
      bench.project.configure("dev", "pins.search", 1);
      const { succeeded, errors } = await bench.project.attempt("up", "dev", "--skip-preview");
      assert.equal(succeeded, false);
      assert.match(errors, /Service deployment rolled back\./);
      assert.match(
        errors,
        /WebService "search": ECS rolled the deployment of search:1 back to search:2: task failed to start: /,
      );
      assert.deepEqual(await runs(bench, "search"), { release: "search:2", running: 1 });
    });

    it("stays red by the same pin, though Pulumi's state has it, and deploys it after a refresh", async () => {
      const again = await bench.project.attempt("up", "dev", "--skip-preview");
      assert.equal(again.succeeded, false);
      assert.match(
        again.errors,
        /rolled the deployment of search:1 back to search:2: .* To try search:1 again: pulumi up --refresh\. /,
      );
      await bench.project.succeed("refresh", "dev");
      assert.deepEqual((await bench.project.succeed("preview", "dev")).changes, [`update ${SERVICE} search`]);
    });

    it("recovers by the revision before", async () => {
      bench.project.configure("dev", "pins.search", 2);
      await bench.project.succeed("up", "dev");
      assert.deepEqual(await runs(bench, "search"), { release: "search:2", running: 1 });
      assert.deepEqual((await bench.project.succeed("up", "dev")).changes, []);
      await bench.project.succeed("destroy", "dev");
    });
  },
  provider.dress,
);
