import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TaskRelease } from "fairlead";
import fc from "fast-check";
import { fixedRoleName } from "../../../components/tasks/roleNames";
import { environmentReference, taskReleaseArgs } from "../../support/builders";
import { errorsOf, madeDespiteErrors, ofType, registered } from "../../support/recorder";

const ROLE = "aws:iam/role:Role";
const ACCOUNT = "aws:index/getCallerIdentity:getCallerIdentity";
const owner = (changes: object = {}, team = "payments") => ({
  environment: environmentReference({ teams: { [team]: { priorityBlock: 3 } }, ...changes }),
  team,
});

/** Roles of a release, as it is in one account. */
async function roles(changes: object, accountId = "123456789012") {
  const answers = { [ACCOUNT]: () => ({ accountId, id: accountId, arn: "a", userId: "u" }) };
  const program = () => void new TaskRelease("web", taskReleaseArgs(changes));
  return ofType(await registered(program, { answers }), ROLE).map(({ name, inputs }) => ({ name, inputs }));
}

async function namesOf(changes: object, accountId?: string) {
  return (await roles(changes, accountId)).map(({ inputs }) => inputs.name).sort();
}

describe("names of a release's roles", () => {
  it("are Pulumi's unless they are asked to be fixed", async () => {
    for (const changes of [{}, { roleNames: "generated" }]) {
      for (const name of await namesOf(changes)) assert.match(String(name), /^web-(execution|task)-[0-9a-f]{7}$/);
    }
  });

  it("are of family and region when they are fixed, the same in each account and known in a preview", async () => {
    const fixed = { roleNames: "fixed", family: "shop_Web" };
    const names = ["shop_Web-execution-eu-west-1", "shop_Web-task-eu-west-1"];
    assert.deepEqual(await namesOf(fixed, "111111111111"), names);
    assert.deepEqual(await namesOf(fixed, "222222222222"), names);
  });

  it("leave the resources themselves called as before", async () => {
    const before = (await roles({})).map(({ name }) => name);
    assert.deepEqual(
      (await roles({ roleNames: "fixed" })).map(({ name }) => name),
      before,
    );
  });

  it("are others where the team is another, so that the new role comes before the old one goes", async () => {
    const fixed = { roleNames: "fixed" };
    const all = [
      ...(await roles(fixed)),
      ...(await roles({ ...fixed, owner: owner() })),
      ...(await roles({ ...fixed, owner: owner({}, "search") })),
    ];
    assert.equal(new Set(all.map(({ inputs }) => inputs.path)).size, 3);
    assert.equal(new Set(all.map(({ inputs }) => inputs.name)).size, 6);
    assert.deepEqual(await namesOf({ ...fixed, owner: owner() }), [
      "web.payments-execution-eu-west-1",
      "web.payments-task-eu-west-1",
    ]);
  });

  it("are the same for a team of each environment, whose path says which", async () => {
    const [dev, prod] = await Promise.all(
      ["dev", "prod"].map((environment) => roles({ roleNames: "fixed", owner: owner({ environment }) })),
    );
    assert.deepEqual(
      dev?.map(({ inputs }) => inputs.name),
      prod?.map(({ inputs }) => inputs.name),
    );
    assert.notEqual(dev?.[0]?.inputs.path, prod?.[0]?.inputs.path);
  });

  it("belong to one release only, whatever families and teams are called", () => {
    const word = fc.array(fc.constantFrom("web", "task", "execution", "eu", "a"), { minLength: 1, maxLength: 4 });
    const dashed = word.map((words) => words.join("-"));
    const request = fc.record({
      role: fc.constantFrom("execution" as const, "task" as const),
      family: dashed,
      team: fc.option(dashed, { nil: undefined }),
      region: fc.constantFrom("eu-west-1", "us-west-1"),
    });
    const nameOf = ({ role, ...from }: { role: "execution" | "task"; family: string; region: string }) =>
      fixedRoleName(role, from);
    fc.assert(
      fc.property(request, request, (one, other) => {
        assert.equal(nameOf(one) === nameOf(other), JSON.stringify(one) === JSON.stringify(other));
      }),
      { numRuns: 2_000 },
    );
    assert.notEqual(
      fixedRoleName("task", { family: "web-task-payments", region: "eu-west-1" }),
      fixedRoleName("task", { family: "web", team: "payments", region: "eu-west-1" }),
    );
  });

  for (const [title, changes, longest] of [
    ["", {}, 38],
    [" of a team", { owner: owner() }, 29],
  ] as const) {
    it(`fit into what IAM allows, in the region with the longest name too, or the release${title} is refused`, async () => {
      const errors = (length: number) => errorsOf(() => new TaskRelease("web", args(length)));
      const args = (length: number) => taskReleaseArgs({ ...changes, roleNames: "fixed", family: "f".repeat(length) });
      assert.deepEqual(await errors(longest), []);
      const team = "owner" in changes ? "payments" : undefined;
      const role = fixedRoleName("execution", { family: "f".repeat(longest), team, region: "us-isof-south-1" });
      assert.equal(role.length, 64);
      assert.match(role, /^[\w+=,.@-]+$/);
      assert.equal(
        (await errors(longest + 1)).join("\n"),
        `TaskRelease "web": family is "${"f".repeat(longest + 1)}"; with fixed names of roles it has at most ${longest} ` +
          `characters, because a role's name may have 64 and goes on with "${team ? ".payments" : ""}-execution-" and the ` +
          "region. Choose a shorter one, or leave roleNames out.",
      );
      assert.deepEqual(await madeDespiteErrors(() => new TaskRelease("web", args(longest + 1))), []);
    });
  }

  it("are such that whoever deploys by docs/deployer may make and pass them", async () => {
    const file = join(__dirname, "../../../docs/deployer/releases.json");
    const { Statement } = JSON.parse(readFileSync(file, "utf8")) as {
      Statement: { Sid: string; Resource: string[] }[];
    };
    for (const sid of ["RolesOfTasks", "HandThemToTasks"]) {
      const allowed = Statement.find(({ Sid }) => Sid === sid)?.Resource ?? [];
      for (const { inputs } of [
        ...(await roles({ roleNames: "fixed" })),
        ...(await roles({ roleNames: "fixed", owner: owner() })),
      ]) {
        const arn = `arn:aws:iam::ACCOUNT:role${inputs.path ?? "/"}${inputs.name}`;
        assert.ok(
          allowed.some((pattern) => new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(arn)),
          arn,
        );
      }
    }
  });

  it("may be as long as before when they are not fixed", async () => {
    assert.deepEqual(await errorsOf(() => new TaskRelease("web", taskReleaseArgs({ family: "f".repeat(255) }))), []);
  });

  it("are not what is said of a family or a name that is refused by itself", async () => {
    for (const [name, family] of [
      ["web", "f".repeat(256)],
      ["web", `${"f".repeat(50)} f`],
      ["w".repeat(50), undefined],
    ] as const) {
      const given = { roleNames: "fixed" as const, ...(family !== undefined && { family }) };
      const errors = await errorsOf(() => new TaskRelease(name, taskReleaseArgs(given)));
      assert.equal(errors.join("\n").match(/at most|has 1 to/g)?.length, 1, errors.join("\n"));
    }
  });

  it("are refused as anything else, in one line", async () => {
    for (const roleNames of ["Fixed", true, null]) {
      const errors = await errorsOf(() => new TaskRelease("web", taskReleaseArgs({ roleNames: roleNames as never })));
      assert.deepEqual(errors, [
        `TaskRelease "web": roleNames is ${JSON.stringify(roleNames)}; it must be one of generated, fixed. ` +
          'Pass "generated" or "fixed".',
      ]);
    }
  });
});
