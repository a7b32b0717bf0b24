import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { readProject } from "../../../tools/preview/settings";
import { lookFor } from "../../../tools/preview/terminal";
import { readArguments } from "../../../tools/promote/arguments";
import { pinProblems } from "../../../tools/promote/check";
import { LEDGER, readLedger } from "../../../tools/promote/ledger";
import { promote } from "../../../tools/promote/promote";
import { readStackFiles } from "../../../tools/stack/environments";
import { StackError } from "../../../tools/stack/stackError";
import { type Account, fakeEcs, type Running } from "../../support/fakeEcs";
import { StackFolder, settingsFor } from "../../support/stackFolder";

const PINS = { dev: { web: 3, search: 2 }, stage: { web: 2, search: 2 }, prod: { web: 1, search: 2 } };

/** Everything runs as it is pinned when AWS is asked. What does not is in runs.test.ts. */
function upToDate(folder: () => StackFolder): Running {
  return {
    get clusters() {
      return folder().pinned();
    },
  };
}

describe("promotion", () => {
  const account: Account = {};
  let aws: Awaited<ReturnType<typeof fakeEcs>>;
  let folder: StackFolder;
  before(async () => {
    aws = await fakeEcs(
      account,
      "123456789012",
      upToDate(() => folder),
    );
  });
  after(() => aws.close());
  beforeEach(() => {
    account.web = ["1.0", "1.1", "1.2"].map((tag) => ({ image: `web:${tag}`, hash: `hash of ${tag}` }));
    account.search = ["1.0", "1.1"].map((tag) => ({ image: `search:${tag}`, hash: `hash of ${tag}` }));
    folder = new StackFolder(PINS, settingsFor(aws.endpoint));
  });
  afterEach(() => folder.remove());

  const run = async (...args: string[]) => promote(folder.path, readArguments(args), lookFor({}));
  const lines = () => readLedger(existsSync(join(folder.path, LEDGER)) ? folder.read(LEDGER) : "");
  const everything = () => readdirSync(folder.path).map((file) => [file, folder.read(file)]);
  const check = () => pinProblems(readStackFiles(readProject(folder.path)), lines());

  /** Runs something that must write nothing. @returns what was refused */
  async function refusal(...args: string[]): Promise<string> {
    const before = everything();
    const said = await run(...args).then(
      ({ problems }) => problems.join("\n"),
      (error: Error) => error.message,
    );
    assert.deepEqual(everything(), before);
    return said;
  }

  it("moves a pin, keeps every other character of the file, and writes down who, when, from where to where and what", async () => {
    const before = folder.read("Pulumi.stage.yaml");
    const { lines: said, problems } = await run("web", "--from", "dev", "--to", "stage");
    assert.deepEqual(problems, []);
    assert.equal(folder.read("Pulumi.stage.yaml"), before.replace("web: 2 #", "web: 3 #"));
    const [{ when = "", who = "", ...line } = {}, ...others] = lines();
    assert.deepEqual(line, {
      action: "promote",
      release: "web",
      from: "dev",
      to: "stage",
      fromRevision: 3,
      toRevision: 3,
      before: 2,
      contentHash: "hash of 1.2",
    });
    assert.deepEqual(others, []);
    assert.ok(Math.abs(Date.parse(when) - Date.now()) < 600_000 && who !== "");
    assert.deepEqual(said, [
      "web: stage goes from 2 to 3, as dev has it",
      "",
      `${"".padEnd(20)}${"web:2".padEnd(45)}  web:3`,
      "",
      "  Containers",
      "    app",
      `      image         ${"web:1.1".padEnd(45)}  web:1.2`,
      "",
      `Wrote Pulumi.stage.yaml and ${LEDGER}. Commit both; what runs changes with: pulumi up -s stage`,
    ]);
    assert.deepEqual(readdirSync(folder.path).sort(), [
      ...["dev", "prod", "releases", "stage"].map((stack) => `Pulumi.${stack}.yaml`),
      "Pulumi.yaml",
      LEDGER,
    ]);
  });

  it("takes the environment before when nobody says from where, and all that both pin with --all", async () => {
    await run("--all", "--to", "stage");
    assert.deepEqual(
      lines().map(({ from, release, toRevision }) => [from, release, toRevision]),
      [["dev", "web", 3]],
    );
    assert.match(folder.read("Pulumi.stage.yaml"), /web: 3 # web\n {4}search: 2 # search/);
  });

  it("adds a pin that its target has not got, and leaves those out with --all", async () => {
    folder.write("Pulumi.prod.yaml", folder.read("Pulumi.prod.yaml").replace(/.*search.*\n/, ""));
    const { lines: said } = await run("--all", "--to", "prod");
    assert.ok(said.includes("Left out, because prod does not run it: search."));
    assert.doesNotMatch(folder.read("Pulumi.prod.yaml"), /search/);
    await run("search", "--to", "prod");
    assert.match(folder.read("Pulumi.prod.yaml"), /web: 2 # web\n {4}search: 2\n$/);
  });

  it("adds the first pin of an environment that has none", async () => {
    folder.write("Pulumi.prod.yaml", folder.read("Pulumi.prod.yaml").replace(/ {2}fairlead:pins[\s\S]*/, ""));
    await run("search", "--to", "prod");
    assert.match(folder.read("Pulumi.prod.yaml"), /\n {2}fairlead:pins:\n {4}search: 2\n$/);
  });

  it("adds the first pins where empty braces say that there are none", async () => {
    folder.write("Pulumi.prod.yaml", folder.read("Pulumi.prod.yaml").replace(/pins:[\s\S]*/, "pins: {} # none\n"));
    await run("search", "web", "--to", "prod");
    assert.match(folder.read("Pulumi.prod.yaml"), /\n {2}fairlead:pins: # none\n {4}search: 2\n {4}web: 2\n$/);
  });

  for (const stack of ["stage", "prod"]) {
    it(`is refused where the pins of ${stack} may be in Pulumi Cloud, and so is a rollback`, async () => {
      const settings = folder.read(`Pulumi.${stack}.yaml`).replace(/ {2}fairlead:pins[\s\S]*/, "");
      folder.write(`Pulumi.${stack}.yaml`, `environment: [shop/${stack}]\n${settings}`);
      const said = new RegExp(`^Pulumi\\.${stack}\\.yaml imports .* Nothing was touched\\.$`);
      for (const more of [["--offline"], ["--skip", "so"]]) {
        assert.match(await refusal("web", "--to", "prod", ...more), said);
        assert.match(await refusal("--all", "--to", "prod", ...more), said);
        assert.match(await refusal("--rollback", "web", "--in", stack, ...more), said);
      }
    });
  }

  it("writes to pins without the project before them, and refuses a file that has both", async () => {
    folder.write("Pulumi.stage.yaml", folder.read("Pulumi.stage.yaml").replace("fairlead:pins", "pins"));
    const text = folder.read("Pulumi.stage.yaml");
    await run("web", "--to", "stage");
    assert.equal(folder.read("Pulumi.stage.yaml"), text.replace("web: 2 #", "web: 3 #"));
    folder.write("Pulumi.stage.yaml", `${text}  fairlead:pins: { web: 1 }\n`);
    assert.match(
      await refusal("web", "--to", "stage"),
      /^Pulumi\.stage\.yaml has both pins and fairlead:pins, and the engine takes either: keep one of them\.$/,
    );
  });

  it("shows the same and writes nothing when it is dry", async () => {
    const before = everything();
    const { lines: said, problems } = await run("web", "--to", "stage", "--dry-run");
    assert.deepEqual([problems, everything()], [[], before]);
    assert.ok(said.some((line) => /image +web:1\.1 +web:1\.2/.test(line)));
    assert.equal(said.at(-1), "Nothing was written (--dry-run).");
  });

  it("is refused in one line for a release that its source has taken out", async () => {
    await run("web", "--to", "stage");
    folder.write("Pulumi.stage.yaml", folder.read("Pulumi.stage.yaml").replace(/.*web.*\n/, ""));
    assert.equal(
      await refusal("web", "--to", "prod"),
      "Stack stage does not have web; it has search. Have it run there first.",
    );
  });

  it("does nothing when the pin is there already", async () => {
    const before = everything();
    const { lines: said, problems } = await run("search", "--to", "stage");
    assert.deepEqual([said, problems], [["search: stage pins 2 already.", "", "Nothing to do."], []]);
    assert.deepEqual(everything(), before);
  });

  describe("that is killed between the two files", () => {
    /** Runs in a process of its own, which ends without a word when it is to rename the second file. */
    function killed(...args: string[]): void {
      const tools = join(__dirname, "../../../tools/promote");
      const program = `
        const fs = require("node:fs");
        const { renameSync } = fs;
        let renamed = 0;
        fs.renameSync = (...paths) => (renamed++ === 1 ? process.kill(process.pid, "SIGKILL") : renameSync(...paths));
        const { promote } = require(${JSON.stringify(join(tools, "promote.ts"))});
        const { readArguments } = require(${JSON.stringify(join(tools, "arguments.ts"))});
        promote(${JSON.stringify(folder.path)}, readArguments(${JSON.stringify(args)}), {}).catch(console.error);`;
      const { signal, stderr } = spawnSync(process.execPath, ["--require", "tsx/cjs", "--eval", program], {
        cwd: join(__dirname, "../../.."),
        encoding: "utf8",
      });
      assert.equal(signal, "SIGKILL", stderr);
    }

    for (const [title, release, before, said, problem] of [
      [
        "with the first line about a pin is told by the check, and",
        "web",
        2,
        "web: stage goes from 2 to 3, as dev has it",
        /pins\.web is .* Have it moved there: .* web --from dev --to stage`/,
      ],
      ["with a first pin", "mailer", undefined, "mailer: stage pins 1, as dev has it", /^$/],
    ] as const) {
      it(`${title} is done by the same command`, async () => {
        folder.write(
          "Pulumi.dev.yaml",
          folder.read("Pulumi.dev.yaml").replace("    search", "    mailer: 1\n    search"),
        );
        const text = folder.read("Pulumi.stage.yaml");
        killed(release, "--to", "stage", "--offline");
        assert.equal(folder.read("Pulumi.stage.yaml"), text);
        assert.match(check().join("\n"), problem);
        const { lines: told } = await run(release, "--to", "stage", "--offline");
        assert.equal(told[0], `${said}, which ${LEDGER} says already`);
        assert.equal(told.at(-1)?.split(";")[0], "Wrote Pulumi.stage.yaml. Commit both");
        assert.deepEqual([lines().map((line) => line.before), check()], [[before], []]);
      });
    }

    it("on its way back is told by the check, and goes back by the same command", async () => {
      for (const to of ["stage", "prod"]) await run("web", "--to", to, "--offline");
      killed("--rollback", "web", "--in", "prod", "--offline");
      assert.match(
        check().join(),
        /pins\.web is 3, and .* moved it to 1\. Have it moved there: `npm run rollback -- web --in prod/,
      );
      await run("--rollback", "web", "--in", "prod", "--offline");
      assert.match(folder.read("Pulumi.prod.yaml"), /web: 1 # web/);
      assert.deepEqual([lines().length, check()], [3, []]);
    });
  });

  it("asks for a reason where an environment between has no file, and names it", async () => {
    folder.delete("Pulumi.stage.yaml");
    assert.match(
      await refusal("web", "--to", "prod"),
      /^There is no Pulumi\.<stack>\.yaml of stage, .* --from STACK\.$/,
    );
    assert.match(await refusal("web", "--from", "dev", "--to", "prod"), /^From dev to prod skips stage\. There is no /);
    for (const release of ["web", "search"]) {
      await run(release, "--from", "dev", "--to", "prod", "--skip", "there is no stage yet");
    }
    assert.deepEqual(check(), []);
  });

  it("writes down what somebody has pinned by hand, which the check has told", async () => {
    await run("search", "--to", "stage");
    await run("web", "--to", "stage");
    const [before] = folder.read(LEDGER).split("\n");
    account.web?.push({ image: "web:1.3", hash: "hash of 1.3" });
    folder.write("Pulumi.dev.yaml", folder.read("Pulumi.dev.yaml").replace("web: 3", "web: 4"));
    folder.write("Pulumi.stage.yaml", folder.read("Pulumi.stage.yaml").replace("web: 3", "web: 4"));
    assert.match(check().join("\n"), /^Pulumi\.stage\.yaml: pins\.web is 4, and the last line .* moved it to 3\./);
    const { lines: said } = await run("web", "--to", "stage");
    assert.equal(said[0], `web: stage pins 4 already, which ${LEDGER} did not say.`);
    assert.deepEqual(
      lines().map(({ toRevision, before }) => [toRevision, before]),
      [
        [3, 2],
        [4, 3],
      ],
    );
    assert.equal(folder.read(LEDGER).split("\n")[0], before);
    assert.deepEqual(check(), []);
  });

  for (const [title, args, message] of [
    [
      "that skips an environment",
      ["web", "--from", "dev", "--to", "prod"],
      /^From dev to prod skips stage; releases go dev, stage, prod\. Promote to stage first, or say why not with --skip "REASON"/,
    ],
    ["that goes back", ["web", "--from", "prod", "--to", "stage"], /^prod is not before stage; .* npm run rollback/],
    [
      "that goes back, for whatever reason",
      ["web", "--from", "prod", "--to", "stage", "--skip", "so"],
      /^prod is not before stage/,
    ],
    [
      "of what the source does not pin",
      ["mailer", "cart", "--to", "stage"],
      /^Stack dev does not have mailer; it has web, search\..*\nStack dev does not have cart/,
    ],
    [
      "to an environment that there is not",
      ["web", "--to", "test"],
      /^There is no environment test\. There are dev, stage, prod\./,
    ],
    ["without releases", ["--to", "stage"], /^Name releases, or say --all\./],
    ["without a reason", ["web", "--to", "stage", "--skip", " "], /^--skip is empty/],
    ["to a revision", ["web", "--to", "stage", "--to-revision", "x"], /are of a rollback: .*\n--to-revision is x/],
  ] as [string, string[], RegExp][]) {
    it(`refuses a promotion ${title}, and touches nothing`, async () => {
      assert.match(await refusal(...args), message);
    });
  }

  it("skips an environment when it is told why, and writes the reason down", async () => {
    await run("web", "--from", "dev", "--to", "prod", "--skip", "a hole is being closed");
    assert.deepEqual(
      lines().map(({ from, to, reason }) => [from, to, reason]),
      [["dev", "prod", "a hole is being closed"]],
    );
    assert.deepEqual(check(), []);
  });

  it("refuses what its source pins against the check, unless there is a reason", async () => {
    account.web = Array.from({ length: 9 }, (_, i) => ({ image: `web:${i}`, hash: `hash ${i}` }));
    folder.write("Pulumi.stage.yaml", folder.read("Pulumi.stage.yaml").replace("web: 2", "web: 9"));
    assert.match(
      await refusal("web", "--to", "prod"),
      /^web of stage is not promoted as the check refuses it: mend that, or say why not with --skip "REASON", .* Pulumi\.stage\.yaml: pins\.web is 9, /,
    );
    await run("web", "--to", "prod", "--skip", "so");
    folder.write("Pulumi.stage.yaml", folder.read("Pulumi.stage.yaml").replace("web: 9", "web: 2"));
    assert.deepEqual([lines().at(-1)?.toRevision, lines().at(-1)?.reason, check()], [9, "so", []]);
  });

  it("refuses what is deregistered, and all of what is asked with it", async () => {
    account.search?.push({ image: "search:1.2", hash: "h" });
    folder.write("Pulumi.dev.yaml", folder.read("Pulumi.dev.yaml").replace("search: 2", "search: 3"));
    Object.assign(account.web?.[2] ?? {}, { inactive: true });
    assert.match(
      await refusal("--all", "--to", "stage"),
      /^web:3 is deregistered, and ECS deploys only active revisions\. Update /,
    );
  });

  it("says who asked for what when AWS does not answer", async () => {
    folder.write(
      "Pulumi.dev.yaml",
      folder.read("Pulumi.dev.yaml").replace(/aws:endpoints.*/, 'aws:endpoints: [{ ecs: "http://127.0.0.1:9" }]'),
    );
    assert.match(
      await refusal("web", "--to", "stage"),
      /^AWS, asked for stack dev in eu-central-1 with the configured key AKIAEXAMPLE, does not say what web:3 is, so nothing was touched: /,
    );
  });

  it("refuses a release that has the name of something that every object has", async () => {
    for (const release of ["constructor", "toString", "__proto__"]) {
      assert.match(
        await refusal(release, "--to", "stage", "--offline"),
        /^Stack dev does not have .*; it has web, search/,
      );
      assert.match(
        await refusal("--rollback", release, "--in", "stage", "--offline"),
        /^Pulumi\.stage\.yaml has no pin of /,
      );
    }
  });

  for (const [title, file, from, to, by] of [
    [
      "`accounts` says another one",
      "Pulumi.yaml",
      "$",
      `\n  accounts: { default: { stage: "123456789012", prod: "222222222222" } }`,
      "`accounts`",
    ],
    [
      "aws:allowedAccountIds has others",
      "Pulumi.prod.yaml",
      "config:",
      'config:\n  aws:allowedAccountIds: ["222222222222"]',
      "aws:allowedAccountIds",
    ],
  ] as const) {
    it(`refuses a target whose settings lead to another account than is meant: ${title}`, async () => {
      folder.write(file, folder.read(file).replace(new RegExp(from, "g"), to));
      const said = `Stack prod is meant for account 222222222222 (${by}), and AWS, asked in eu-central-1 with the configured key AKIAEXAMPLE, answered for account 123456789012, so nothing was touched.`;
      for (const args of [
        ["web", "--to", "prod"],
        ["--rollback", "search", "--in", "prod", "--to-revision", "1", "--skip", "so"],
      ]) {
        assert.equal((await refusal(...args)).slice(0, said.length), said);
      }
    });
  }

  for (const [title, value, said] of [
    ["one id without a list", '"123456789012"', "123456789012"],
    ["a number", "123456789012", "123456789012"],
    ["ids with commas between them", '"123456789012,222222222222"', '"123456789012,222222222222"'],
    ["an empty text", '""', '""'],
    ["an id without quotes, which has lost its 0", "[012345678901]", "[12345678901]"],
  ] as const) {
    it(`names file and setting when aws:allowedAccountIds is ${title}`, async () => {
      const text = folder.read("Pulumi.prod.yaml");
      folder.write("Pulumi.prod.yaml", text.replace("config:", `config:\n  aws:allowedAccountIds: ${value}`));
      const message = `Pulumi.prod.yaml: aws:allowedAccountIds is ${said}, and it is a list of ids with quotes around them: `;
      for (const more of [[], ["--skip", "so"]]) {
        assert.ok((await refusal("web", "--to", "prod", ...more)).startsWith(message));
      }
      assert.throws(check, (error: Error) => error instanceof StackError && error.message.startsWith(message));
    });
  }

  it("refuses a source whose settings lead to another account than is meant", async () => {
    folder.write("Pulumi.yaml", `${folder.read("Pulumi.yaml")}\n  accounts: { default: { dev: "222222222222" } }`);
    assert.match(await refusal("web", "--to", "stage"), /^Stack dev is meant for account 222222222222 .* 123456789012/);
    folder.write("Pulumi.yaml", folder.read("Pulumi.yaml").replace("222222222222", "123456789012"));
    assert.deepEqual((await run("web", "--to", "stage")).problems, []);
  });

  it("takes the number as it is when it is offline, and the hash where the ledger has it", async () => {
    folder.write("Pulumi.dev.yaml", folder.read("Pulumi.dev.yaml").replace("web: 3", "web: 9"));
    folder.write("Pulumi.stage.yaml", folder.read("Pulumi.stage.yaml"));
    const { lines: said } = await run("web", "--to", "stage", "--offline");
    assert.ok(said.includes("  What changes is not known."));
    assert.deepEqual(
      lines().map(({ toRevision, contentHash }) => [toRevision, contentHash]),
      [[9, undefined]],
    );
    folder.write("Pulumi.prod.yaml", folder.read("Pulumi.prod.yaml").replace("eu-central-1", "eu-west-1"));
    assert.match(await refusal("web", "--to", "prod", "--offline"), /^Revisions of stage and prod are counted apart/);
  });

  it("refuses what somebody else has changed meanwhile", async () => {
    const path = join(folder.path, "Pulumi.stage.yaml");
    const text = folder.read("Pulumi.stage.yaml");
    const moving = run("web", "--to", "stage");
    renameSync(path, `${path}.old`); // as an editor does it
    folder.write("Pulumi.stage.yaml", `${text}# edited\n`);
    await assert.rejects(
      moving,
      /^Error: Pulumi\.stage\.yaml was changed meanwhile, so nothing was touched\. Run this again\./,
    );
    assert.equal(folder.read("Pulumi.stage.yaml"), `${text}# edited\n`);
    assert.deepEqual(lines(), []);
  });

  it("lets one run at a time move pins, and takes over from one that is gone", async () => {
    const both = await Promise.allSettled([run("web", "--to", "stage"), run("web", "--to", "prod")]);
    const refused = both.filter((one) => one.status === "rejected");
    assert.match(
      String(refused[0]?.reason),
      /^Error: Process \d+ moves pins already.* delete \S+\/\.releases\.ledger\.jsonl\.lock$/,
    );
    assert.deepEqual([refused.length, lines().length], [1, 1]);
    const { pid } = spawnSync(process.execPath, ["--version"]);
    folder.write(`.${LEDGER}.lock`, String(pid));
    await run("web", "--to", "prod");
    assert.equal(lines().length, 2);
    assert.ok(!existsSync(join(folder.path, `.${LEDGER}.lock`)));
  });

  describe("back", () => {
    beforeEach(async () => {
      for (const to of ["stage", "prod"]) await run("web", "--to", to);
    });
    const rollback = (...args: string[]) => run("--rollback", ...args);

    it("leads to what the ledger has before, and is written down with its hash", async () => {
      const { lines: said } = await rollback("web", "--in", "prod");
      assert.equal(said[0], "web: prod goes back from 3 to 1");
      assert.ok(said.some((line) => /image +web:1\.2 +web:1\.0/.test(line)));
      assert.match(folder.read("Pulumi.prod.yaml"), /web: 1 # web/);
      const { action, from, to, toRevision, before, contentHash } = lines().at(-1) ?? assert.fail();
      assert.deepEqual(
        [action, from, to, toRevision, before, contentHash],
        ["rollback", "prod", "prod", 1, 3, "hash of 1.0"],
      );
      assert.deepEqual(check(), []);
      assert.match(
        await refusal("--rollback", "web", "--in", "prod"),
        /has nothing that prod ran before web:1\. Say where to/,
      );
    });

    it("leads to a revision that is named, if it was promoted, the environment before had it or there is a reason", async () => {
      await run("web", "--from", "stage", "--to", "prod");
      account.web?.push({ image: "web:1.3", hash: "hash of 1.3" });
      assert.match(
        await refusal("--rollback", "web", "--in", "prod", "--to-revision", "4"),
        /^Nothing says that prod may run web:4: by \S+ it was promoted to 3, and the environment before has never run it\./,
      );
      await rollback("web", "--in", "prod", "--to-revision", "2");
      assert.deepEqual(check(), []);
      await rollback("web", "--in", "prod", "--to-revision", "4", "--skip", "2 is broken too");
      assert.match(folder.read("Pulumi.prod.yaml"), /web: 4 # web/);
      assert.deepEqual(check(), []);
    });

    it("is refused to what somebody had pinned by hand before the first line, which the check has told", async () => {
      account.search?.push({ image: "search:1.2", hash: "hash of 1.2" });
      folder.write("Pulumi.prod.yaml", folder.read("Pulumi.prod.yaml").replace("search: 2", "search: 3"));
      assert.match(check().join(), /pins\.search is 3, and stage has never run search:3/);
      await run("search", "--to", "prod");
      assert.match(
        await refusal("--rollback", "search", "--in", "prod"),
        /^Nothing says that prod may run search:3: .* or say why not with --skip "REASON"/,
      );
    });

    it("is refused to a revision that is deregistered", async () => {
      Object.assign(account.web?.[0] ?? {}, { inactive: true });
      assert.match(
        await refusal("--rollback", "web", "--in", "prod"),
        /^web:1 is deregistered.*Go further back with --to-revision N\./,
      );
    });

    it("is refused when file and ledger disagree, and then writes down where the file is", async () => {
      folder.write("Pulumi.prod.yaml", folder.read("Pulumi.prod.yaml").replace("web: 3", "web: 1"));
      assert.match(
        await refusal("--rollback", "web", "--in", "prod"),
        /^Pulumi\.prod\.yaml pins web:1, and by \S+ it is 3\. Say where to/,
      );
      await rollback("web", "--in", "prod", "--to-revision", "1");
      assert.deepEqual([lines().at(-1)?.action, lines().at(-1)?.toRevision, check()], ["rollback", 1, []]);
    });
  });
});

describe("promotion between accounts", () => {
  const [one, other]: [Account, Account] = [{}, {}];
  let aws: Awaited<ReturnType<typeof fakeEcs>>[] = [];
  let folder: StackFolder;
  before(async () => {
    const running = upToDate(() => folder);
    aws = [await fakeEcs(one, "111111111111", running), await fakeEcs(other, "222222222222", running)];
  });
  after(() => {
    for (const server of aws) server.close();
  });
  beforeEach(() => {
    one.web = ["1.0", "1.1", "1.2"].map((tag) => ({ image: `web:${tag}`, hash: `hash of ${tag}` }));
    other.web = ["0", "1.2", "1.0", "1.1", "1.2", "1.3", "9", "1.4"].map((tag) => ({
      image: `web:${tag}`,
      hash: `hash of ${tag}`,
    }));
    folder = new StackFolder(PINS, settingsFor(aws[0]?.endpoint ?? ""));
    const apart = folder.read("Pulumi.prod.yaml").replace(aws[0]?.endpoint ?? "", aws[1]?.endpoint ?? "");
    folder.write("Pulumi.prod.yaml", apart.replace("web: 1", "web: 3"));
    folder.write("Pulumi.stage.yaml", folder.read("Pulumi.stage.yaml").replace("web: 2", "web: 3"));
  });
  afterEach(() => folder.remove());
  const run = (...args: string[]) => promote(folder.path, readArguments(args), lookFor({}));

  it("goes to the newest active revision with the same content, whose number is another one", async () => {
    const { lines: said } = await run("web", "--to", "prod");
    assert.equal(said[0], "web: prod goes from 3 to 5, as stage has it by the number 3");
    assert.ok(said.some((line) => /image +web:1\.0 +web:1\.2/.test(line)));
    const [{ fromRevision, toRevision, contentHash } = assert.fail()] = readLedger(folder.read(LEDGER));
    assert.deepEqual([fromRevision, toRevision, contentHash], [3, 5, "hash of 1.2"]);
    const problems = pinProblems(readStackFiles(readProject(folder.path)), readLedger(folder.read(LEDGER)));
    assert.deepEqual(
      problems.filter((problem) => problem.includes("pins.web")),
      [],
    );
  });

  it("passes over one that is deregistered, and is refused when none is left, with what to update", async () => {
    Object.assign(other.web?.[4] ?? {}, { inactive: true });
    assert.match((await run("web", "--to", "prod", "--dry-run")).lines[0] ?? "", /from 3 to 2, as stage/);
    Object.assign(other.web?.[1] ?? {}, { inactive: true });
    const { problems } = await run("web", "--to", "prod");
    assert.deepEqual(problems, [
      "Where stack prod is, no active revision of web has the content that stage runs as web:3 (hash hash of 1.2). " +
        "Update what makes releases there first: pulumi up -s releases",
    ]);
  });

  it("writes down a pin that is there already, even under the same number, because that says nothing elsewhere", async () => {
    other.web = structuredClone(one.web ?? []);
    const { lines: said } = await run("web", "--to", "prod");
    assert.equal(said[0], `web: prod pins 3 already, which ${LEDGER} did not say.`);
    assert.equal((await run("web", "--to", "prod")).lines.at(-1), "Nothing to do.");
  });

  it("leads back to what was pinned before the first line, and to no other number that somebody has pinned by hand", async () => {
    await run("web", "--to", "prod");
    await run("--rollback", "web", "--in", "prod");
    assert.match(folder.read("Pulumi.prod.yaml"), /web: 3 # web/);
    const problems = pinProblems(readStackFiles(readProject(folder.path)), readLedger(folder.read(LEDGER)));
    assert.deepEqual(
      problems.filter((problem) => problem.includes("pins.web")),
      [],
    );
    folder.write("Pulumi.prod.yaml", folder.read("Pulumi.prod.yaml").replace("web: 3", "web: 4"));
    await run("web", "--to", "prod");
    const { problems: refused } = await run("--rollback", "web", "--in", "prod", "--to-revision", "4");
    assert.match(refused.join(), /^Nothing says that prod may run web:4/);
  });

  it("is refused for a revision without a hash", async () => {
    one.web?.splice(2, 1, { image: "web:1.2" });
    assert.match(
      (await run("web", "--to", "prod")).problems[0] ?? "",
      /^web:3 of stack stage has no tag with its content hash/,
    );
  });
});

describe("the command line of promote", () => {
  const root = join(__dirname, "../../..");
  const run = (...args: string[]) =>
    spawnSync(process.execPath, ["--require", "tsx/cjs", "tools/promote/main.ts", ...args], {
      cwd: root,
      encoding: "utf8",
    });

  it("passes the pins of this project", () => {
    const { status, stdout, stderr } = run("--check");
    assert.deepEqual([status, stderr], [0, ""]);
    assert.equal(stdout, "Every pin is one that the environment before has or had: dev, stage, prod.\n");
  });

  for (const [title, args, message] of [
    ["an option that there is not", ["--chek"], /^Unknown option '--chek'/],
    ["nothing", [], /^Where to\? Like: npm run promote -- web --to stage\nName releases, or say --all\.\nAll of it: /],
    ["a check of something", ["web", "--check"], /^--check looks at all pins/],
    ["a check that is to do something", ["--check", "--rollback"], /^--check looks at all pins/],
    ["a check for a reason", ["--check", "--skip", "so"], /^--check looks at all pins/],
    [
      "an environment that there is not",
      ["web", "--to", "nowhere"],
      /^There is no environment nowhere\. There are dev, /,
    ],
  ] as [string, string[], RegExp][]) {
    it(`ends with 2 and says what is wrong when it is given ${title}`, () => {
      const { status, stdout, stderr } = run(...args);
      assert.deepEqual([status, stdout], [2, ""]);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /^\s+at /m);
    });
  }
});
