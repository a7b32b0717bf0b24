import assert from "node:assert/strict";
import { pinProblems } from "../../../tools/promote/check";
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
    ["what it went back to", all(9, 9, 5), [line("dev", "stage", 9), line("prod", "prod", 5, { action: "rollback" })]],
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
    const other = [line("dev", "stage", 3, { release: "search" }), line("stage", "prod", 3, { release: "search" })];
    assert.deepEqual(pinProblems(all(9, 8, 7), other), []);
  });

  it("names file, release, numbers and remedy of what the environment before never ran", () => {
    const lines = [line("dev", "stage", 6), line("dev", "stage", 8), line("dev", "prod", 7)];
    assert.deepEqual(pinProblems(all(9, 8, 7), lines), [
      "Pulumi.prod.yaml: pins.web is 7, and stage has never run web:7 (it has had 6, 8). Promote it there first " +
        '(`npm run promote -- web --to stage`), or say why not: `npm run promote -- web --from STACK --to prod --skip "REASON"`.',
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
    assert.match(problem, /by `npm run promote -- web --to stage` or/);
  });

  for (const [title, config, lines] of [
    ["regions differ", APART, []],
    [
      "accounts differ",
      { stage: { "aws:allowedAccountIds": '["1"]' }, prod: { "aws:allowedAccountIds": '["2"]' } },
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
      [line("stage", "prod", 3, { release: "search", toRevision: 4, contentHash: "x" })],
    ],
  ] as [string, Record<string, Record<string, string>>, LedgerLine[]][]) {
    it(`does not take equal numbers for equal content where ${title}`, () => {
      const problems = pinProblems(all(5, 5, 5, config), lines).filter((problem) => problem.startsWith("Pulumi.prod"));
      assert.equal(problems.length, 1);
      assert.match(problems[0] ?? "", /no line of releases\.ledger\.jsonl says that stage has run the same content/);
    });
  }

  it("does not take a line about other content for the content that prod pins", () => {
    const lines = [
      line("dev", "stage", 9, { toRevision: 3, contentHash: "h" }),
      line("dev", "prod", 9, { toRevision: 14, contentHash: "other" }),
    ];
    assert.equal(pinProblems(all(9, 3, 14, APART), lines).length, 1);
  });

  it("takes any stack of the environment before, as one in each region, and passes over one that has no file", () => {
    const twin = { ...environment("stage-two", 6), environment: "stage", order: 1 };
    assert.deepEqual(pinProblems([...all(6, 6, 6).filter(({ stack }) => stack !== "stage"), twin], []), []);
    assert.deepEqual(pinProblems([environment("dev", 5), environment("prod", 5)], []), []);
    assert.equal(pinProblems([environment("dev", 5), environment("prod", 6)], []).length, 1);
  });
});
