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

describe("names of the roles of releases", () => {
  const ROLE = "aws:iam/role:Role";
  const namesWith = async (changes: Record<string, unknown>) => {
    const recording = await recordStack("releases", changes);
    assert.deepEqual(recording.errors, []);
    return typed(recording, ROLE).map(({ inputs }) => inputs.name);
  };

  it("are the same in each account where the configuration asks for it", async () => {
    const parts = ["storefront", "checkout", "search", "mailer", "report", "prices"];
    const names = parts.flatMap((part) => [`${part}-execution-eu-central-1`, `${part}-task-eu-central-1`]);
    assert.deepEqual((await namesWith({ roleNames: "fixed" })).sort(), names.sort());
  });

  it("are left to Pulumi otherwise, whatever accounts says, and the release says nothing of them", async () => {
    for (const changes of [{}, { accounts }, { roleNames: "generated" }, { roleNames: "" }]) {
      for (const name of await namesWith(changes)) assert.match(String(name), /^[a-z]+-(execution|task)-[0-9a-f]{7}$/);
      for (const { inputs } of typed(await recordStack("releases", changes), "fairlead:index:TaskRelease"))
        assert.ok(!("roleNames" in inputs));
    }
  });

  it("are refused once, before the first resource, where there are none of the kind", async () => {
    const { errors, resources } = await recordStack("releases", { roleNames: "alike" });
    assert.equal(errors.length, 1);
    assert.equal(errors[0]?.match(/roleNames/g)?.length, 1, errors[0]);
    assert.match(errors[0] ?? "", /roleNames is "alike".*"generated".*"fixed"/s);
    assert.deepEqual(
      resources.filter(({ type }) => !type.startsWith("pulumi:")),
      [],
    );
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
