import assert from "node:assert/strict";
import { pinProblems as problemsOf } from "../../../tools/promote/check";
import type { LedgerLine } from "../../../tools/promote/ledger";
import type { EnvironmentFile } from "../../../tools/stack/environments";

const NAMES = ["dev", "stage", "prod"];

function environment(stack: string, web: number, config: Record<string, string> = {}): EnvironmentFile {
  return {
    stack,
    environment: stack,
    order: NAMES.indexOf(stack),
    file: `Pulumi.${stack}.yaml`,
    pins: { web },
    config,
  };
}

function all(dev: number, stage: number, prod: number, config: Record<string, Record<string, string>> = {}) {
  return [
    environment("dev", dev, config.dev),
    environment("stage", stage, config.stage),
    environment("prod", prod, config.prod),
  ];
}

function line(from: string, to: string, revision: number, more: Partial<LedgerLine> = {}): LedgerLine {
  const when = { when: "2026-01-01T00:00:00.000Z", who: "A <a@example.com>" };
  return {
    ...when,
    action: "promote",
    release: "web",
    from,
    to,
    fromRevision: revision,
    toRevision: revision,
    ...more,
  };
}

const pinProblems = (environments: EnvironmentFile[], lines: LedgerLine[]) =>
  problemsOf({ names: NAMES, environments }, lines);

const APART = { dev: { "aws:region": "a" }, stage: { "aws:region": "b" }, prod: { "aws:region": "c" } };

