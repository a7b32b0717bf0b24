import assert from "node:assert/strict";
import { sharingNote } from "../../stacks/sharedAccount";
import { recordStack, typed } from "../support/stacks";

const environments = ["dev", "stage", "prod"];
const accounts = { dev: "111111111111", stage: "222222222222", prod: "333333333333" };
const DEFINITION = "aws:ecs/taskDefinition:TaskDefinition";

describe("the note on what environments share", () => {
  for (const [title, served, expected] of [
    [
      "names all where nobody says their accounts",
      { environments },
      /^dev, stage and prod share an account, .*task role, secrets and log group/,
    ],
    ["is none where each has its own", { environments, accounts }, undefined],
    [
      "names those that share one",
      { environments, accounts: { ...accounts, stage: accounts.dev } },
      /^dev and stage share an account,/,
    ],
    ["is none for a single one", { environments: ["dev"] }, undefined],
  ] as const) {
    it(title, () => {
      const note = sharingNote({ ...served, environments: [...served.environments] });
      if (expected === undefined) assert.equal(note, undefined);
      else assert.match(note ?? "", expected);
    });
  }

  it("comes once with a preview of the releases, and not with one of an environment", async () => {
    const notes = async (stack: string, changes = {}) =>
      (await recordStack(stack, changes)).messages.filter(({ text }) => text.includes("share an account"));
    assert.deepEqual(
      (await notes("releases")).map(({ severity }) => severity),
      ["info"],
    );
    assert.deepEqual(await notes("releases", { accounts }), []);
    assert.deepEqual(await notes("dev"), []);
  });
});

describe("accounts in the configuration", () => {
  it("reach each release", async () => {
    const recording = await recordStack("releases", { accounts });
    assert.deepEqual(recording.errors, []);
    for (const { inputs } of typed(recording, "fairlead:index:TaskRelease"))
      assert.deepEqual(inputs.accounts, accounts);
    assert.equal(typed(recording, DEFINITION).length, 6);
  });

  for (const [title, wrong, error] of [
    ["a number", { ...accounts, dev: 111_111_111_111 }, /accounts\.dev is 111111111111; .* Write it in quotes/],
    [
      "none of an environment",
      { dev: "111111111111" },
      /accounts\.stage is missing; each environment is in an account/,
    ],
    [
      "one of an environment that there is not",
      { ...accounts, qa: "444444444444" },
      /accounts is "qa"; there is no such environment/,
    ],
    ["no map", ["111111111111"], /accounts is .*; it must be a map/],
  ] as const) {
    it(`are refused as ${title}, said once`, async () => {
      const { errors, resources } = await recordStack("releases", { accounts: wrong });
      assert.match(errors.join(), error);
      assert.equal(errors.join().match(/accounts[.\w]* is /g)?.length, title === "none of an environment" ? 2 : 1);
      assert.deepEqual(
        resources.filter(({ type }) => type === DEFINITION),
        [],
      );
    });
  }
});
