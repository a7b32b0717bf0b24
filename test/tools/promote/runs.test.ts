import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { lookFor } from "../../../tools/preview/terminal";
import { readArguments } from "../../../tools/promote/arguments";
import { LEDGER, readLedger } from "../../../tools/promote/ledger";
import { promote } from "../../../tools/promote/promote";
import { serviceRunner } from "../../../tools/promote/runs";
import { fakeEcs, type Running } from "../../support/fakeEcs";
import { deployed, StackFolder, settingsFor } from "../../support/stackFolder";

const PINS = { dev: { web: 5 }, stage: { web: 5 }, prod: { web: 3 } };
const ARN = "arn:aws:ecs:eu-central-1:123456789012";
const FIRST =
  'Have it run there first: `pulumi up --stack stage`, or say why not with --skip "REASON", which is written down.';
const WAIT = 'Wait for it, or say why not with --skip "REASON", which is written down.';

/** A service with deployments, the primary one first. */
function service(...deployments: (readonly [release: string, rolloutState: string])[]): object {
  return {
    deployments: deployments.map(([release, rolloutState], i) => ({
      status: i === 0 ? "PRIMARY" : "ACTIVE",
      taskDefinition: `${ARN}:task-definition/${release}`,
      rolloutState,
    })),
  };
}

function schedule(release: string, cluster = "fairlead-stage"): object {
  return {
    Arn: `${ARN}:cluster/${cluster}`,
    EcsParameters: { TaskDefinitionArn: `${ARN}:task-definition/${release}` },
  };
}

/** Stage's cluster with such services. */
function stageWith(services: Readonly<Record<string, object>>, schedules: Running["schedules"] = {}): Running {
  return { clusters: { "fairlead-stage": { services } }, schedules };
}