describe("the check of pins", () => {
  for (const [title, environments, lines] of [
    ["a fresh project, where every environment pins the same", all(1, 1, 1), []],
    ["what the environment before pins", all(9, 8, 8), [line("dev", "stage", 8)]],
    ["what it had by the ledger", all(9, 8, 7), [line("dev", "stage", 7), line("dev", "stage", 8)]],
    ["what it had before its first line", all(9, 8, 7), [line("dev", "stage", 8, { before: 7 })]],
    [
      "what was promoted from there, of which no other line speaks",
      all(9, 9, 7),
      [line("dev", "stage", 9), line("stage", "prod", 7)],
    ],
    [
      "what skipped it for a reason",
      all(9, 8, 9),
      [line("dev", "stage", 8), line("dev", "prod", 9, { reason: "a hole" })],
    ],
    [
      "what it went back to, which had been promoted to it",
      all(9, 9, 5),
      [
        line("dev", "stage", 9),
        line("stage", "prod", 5),
        line("stage", "prod", 9, { before: 5 }),
        line("prod", "prod", 5, { before: 9, action: "rollback" }),
      ],
    ],
    [
      "what it went back to, which is no newer than what the environment before had then",
      all(9, 9, 5),
      [
        line("dev", "stage", 9, { before: 5 }),
        line("stage", "prod", 9, { before: 5 }),
        line("prod", "prod", 5, { before: 9, action: "rollback" }),
      ],
    ],
    [
      "what it went back to for a reason",
      all(9, 9, 99),
      [line("stage", "prod", 9), line("prod", "prod", 99, { action: "rollback", reason: "so" })],
    ],
    [
      "the same content in accounts that count for themselves",
      all(9, 3, 14, APART),
      [
        line("dev", "stage", 9, { toRevision: 3, contentHash: "h" }),
        line("stage", "prod", 3, { toRevision: 14, contentHash: "h" }),
      ],
    ],
  ] as [string, EnvironmentFile[], LedgerLine[]][]) {
    it(`lets through ${title}`, () => {
      assert.deepEqual(pinProblems(environments, lines), []);
    });
  }

  it("trusts what was pinned before there was a ledger, but not what is newer than all that the environment before has had", () => {
    assert.deepEqual(pinProblems(all(9, 8, 7), []), []);
    assert.equal(pinProblems(all(9, 7, 8), []).length, 1);
    const search = { release: "search", before: 2 };
    const other = [line("dev", "stage", 3, search), line("stage", "prod", 3, search)];
    assert.deepEqual(pinProblems(all(9, 8, 7), other), []);
  });

  it("trusts nothing that is newer than what the ledger began with", () => {
    const lines = [line("dev", "stage", 2, { before: 1 }), line("dev", "stage", 7, { before: 2 })];
    assert.deepEqual(pinProblems(all(9, 7, 1), lines), []);
    assert.match(
      pinProblems(all(9, 7, 5), lines)[0] ?? "",
      /pins\.web is 5, and stage has never run web:5 .*1, 2, 7\)/,
    );
  });

  it("does not let a rollback through to what nobody has promoted, even when it is there twice", () => {
    const back = line("prod", "prod", 99, { before: 5, action: "rollback" });
    const lines = [line("stage", "prod", 5, { before: 99 }), back, back];
    assert.match(pinProblems(all(5, 5, 99), lines)[0] ?? "", /pins\.web is 99, and stage has never run web:99/);
  });

  it("does not take what stage had by hand between two lines for what it ran", () => {
    const lines = [line("dev", "stage", 4, { before: 3 }), line("dev", "stage", 5, { before: 99 })];
    assert.equal(pinProblems(all(5, 5, 99), lines).length, 1);
  });

  it("does not take pins that nobody can read for none: the ledger counts, else that is what it tells", () => {
    const pinsUnread = "Pulumi.stage.yaml imports an environment";
    const closed = [
      environment("dev", 5),
      { ...environment("stage", 0), pins: {}, pinsUnread },
      environment("prod", 5),
    ];
    assert.deepEqual(pinProblems(closed, [line("dev", "stage", 5)]), [pinsUnread]);
    const [first, second, ...more] = pinProblems(closed, []);
    assert.deepEqual([first, more], [pinsUnread, []]);
    assert.match(
      second ?? "",
      /^Pulumi\.prod\.yaml: pins\.web is 5, and nobody can read here what stage pins, .* Put Pulumi\.stage/,
    );
  });

  it("takes a line whose move was not made for no evidence, also where a merge has it twice", () => {
    const { pins: _, ...stage } = environment("stage", 0);
    const environments = [environment("dev", 9), { ...stage, pins: {} }, environment("prod", 5)];
    const lines = [line("dev", "stage", 5), line("dev", "stage", 5)];
    assert.equal(pinProblems(environments, lines).length, 1);
  });

  it("says nothing of a first pin that was written down and not moved, and takes it for nothing that ran", () => {
    const first = line("dev", "stage", 5, { contentHash: "h" });
    const [dev, stage, prod] = all(5, 5, 5);
    if (!dev || !stage || !prod) assert.fail();
    const without = (one: EnvironmentFile) => ({ ...one, pins: {} });
    assert.deepEqual(pinProblems([dev, without(stage), without(prod)], [first]), []);
    assert.match(
      pinProblems([dev, without(stage), prod], [first]).join("\n"),
      /^Pulumi\.prod\.yaml: pins\.web is 5, and stage has never run web:5 \(it runs none of it\)\. A release comes in from/,
    );
    assert.deepEqual(pinProblems([dev, stage, prod], [first]), []);
    // What went on from there had been made.
    assert.deepEqual(pinProblems([dev, without(stage), prod], [first, line("stage", "prod", 5)]), []);
  });

  it("takes the hash of a line that was not made for nothing that ran, either", () => {
    const first = line("dev", "stage", 9, { toRevision: 3, contentHash: "h", before: 2 });
    const lines = [first, line("dev", "prod", 9, { toRevision: 14, contentHash: "h" })];
    assert.deepEqual(pinProblems(all(9, 3, 14, APART), lines), []);
    const problems = pinProblems(all(9, 2, 14, APART), lines).filter((one) => one.startsWith("Pulumi.prod"));
    assert.equal(problems.length, 1);
  });

  it("names the command that a run has not ended only while it would move the pin to the same revision", () => {
    const lines = [line("stage", "prod", 5, { before: 3 })];
    const told = (stage: number) => pinProblems(all(9, stage, 3), lines).find((one) => one.startsWith("Pulumi.prod"));
    assert.match(told(5) ?? "", /Have it moved there: `npm run promote -- web --from stage --to prod`\. Or have/);
    assert.match(told(8) ?? "", /moved it to 5\. Promote what is to run: `npm run promote -- web --to prod`\. Or have/);
  });

  it("tells of a run that has not moved the first environment's pin, and lets people move it to anything else", () => {
    const first = line("releases", "dev", 9, { before: 5 });
    assert.match(
      pinProblems(all(5, 1, 1), [first]).join(),
      /^Pulumi\.dev\.yaml: pins\.web is 5, and .* moved it to 9\. Have it moved there: `npm run promote -- web --from releases --to dev`/,
    );
    for (const revision of [9, 6, 4]) assert.deepEqual(pinProblems(all(revision, 1, 1), [first]), []);
    const back = line("dev", "dev", 5, { action: "rollback", before: 9 });
    assert.match(pinProblems(all(9, 1, 1), [first, back]).join(), /`npm run rollback -- web --in dev --to-revision 5`/);
    assert.deepEqual(pinProblems(all(5, 1, 1), [first, back]), []);
  });

  it("names an environment that has no file, as nobody knows what ran there, unless there is a reason", () => {
    const ends = [environment("dev", 5), environment("prod", 5)];
    assert.match(
      pinProblems(ends, [])[0] ?? "",
      /^Pulumi\.prod\.yaml: pins\.web is 5, and there is no Pulumi\.<stack>\.yaml of stage, .* --skip "REASON"`\.$/,
    );
    assert.deepEqual(pinProblems(ends, [line("dev", "prod", 5, { reason: "there is no stage yet" })]), []);
  });

  it("names file, release, numbers and remedy of what the environment before never ran", () => {
    const lines = [line("dev", "stage", 6), line("dev", "stage", 8), line("dev", "prod", 7)];
    assert.deepEqual(pinProblems(all(9, 8, 7), lines), [
      "Pulumi.prod.yaml: pins.web is 7, and stage has never run web:7 (it has had 6, 8). Promote what is to run: " +
        '`npm run promote -- web --to prod`. Or say why not: `npm run rollback -- web --in prod --to-revision 7 --skip "REASON"`.',
    ]);
  });

  it("holds stage to dev as it holds prod to stage", () => {
    assert.deepEqual(
      pinProblems(all(1, 2, 2), []).map((problem) => problem.split(",")[0]),
      ["Pulumi.stage.yaml: pins.web is 2"],
    );
  });

  it("tells of a pin that was moved and not written down, as after a run that has ended between the two files", () => {
    const lines = [line("dev", "stage", 7), line("stage", "prod", 7)];
    const [problem = "", ...others] = pinProblems(all(8, 8, 7), lines);
    assert.deepEqual(others, []);
    assert.match(
      problem,
      /^Pulumi\.stage\.yaml: pins\.web is 8, and the last line of releases\.ledger\.jsonl about it moved it to 7\./,
    );
    assert.match(
      problem,
      /Promote what is to run: `npm run promote -- web --to stage`\. Or have the pin written down: /,
    );
  });

  for (const [title, config, lines] of [
    ["regions differ", APART, []],
    [
      "accounts differ",
      { stage: { "aws:allowedAccountIds": '["1"]' }, prod: { "aws:allowedAccountIds": '["2"]' } },
      [],
    ],
    ["profiles differ", { stage: { "aws:profile": "stage" }, prod: { "aws:profile": "prod" } }, []],
    [
      "a role is taken on by one of them",
      { prod: { "aws:assumeRole": '{"roleArn":"arn:aws:iam::222222222222:role/a"}' } },
      [],
    ],
    [
      "roles of other accounts are taken on",
      {
        stage: { "aws:assumeRoles": '[{"roleArn":"arn:aws:iam::111111111111:role/a"}]' },
        prod: { "aws:assumeRole": '{"roleArn":"arn:aws:iam::222222222222:role/a"}' },
      },
      [],
    ],
    [
      "the ledger has a promotion to another number",
      {},
      [line("stage", "prod", 3, { release: "search", before: 2, toRevision: 4, contentHash: "x" })],
    ],
  ] as [string, Record<string, Record<string, string>>, LedgerLine[]][]) {
    it(`does not take equal numbers for equal content where ${title}`, () => {
      const problems = pinProblems(all(5, 5, 5, config), lines).filter((problem) => problem.startsWith("Pulumi.prod"));
      assert.equal(problems.length, 1);
      assert.match(problems[0] ?? "", /no line of releases\.ledger\.jsonl says that stage has run the same content/);
    });
  }

  it("goes by the accounts that the project has told, whatever profiles are", () => {
    const [dev, stage, prod] = all(5, 5, 5, { stage: { "aws:profile": "a" }, prod: { "aws:profile": "b" } });
    if (!dev || !stage || !prod) assert.fail();
    const inAccounts = (of: string, other: string) => [
      { ...dev, account: of },
      { ...stage, account: of },
      { ...prod, account: other },
    ];
    assert.deepEqual(pinProblems(inAccounts("111111111111", "111111111111"), []), []);
    assert.match(
      pinProblems(inAccounts("111111111111", "333333333333"), [])[0] ?? "",
      /^Pulumi\.prod\.yaml: .* no line of releases\.ledger\.jsonl says that stage has run the same content/,
    );
  });

  it("does not take a line about other content for the content that prod pins", () => {
    const lines = [
      line("dev", "stage", 9, { toRevision: 3, contentHash: "h" }),
      line("dev", "prod", 9, { toRevision: 14, contentHash: "other" }),
    ];
    assert.equal(pinProblems(all(9, 3, 14, APART), lines).length, 1);
  });

  it("takes any stack of the environment before, as one in each region", () => {
    const twin = { ...environment("stage-two", 6), environment: "stage", order: 1 };
    assert.deepEqual(pinProblems([...all(6, 6, 6).filter(({ stack }) => stack !== "stage"), twin], []), []);
  });
});
