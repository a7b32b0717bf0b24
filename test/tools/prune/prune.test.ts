import assert from "node:assert/strict";
import { LEDGER, type LedgerLine, written } from "../../../tools/promote/ledger";
import { deregister, planPruning } from "../../../tools/prune/prune";
import { type Account, fakeEcs, type Running } from "../../support/fakeEcs";
import { StackFolder, settingsFor } from "../../support/stackFolder";

const PINS = { dev: { web: 8 }, stage: { web: 6 }, prod: { web: 4 } };
const CLUSTER = "arn:aws:ecs:eu-central-1:123456789012:cluster/a";

function revisions(count: number): Account[string] {
  return Array.from({ length: count }, (_, i) => ({ image: `web:${i}`, hash: `hash ${i}` }));
}

describe("pruning", () => {
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  async function accountWith(running: Running = {}, account: Account = { web: revisions(12) }, id = "123456789012") {
    const aws = await fakeEcs(account, id, running);
    const folder = new StackFolder(PINS, settingsFor(aws.endpoint));
    closing.push(aws.close, () => folder.remove());
    return { account, folder, aws };
  }

  /** What goes, and why each other one stays. */
  async function judged(folder: StackFolder, more: Partial<Parameters<typeof planPruning>[1]> = {}) {
    const prunings = await planPruning(folder.path, { families: [], keep: 1, all: false, ...more });
    const verdicts = prunings.flatMap(({ verdicts }) => verdicts);
    const goes = verdicts
      .filter(({ stays }) => stays.length === 0)
      .map(({ family, revision }) => `${family}:${revision}`);
    const stays = Object.fromEntries(
      verdicts.flatMap(({ revision, stays }) => (stays.length > 0 ? [[revision, stays.join("; ")]] : [])),
    );
    return { prunings, goes, stays };
  }

  it("spares what environments pin and the newest, on every page of them", async () => {
    const { folder, account } = await accountWith();
    const { prunings, goes, stays } = await judged(folder, { keep: 2 });
    assert.deepEqual(stays, {
      4: "pinned by prod",
      6: "pinned by stage",
      8: "pinned by dev",
      11: "one of the newest 2",
      12: "one of the newest 2",
    });
    assert.deepEqual(
      goes,
      [1, 2, 3, 5, 7, 9, 10].map((n) => `web:${n}`),
    );
    assert.ok(account.web?.every(({ inactive }) => !inactive)); // a plan touches nothing
    assert.equal(await deregister(prunings), 7);
    assert.deepEqual((await judged(folder, { keep: 2 })).goes, []);
  });

  it("spares what services, their deployments and task sets, tasks and schedules use, whoever has made them", async () => {
    const { folder } = await accountWith({
      clusters: {
        a: {
          services: {
            cart: { taskDefinition: "web:1", deployments: [{ taskDefinition: "web:1" }, { taskDefinition: "web:2" }] },
          },
        },
        b: { services: { blue: { taskSets: [{ taskDefinition: "web:3" }] } }, tasks: ["web:5"] },
      },
      schedules: {
        sweep: {
          Arn: CLUSTER,
          EcsParameters: { TaskDefinitionArn: "arn:aws:ecs:eu-central-1:123456789012:task-definition/web:7" },
        },
        call: { Arn: "arn:aws:scheduler:::aws-sdk:ecs:runTask", Input: '{"Cluster":"a","TaskDefinition":"web:9"}' },
        newest: { Arn: CLUSTER, EcsParameters: { TaskDefinitionArn: "web" } },
        other: { Arn: "arn:aws:lambda:eu-central-1:123456789012:function:x", Input: '"web:10"' },
      },
    });
    const { goes, stays } = await judged(folder);
    assert.deepEqual(goes, ["web:10", "web:11"]);
    assert.deepEqual(
      [1, 2, 3, 5, 7, 9, 12].map((revision) => stays[String(revision)]),
      [
        "run by service cart of a",
        "run by service cart of a",
        "run by service blue of b",
        "run as a task in b",
        "started by schedule sweep",
        "started by schedule call",
        "started by schedule newest; the newest",
      ],
    );
  });

  it("spares what a schedule's input names, however it is spelled, and where it is no JSON", async () => {
    const Arn = "arn:aws:scheduler:::aws-sdk:ecs:runTask";
    const family = "arn:aws:ecs:eu-central-1:123456789012:task-definition";
    const { folder } = await accountWith({
      schedules: {
        escaped: { Arn, Input: `{"Overrides":[{"TaskDefinition":"${family.replaceAll("/", "\\/")}\\/web:2"}]}` },
        coded: { Arn, Input: '{"TaskDefinition":"\\u0077eb:3"}' },
        none: { Arn, Input: '{"TaskDefinition":"web:5", <aws.scheduler.attempt-number>}' },
        both: { Arn, Input: `{"TaskDefinition":"${family}\\/web:7","n":<aws.scheduler.attempt-number>,"x":"\\x"}` },
        wrong: { Arn, Input: '{"x":"\n","TaskDefinition":"web:9",<aws.scheduler.attempt-number>}' },
        empty: { Arn },
      },
    });
    const { stays } = await judged(folder);
    assert.deepEqual(
      [2, 3, 5, 7, 9].map((revision) => stays[String(revision)]),
      ["escaped", "coded", "none", "both", "wrong"].map((name) => `started by schedule ${name}`),
    );
  });

  it("spares what each environment would go back to by the ledger", async () => {
    const { folder } = await accountWith();
    const line: LedgerLine = {
      ...{ when: "2026-01-01T00:00:00.000Z", who: "a", action: "promote", release: "web", from: "stage", to: "prod" },
      ...{ fromRevision: 4, toRevision: 4, before: 2 },
    };
    folder.write(LEDGER, written(line));
    assert.equal((await judged(folder)).stays[2], "what prod goes back to");
    // Moved by hand since: then it goes back to what the ledger has last.
    folder.write(LEDGER, written({ ...line, fromRevision: 3, toRevision: 3 }));
    assert.equal((await judged(folder)).stays[3], "what prod goes back to");
  });

  it("leaves alone what no TaskRelease has made, and families that are not the project's", async () => {
    const web = revisions(12);
    web[0] = { image: "web:0" };
    const { folder } = await accountWith({}, { web, other: revisions(20), "web-other": revisions(20) });
    const { goes, stays } = await judged(folder);
    assert.ok(goes.every((name) => name.startsWith("web:")));
    assert.equal(stays[1], "made by something else: it has no content hash");
  });

  it("refuses when an environment has no file", async () => {
    const { aws } = await accountWith();
    const folder = new StackFolder({ dev: { web: 1 }, prod: { web: 1 } }, settingsFor(aws.endpoint));
    closing.push(() => folder.remove());
    await assert.rejects(
      judged(folder),
      /^Error: There is no Pulumi\.<stack>\.yaml of stage, so nobody knows what it pins, and nothing was /,
    );
  });

  it("refuses when an environment may have its pins in Pulumi Cloud", async () => {
    const { folder } = await accountWith();
    folder.write("Pulumi.prod.yaml", "environment: [shop/prod]\nconfig: {}\n");
    for (const all of [false, true]) {
      await assert.rejects(
        judged(folder, { all }),
        /^Error: Pulumi\.prod\.yaml imports an environment of Pulumi Cloud and has no pins .* Nothing was touched\.$/,
      );
    }
  });

  it("goes on with --all when it is told which families, wherever pins are", async () => {
    const { folder } = await accountWith();
    const [settings] = folder.read("Pulumi.prod.yaml").split("  fairlead:pins");
    folder.write("Pulumi.prod.yaml", `${settings}environment: [shop/prod]\n`);
    const { PATH } = process.env;
    process.env.PATH = folder.path; // the engine is what reads settings then
    try {
      await assert.rejects(judged(folder, { all: true, families: ["web"] }), /^Error: pulumi is not on PATH/);
    } finally {
      process.env.PATH = PATH;
    }
  });

  it("refuses when an environment pins what is not active where its file leads, as in a wrong region", async () => {
    const { folder } = await accountWith();
    const other = await accountWith({}, {}, "222222222222");
    folder.write("Pulumi.prod.yaml", other.folder.read("Pulumi.prod.yaml"));
    await assert.rejects(
      judged(folder),
      /^Error: What AWS has no .*: prod pins web:4 \(Pulumi\.prod\.yaml\)\. Either /,
    );
    assert.equal((await judged(folder, { all: true })).goes.length, 12); // pins do not count there
  });

  it("refuses when an environment's settings lead to another account than `accounts` says, with --all too", async () => {
    for (const [running, account] of [
      [{}, undefined],
      [{ clusters: { a: {} } }, {}],
      [{}, {}],
    ] as const) {
      const { folder } = await accountWith(running, account);
      const accounts = `{ dev: "123456789012", stage: "123456789012", prod: "222222222222" }`;
      folder.write("Pulumi.yaml", `${folder.read("Pulumi.yaml")}\n  accounts: { default: ${accounts} }`);
      for (const all of [false, true]) {
        await assert.rejects(
          judged(folder, { all }),
          /^Error: Stack prod is meant for account 222222222222 .* for account 123456789012, so nothing was touched/,
        );
      }
    }
  });

  it("does not say of an account that is empty whose it is, where AWS does not let it be asked", async () => {
    const { folder } = await accountWith({ denied: "DescribeClusters" }, {});
    assert.deepEqual((await judged(folder, { all: true })).prunings, []);
    const accounts = `{ dev: "123456789012", stage: "123456789012", prod: "123456789012" }`;
    folder.write("Pulumi.yaml", `${folder.read("Pulumi.yaml")}\n  accounts: { default: ${accounts} }`);
    await assert.rejects(
      judged(folder, { all: true }),
      /^Error: AWS, asked for stack dev in .*, does not say whose account it is, so nothing was touched: AccessDenied/,
    );
  });

  it("refuses a family that there is not, with those that there are", async () => {
    const { folder } = await accountWith({}, { web: revisions(12), other: revisions(2) });
    await assert.rejects(
      judged(folder, { families: ["other", "nosuch"] }),
      /^Error: There is no family nosuch: .* There are other, web\.$/,
    );
    assert.deepEqual((await judged(folder, { families: ["other"] })).goes, ["other:1"]);
  });

  for (const denied of [
    "ListClusters",
    "ListServices",
    "DescribeServices",
    "ListTasks",
    "DescribeTasks",
    "ListSchedules",
    "GetSchedule",
    "ListTaskDefinitions",
  ]) {
    it(`refuses when AWS denies ${denied}`, async () => {
      const { folder } = await accountWith({
        denied,
        clusters: { a: { services: { cart: { taskDefinition: "web:1" } }, tasks: ["web:2"] } },
        schedules: { sweep: { Arn: CLUSTER } },
      });
      await assert.rejects(
        judged(folder),
        /^Error: AWS, asked for stack dev in eu-central-1 .*, does not say which .*, so nothing was touched: AccessDenied/,
      );
    });
  }

  it("asks in the account of every environment, and spares there what is pinned there", async () => {
    const { folder } = await accountWith();
    const other = await accountWith({}, { web: revisions(5) }, "222222222222");
    const [own, theirs] = [folder.read("Pulumi.dev.yaml"), other.folder.read("Pulumi.prod.yaml")];
    folder.write("Pulumi.prod.yaml", theirs);
    assert.notEqual(own, theirs);
    const { prunings } = await judged(folder);
    assert.deepEqual(
      prunings.map(({ verdicts }) => verdicts.flatMap(({ revision, stays }) => (stays.length === 0 ? revision : []))),
      [
        [1, 2, 3, 4, 5, 7, 9, 10, 11],
        [1, 2, 3],
      ],
    );
  });

  it("spares what is pinned in an account that is reached in two ways", async () => {
    const { folder, account } = await accountWith();
    const again = await accountWith({}, account);
    folder.write("Pulumi.prod.yaml", again.folder.read("Pulumi.prod.yaml"));
    const { prunings } = await judged(folder);
    assert.equal(prunings.length, 2);
    for (const { verdicts } of prunings) {
      const stays = verdicts.flatMap(({ revision, stays }) => (stays.length > 0 ? revision : []));
      assert.deepEqual(stays, [4, 6, 8, 12]);
    }
  });

  it("asks in the account of a stack that makes releases, too, where there is no environment", async () => {
    const { folder } = await accountWith();
    const other = await accountWith({}, { web: revisions(3) }, "222222222222");
    folder.write("Pulumi.releases-two.yaml", other.folder.read("Pulumi.releases.yaml"));
    const { prunings } = await judged(folder);
    assert.deepEqual(
      prunings.map(({ place, verdicts }) => [place.name, verdicts.filter(({ stays }) => stays.length === 0).length]),
      [
        ["123456789012, eu-central-1", 8],
        ["222222222222, eu-central-1", 2],
      ],
    );
  });

  it("puts together what two roles know of one account", async () => {
    const { folder } = await accountWith({ clusters: { a: { tasks: ["web:1"] } } });
    folder.write("Pulumi.prod.yaml", folder.read("Pulumi.prod.yaml").replace("AKIAEXAMPLE", "AKIAOTHER"));
    const { prunings, stays } = await judged(folder);
    assert.equal(prunings.length, 1);
    assert.deepEqual(Object.keys(stays), ["1", "4", "6", "8", "12"]);
  });

  describe("at the end of a project's life", () => {
    it("takes all, pinned or not", async () => {
      const { folder, account } = await accountWith();
      const { prunings } = await judged(folder, { all: true });
      assert.equal(await deregister(prunings), 12);
      assert.ok(account.web?.every(({ inactive }) => inactive));
    });

    it("does not take it for done that it has found no files of stacks, or no releases", async () => {
      const { folder } = await accountWith();
      for (const stack of ["dev", "stage", "prod"]) folder.delete(`Pulumi.${stack}.yaml`);
      folder.write("Pulumi.yaml", folder.read("Pulumi.yaml").replace("[dev, stage, prod]", "[]"));
      await assert.rejects(judged(folder, { all: true }), /^Error: No environment pins a release and .* Name them: /);
      assert.equal((await judged(folder, { all: true, families: ["web"] })).goes.length, 12);
      assert.deepEqual((await judged(folder)).goes, []);
      folder.delete("Pulumi.releases.yaml");
      for (const all of [true, false]) {
        for (const families of [[], ["web"]]) {
          await assert.rejects(judged(folder, { all, families }), /^Error: There is no Pulumi\.<stack>\.yaml here, /);
        }
      }
    });

    it("is refused while anything runs, with what and where", async () => {
      const { folder } = await accountWith({
        clusters: { a: { services: { cart: { taskDefinition: "web:5" }, other: { taskDefinition: "x:1" } } } },
      });
      const [pruning] = (await judged(folder, { all: true })).prunings;
      assert.deepEqual(pruning?.inTheWay, [{ family: "web", revision: 5, by: "run by service cart of a" }]);
    });
  });
});