describe("a promotion of what the source does not run", () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  async function project(running: Running) {
    const revisions = ["1", "2", "3", "4", "5"].map((tag) => ({ image: `web:${tag}`, hash: `hash of ${tag}` }));
    const aws = await fakeEcs({ web: revisions, cart: revisions, news: revisions }, "123456789012", running);
    const folder = new StackFolder(PINS, settingsFor(aws.endpoint));
    closing.push(aws.close, () => folder.remove());
    const run = (...args: string[]) => promote(folder.path, readArguments(args), lookFor({}));
    return { folder, run, files: () => readdirSync(folder.path).map((file) => [file, folder.read(file)]) };
  }

  for (const [title, running, found] of [
    ["was never updated", {}, `there is no cluster fairlead-stage. ${FIRST}`],
    [
      "runs nothing of it",
      stageWith({ cart: deployed("cart:5") }, { sweep: schedule("web:5", "fairlead-dev") }),
      `no service and no schedule of fairlead-stage has web. ${FIRST}`,
    ],
    ["runs the one before", stageWith({ "web-1a": deployed("web:3") }), `service web-1a has web:3. ${FIRST}`],
    [
      "was rolled back",
      stageWith({ web: service(["web:3", "IN_PROGRESS"], ["web:5", "FAILED"]) }),
      `service web has web:3, to which ECS rolls it back. ${FIRST}`,
    ],
    [
      "is being updated",
      stageWith({ web: service(["web:5", "IN_PROGRESS"], ["web:3", "COMPLETED"]) }),
      `its deployment to service web is in progress. ${WAIT}`,
    ],
    [
      "could not be updated",
      stageWith({ web: service(["web:5", "FAILED"]) }),
      `its deployment to service web has failed. ${FIRST}`,
    ],
    [
      "runs in one of two services",
      stageWith({ web: deployed("web:5"), "web-de": deployed("web:4"), cart: deployed("cart:1") }),
      `service web-de has web:4. ${FIRST}`,
    ],
    [
      "starts by a schedule as it was before",
      stageWith({ web: deployed("web:5") }, { nightly: schedule("web:3") }),
      `schedule nightly has web:3. ${FIRST}`,
    ],
    [
      "has a schedule alone, which is switched off",
      stageWith({}, { nightly: { ...schedule("web:5"), State: "DISABLED" } }),
      "all that has it is switched off: schedule nightly. Switch it on, or name the other releases, " +
        'or say why not with --skip "REASON", which is written down.',
    ],
    [
      "has the one before in a schedule that is switched off",
      stageWith({ web: deployed("web:5") }, { nightly: { ...schedule("web:3"), State: "DISABLED" } }),
      `schedule nightly has web:3. ${FIRST}`,
    ],
  ] as [string, Running, string][]) {
    it(`is refused when the source ${title}, also when it is dry, and touches nothing`, async () => {
      const { run, files } = await project(running);
      const before = files();
      for (const args of [[], ["--dry-run"]]) {
        const { problems } = await run("web", "--to", "prod", ...args);
        assert.deepEqual([problems, files()], [[`stage pins web:5, and ${found}`], before]);
      }
    });
  }

  it("is made when services and schedules have it, also one without the other", async () => {
    for (const running of [
      stageWith({ web: service(["web:5", "COMPLETED"], ["web:3", "COMPLETED"]) }),
      stageWith({ web: deployed("web:5") }, { nightly: { ...schedule("web:5"), State: "DISABLED" } }),
      stageWith({}, { nightly: schedule("web:5"), other: schedule("cart:1"), dev: schedule("web:1", "fairlead-dev") }),
    ]) {
      const { run, folder } = await project(running);
      assert.deepEqual((await run("web", "--to", "prod")).problems, []);
      assert.match(folder.read("Pulumi.prod.yaml"), /web: 5/);
    }
  });

  it("is refused with a line for each release that does not run, and with none for those that do", async () => {
    const { run, folder } = await project(stageWith({ web: deployed("web:4"), news: deployed("news:2") }));
    for (const [stack, pins] of [
      ["dev", "    cart: 2\n    news: 2\n"],
      ["stage", "    cart: 2\n    news: 2\n"],
      ["prod", "    cart: 1\n    news: 1\n"],
    ] as const) {
      folder.write(`Pulumi.${stack}.yaml`, folder.read(`Pulumi.${stack}.yaml`) + pins);
    }
    const { problems } = await run("--all", "--to", "prod");
    assert.deepEqual(
      problems.map((problem) => problem.split(".")[0]),
      [
        "stage pins web:5, and service web has web:4",
        "stage pins cart:2, and no service and no schedule of fairlead-stage has cart",
      ],
    );
  });

  it("has nothing to prove where the pin is there already", async () => {
    const { run } = await project({});
    assert.deepEqual((await run("web", "--to", "stage")).problems, []);
  });

  it("is made for a reason, which is written down, and then AWS is not asked what runs", async () => {
    const { run, folder } = await project({ denied: "ListServices" });
    const { lines } = await run("web", "--to", "prod", "--skip", "a hole is being closed");
    assert.ok(lines.includes("What runs was not looked at (--skip)."));
    assert.equal(readLedger(folder.read(LEDGER))[0]?.reason, "a hole is being closed");
  });

  it("is made offline, which says that nobody has looked", async () => {
    const { run } = await project({});
    assert.ok(
      (await run("web", "--to", "prod", "--offline")).lines.includes("What runs was not looked at (--offline)."),
    );
  });

  it("is nothing to a rollback", async () => {
    const { run, folder } = await project(stageWith({ web: deployed("web:5") }));
    await run("web", "--to", "prod");
    const { problems, lines } = await run("--rollback", "web", "--in", "prod", "--skip", "it is broken");
    assert.deepEqual(problems, []);
    assert.doesNotMatch(lines.join(), /not looked at/);
    assert.match(folder.read("Pulumi.prod.yaml"), /web: 3/);
  });

  for (const denied of ["ListServices", "DescribeServices", "ListSchedules", "GetSchedule"]) {
    it(`touches nothing when AWS denies ${denied}`, async () => {
      const running = stageWith({ web: deployed("web:5") }, { nightly: schedule("web:5") });
      const { run, files } = await project({ ...running, denied });
      const before = files();
      await assert.rejects(
        run("web", "--to", "prod"),
        /^Error: AWS, asked for stack stage in .*, does not say what fairlead-stage runs, so nothing was touched: AccessDenied/,
      );
      assert.deepEqual(files(), before);
    });
  }
});

describe("what a service runs, where ECS keeps no state of its deployments", () => {
  for (const [title, seen, state] of [
    [
      "all tasks of its primary one",
      { deployments: [{ status: "PRIMARY", taskDefinition: "web:5", runningCount: 2 }] },
      "complete",
    ],
    [
      "a part of them",
      { deployments: [{ status: "PRIMARY", taskDefinition: "web:5", runningCount: 1 }], runningCount: 2 },
      "in progress",
    ],
    ["a task set", { taskSets: [{ status: "PRIMARY", taskDefinition: "web:5", runningCount: 2 }] }, "complete"],
    ["no deployment", { taskDefinition: "web:5", runningCount: 2 }, "complete"],
  ] as const) {
    it(`is ${state} when it has ${title}`, () => {
      const service = { ...structuredClone(seen), desiredCount: 2 } as Parameters<typeof serviceRunner>[0];
      const [runner] = serviceRunner(service);
      assert.deepEqual([runner?.release, runner?.state], ["web:5", state]);
    });
  }
});
