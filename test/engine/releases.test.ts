import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as scheduler from "@aws-sdk/client-scheduler";
import { all, lastOf } from "../../tools/aws";
import { LEDGER, readLedger } from "../../tools/promote/ledger";
import { deployerPolicy } from "../support/deployerPolicies";
import { activeRevisions, createZone, imagesOf, servicesOf } from "../support/engineAws";
import { describeWithEngine } from "../support/engineSuite";
import { needsOf } from "../support/iam/needs";
import { allows } from "../support/iam/policy";

const REGION = "sa-east-1";
const IMAGE = "public.ecr.aws/docker/library/busybox:";
const STACKS = ["dev", "stage", "prod"];

describeWithEngine("one release in three environments", REGION, (bench) => {
  let tag = 37;

  /** Runs a tool of the project; what it asks AWS is written down under its name. */
  const tool = (name: string, ...args: string[]) =>
    bench.project.with({ AWS_SDK_UA_APP_ID: `stack-${name}` }).script(name, ...args);
  const succeed = async (name: string, ...args: string[]) => {
    const { code, output } = await tool(name, ...args);
    assert.equal(code, 0, output);
    return output;
  };
  /** Registers a new revision of all that is made of the image. */
  const release = async () => {
    bench.project.edit("stacks/shop.ts", `${IMAGE}1.${tag}`, `${IMAGE}1.${tag + 1}`);
    tag++;
    await bench.project.succeed("up", "releases");
  };
  const up = (stack: string) => bench.project.succeed("up", stack);
  /** What the worker of an environment runs, and of which image. */
  const running = async (stack: string) => {
    const mailer = (await servicesOf(`fairlead-${stack}`, bench.aws)).find(({ name }) => name === "mailer");
    const [deployment, ...others] = mailer?.deployments ?? [];
    assert.deepEqual([others, mailer?.running], [[], 1]);
    const [image = ""] = await imagesOf(deployment?.release ?? "", bench.aws);
    return `${deployment?.release} of ${image.replace(IMAGE, "")}`;
  };
  const active = async (family: string) =>
    (await activeRevisions(bench.aws)).filter((name) => name.startsWith(`${family}:`));

  before("each environment is to have a worker and a job", async () => {
    for (const stack of STACKS) {
      bench.project.configure(stack, "services", {});
      bench.project.configure(stack, "jobs", { prices: {} });
      bench.project.configure(stack, "workers.mailer.desiredCount", 1);
      bench.project.configure(stack, "protect", false);
    }
    bench.project.configure("stage", "zoneId", undefined);
    bench.project.configure("stage", "httpOnly", true);
    // Production has no plain HTTP, so it has a host, for a certificate.
    bench.project.configure("prod", "zoneId", await createZone("example.com", bench.aws));
    const search = { hosts: ["search.example.com"], desiredCount: 1, capacity: { "on-demand": { base: 1 } } };
    bench.project.configure("prod", "services", { search });
    for (const stack of ["releases", ...STACKS]) await bench.project.create(stack);
  });

  it("runs at three different revisions, promoted from what the stack of releases has registered", async () => {
    await up("releases");
    await release();
    await succeed("promote", "mailer", "prices", "--from", "releases", "--to", "dev");
    await up("dev");
    await succeed("promote", "mailer", "prices", "--to", "stage");
    await release();
    await succeed("promote", "--all", "--from", "releases", "--to", "dev");
    await succeed("promote", "--check");
    for (const stack of STACKS) await up(stack);
    assert.deepEqual(await Promise.all(STACKS.map(running)), [
      "mailer:3 of 1.39",
      "mailer:2 of 1.38",
      "mailer:1 of 1.37",
    ]);
    const jobs = (await schedules(bench.aws.scheduler)).map(({ Target }) =>
      lastOf(Target?.EcsParameters?.TaskDefinitionArn),
    );
    assert.deepEqual(jobs.sort(), ["prices:1", "prices:2", "prices:3"]);
  });

  it("goes no further from where it is pinned and does not run", async () => {
    await succeed("promote", "mailer", "prices", "--to", "stage");
    const refused = await tool("promote", "mailer", "prices", "--to", "prod");
    assert.equal(refused.code, 1, refused.output);
    assert.match(
      refused.output,
      /^stage pins mailer:3, and service mailer-\w+ has mailer:2\. .*`pulumi up --stack stage`/m,
    );
    assert.match(refused.output, /^stage pins prices:3, and schedule prices-\w+ has prices:2\./m);
    await up("stage");
    await succeed("promote", "mailer", "prices", "--to", "prod", "--dry-run");
    await succeed("rollback", "mailer", "prices", "--in", "stage");
    await up("stage");
  });

  it("runs where promote has moved it, after an update of that environment alone", async () => {
    const output = await succeed("promote", "mailer", "--to", "prod");
    assert.match(output, /mailer: prod goes from 1 to 2, as stage has it\n/);
    assert.match(output, /\n +image +\S+busybox:1\.37 +\S+busybox:1\.38\n/);
    const { changes } = await up("prod");
    assert.deepEqual(changes, [
      "update aws:ecs/service:Service mailer",
      "update fairlead:index:Worker mailer", // the component itself
    ]);
    assert.deepEqual(await Promise.all(STACKS.map(running)), [
      "mailer:3 of 1.39",
      "mailer:2 of 1.38",
      "mailer:2 of 1.38",
    ]);
  });

  it("runs as before after a rollback, and each step is written down", async () => {
    await succeed("rollback", "mailer", "--in", "prod");
    await up("prod");
    assert.equal(await running("prod"), "mailer:1 of 1.37");
    const lines = readLedger(readFileSync(join(bench.project.folder, LEDGER), "utf8"));
    assert.deepEqual(
      lines
        .filter((line) => line.release === "mailer")
        .map(({ action, from, to, before, toRevision }) => `${action} ${from} ${to} ${before} ${toRevision}`),
      [
        "promote releases dev 1 2",
        "promote dev stage 1 2",
        "promote releases dev 2 3",
        "promote dev stage 2 3",
        "rollback stage stage 3 2",
        "promote stage prod 1 2",
        "rollback prod prod 2 1",
      ],
    );
    assert.ok(lines.every(({ contentHash = "" }) => /^[0-9a-f]{64}$/.test(contentHash)));
    await succeed("promote", "--check");
  });

  it("loses none of its revisions that is pinned or used when old ones are pruned", async () => {
    await release();
    await release();
    const [{ Target } = assert.fail("no schedule")] = await schedules(bench.aws.scheduler);
    const EcsParameters = {
      ...Target?.EcsParameters,
      TaskDefinitionArn: Target?.EcsParameters?.TaskDefinitionArn?.replace(/\d+$/, "4"),
    };
    const timing = { ScheduleExpression: "rate(6 hours)", FlexibleTimeWindow: { Mode: "OFF" as const } };
    const sweep = { ...timing, Name: "sweep", Target: Target && { ...Target, EcsParameters } };
    await bench.aws.scheduler.send(new scheduler.CreateScheduleCommand(sweep));

    const before = await activeRevisions(bench.aws);
    const listed = await succeed("prune", "--keep", "1");
    assert.match(listed, /\n {2}mailer\n {4}1 +stays: .*pinned by prod; run by service mailer-\w+ of fairlead-prod\n/);
    assert.match(listed, /\n {4}4 +goes\n/);
    assert.deepEqual(await activeRevisions(bench.aws), before);
    const { code, output } = await tool("prune", "--all", "--yes");
    assert.equal(code, 1, output);
    assert.deepEqual(await activeRevisions(bench.aws), before);

    await succeed("prune", "--keep", "1", "--yes");
    assert.deepEqual(await active("mailer"), ["mailer:1", "mailer:2", "mailer:3", "mailer:5"]);
    assert.equal((await active("prices")).length, 5); // the fourth is what somebody's schedule names
    assert.deepEqual((await up("prod")).changes, []);
  });

  it("leaves nothing but revisions when all is destroyed, and prune --all takes those", async () => {
    await bench.aws.scheduler.send(new scheduler.DeleteScheduleCommand({ Name: "sweep" }));
    for (const stack of ["prod", "stage", "dev", "releases"]) await bench.project.succeed("destroy", stack);
    const { records = [], ...made } = await bench.made();
    assert.deepEqual(made, {});
    assert.deepEqual(
      records.filter((record) => !/^(NS|SOA) /.test(record)),
      [],
    ); // those of the zone, which was there before
    assert.notEqual((await activeRevisions(bench.aws)).length, 0);
    await succeed("prune", "--all", "--yes");
    assert.deepEqual(await activeRevisions(bench.aws), []);
    bench.project.configure("dev", "accounts", { dev: "999999999999" });
    const { code, output } = await tool("prune", "--all");
    assert.deepEqual([code, /Stack dev is meant for account 999999999999 /.test(output)], [2, true], output);
  });

  for (const name of ["promote", "prune"] as const) {
    it(`needs of AWS what docs/deployer/${name}.json allows, for ${name}, and all of it`, async () => {
      const asked = bench.calls.filter(({ stack }) => stack === name);
      const needs = (await Promise.all(asked.map(needsOf))).flat();
      const policy = deployerPolicy(name, { REGION });
      assert.deepEqual(
        needs.filter((need) => !allows([policy], need)),
        [],
      );
      const needed = new Set(needs.map(({ action }) => action));
      const allowed = policy.Statement.flatMap(({ Action }) => Action);
      // Another account's revisions are looked for among all, which one account does not come by.
      const elsewhere = name === "promote" ? ["ecs:ListTaskDefinitions"] : [];
      assert.deepEqual(
        allowed.filter((action) => !needed.has(action)),
        elsewhere,
      );
    });
  }
});

/** Every schedule, with what it starts. */
async function schedules(client: scheduler.SchedulerClient): Promise<scheduler.GetScheduleCommandOutput[]> {
  const listed = await all(scheduler.paginateListSchedules({ client }, {}), (page) => page.Schedules);
  return Promise.all(
    listed.map(({ Name, GroupName }) => client.send(new scheduler.GetScheduleCommand({ Name, GroupName }))),
  );
}
