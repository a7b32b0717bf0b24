import assert from "node:assert/strict";
import * as fairlead from "fairlead";
import {
  describedRelease,
  environmentArgs,
  environmentReference,
  scheduledTaskArgs,
  taskReleaseArgs,
  webServiceArgs,
  withRelease,
  workerArgs,
} from "../../support/builders";
import { errorsOf, madeDespiteErrors, ofType, one, recorded, registered } from "../../support/recorder";

const OWN = "arn:aws:iam::123456789012:role/fairlead/eu-west-1/dev/payments/";
const ownRelease = () =>
  withRelease(describedRelease({ executionRoleArn: `${OWN}web-execution`, taskRoleArn: `${OWN}web-task` }));
const TAGGED = { "fairlead:environment": "dev", "fairlead:team": "payments" };
const CI = "arn:aws:iam::123456789012:role/ci";

const environmentWith = (teams: Record<string, fairlead.TeamArgs>) =>
  registered(() => void new fairlead.EcsEnvironment("dev", environmentArgs({ teams })), { preview: false });

describe("an environment with teams", () => {
  it("makes a role for a team that says who deploys, which they and nobody else can assume", async () => {
    const resources = await environmentWith({ checkout: { priorityBlock: 2, deployers: [CI] } });
    const { inputs } = one(resources, "aws:iam/role:Role", "dev-checkout");
    assert.equal(inputs.name, "fairlead.dev.checkout.eu-west-1");
    assert.deepEqual(JSON.parse(String(inputs.assumeRolePolicy)).Statement, [
      { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: [CI] } },
    ]);
    assert.deepEqual(
      ofType(resources, "aws:iam/rolePolicyAttachment:RolePolicyAttachment")
        .filter(({ inputs }) => inputs.role === "fairlead.dev.checkout.eu-west-1")
        .map(({ name }) => name)
        .sort(),
      ["dev-checkout-services", "dev-checkout-tasks"],
    );
  });

  it("makes policies for a team that attaches them to a role of its own", async () => {
    const resources = await environmentWith({ checkout: { priorityBlock: 2 } });
    assert.deepEqual(
      ofType(resources, "aws:iam/policy:Policy")
        .map(({ inputs }) => inputs.name)
        .sort(),
      ["boundary", "services", "tasks"].map((part) => `fairlead.dev.checkout.eu-west-1.${part}`),
    );
    assert.ok(!ofType(resources, "aws:iam/role:Role").some(({ name }) => name === "dev-checkout"));
  });

  it("says of a team its block and nothing of who deploys, in a preview too, so that priorities are known", async () => {
    const reference = { teams: undefined as unknown };
    await recorded(() => {
      const { teams } = new fairlead.EcsEnvironment(
        "dev",
        environmentArgs({ teams: { checkout: { priorityBlock: 2, deployers: [CI] } } }),
      ).reference;
      (teams as import("@pulumi/pulumi").Output<unknown>).apply((known) => {
        reference.teams = known;
      });
    });
    assert.deepEqual(reference.teams, { checkout: { priorityBlock: 2 } });
  });

  for (const [title, teams, message] of [
    ["a name with a capital", { Checkout: { priorityBlock: 2 } }, /teams is "Checkout"; a team's name has lower-case/],
    ["a name with two dashes in a row", { "a--b": { priorityBlock: 2 } }, /teams is "a--b"/],
    [
      "the library's own name, below which references are",
      { fairlead: { priorityBlock: 2 } },
      /teams is "fairlead"; the name is the library's own/,
    ],
    [
      "an account as deployer",
      { a: { priorityBlock: 2, deployers: ["arn:aws:iam::123456789012:root"] } },
      /teams\.a\.deployers is .*one role or user, not an account/,
    ],
    ["everybody as deployer", { a: { priorityBlock: 2, deployers: ["*"] } }, /teams\.a\.deployers/],
    [
      "a family of two teams",
      { a: { priorityBlock: 2, families: ["shop-*"] }, b: { priorityBlock: 3, families: ["shop-cart"] } },
      /teams\.b\.families is "shop-cart"; team a has shop-\*/,
    ],
    ["a star in the middle of a family", { a: { priorityBlock: 2, families: ["*-cart"] } }, /teams\.a\.families/],
    [
      "all actions",
      { a: { priorityBlock: 2, permissions: [{ actions: ["s3:*"], resources: ["*"] }] } },
      /teams\.a\.permissions\[0\]\.actions/,
    ],
    ["no team at all", { a: null }, /teams\.a\.priorityBlock is missing/],
  ] as [string, Record<string, fairlead.TeamArgs>, RegExp][]) {
    it(`refuses ${title} before it makes anything`, async () => {
      const program = () => void new fairlead.EcsEnvironment("dev", environmentArgs({ teams }));
      assert.match((await errorsOf(program)).join("\n"), message);
      assert.deepEqual(await madeDespiteErrors(program), []);
    });
  }

  it("says when what a team may do is more than a policy holds", async () => {
    const families = Array.from({ length: 60 }, (_, i) => `checkout-${"x".repeat(30)}-${i}`);
    const program = () =>
      void new fairlead.EcsEnvironment("dev", environmentArgs({ teams: { checkout: { priorityBlock: 2, families } } }));
    assert.match(
      (await errorsOf(program, { preview: false })).join("\n"),
      /teams\.checkout\.families is too long; a policy has at most 6144/,
    );
  });
});

describe("what a team declares", () => {
  it("has the team's tags on service, target group and rules, so that its policy lets it change them", async () => {
    const resources = await registered(
      () => void new fairlead.WebService("web", webServiceArgs({ team: "payments", tags: { owner: "p" } })),
      ownRelease(),
    );
    assert.deepEqual(one(resources, "aws:ecs/service:Service").inputs.tags, { ...TAGGED, owner: "p" });
    assert.deepEqual(one(resources, "aws:lb/targetGroup:TargetGroup").inputs.tags, TAGGED);
    assert.deepEqual(one(resources, "aws:lb/listenerRule:ListenerRule").inputs.tags, TAGGED);
  });

  it("has the team's tags on what scales it", async () => {
    const scaling = { minTasks: 2, maxTasks: 4, cpuPercent: 60 };
    const { desiredCount: _, ...args } = webServiceArgs({ team: "payments", scaling });
    const resources = await registered(() => void new fairlead.WebService("web", args), ownRelease());
    assert.deepEqual(one(resources, "aws:appautoscaling/target:Target").inputs.tags, TAGGED);
  });

  it("cannot be given to another team by a tag", async () => {
    const tags = { "fairlead:team": "checkout" };
    const resources = await registered(
      () => void new fairlead.Worker("w", workerArgs({ team: "payments", tags })),
      ownRelease(),
    );
    const { inputs } = one(resources, "aws:ecs/service:Service");
    assert.deepEqual(inputs.tags, { ...TAGGED, "fairlead:no-load-balancer": "reads its work from a queue" });
  });

  it("has rules in the team's block, which move by being made anew", async () => {
    const resources = await registered(
      () => void new fairlead.WebService("web", webServiceArgs({ team: "payments" })),
      ownRelease(),
    );
    const rule = one(resources, "aws:lb/listenerRule:ListenerRule");
    assert.ok(Number(rule.inputs.priority) > 6_000 && Number(rule.inputs.priority) <= 8_000);
    assert.deepEqual(rule.options.replaceOnChanges, ["priority"]);
  });

  it("schedules in the team's group, with a queue and a role of the team", async () => {
    const resources = await registered(
      () => void new fairlead.ScheduledTask("sweep", scheduledTaskArgs({ team: "payments" })),
      ownRelease(),
    );
    assert.equal(one(resources, "aws:scheduler/schedule:Schedule").inputs.groupName, "fairlead.dev.payments");
    assert.equal(one(resources, "aws:sqs/queue:Queue").inputs.namePrefix, "dev_payments_sweep-");
    const { inputs } = one(resources, "aws:iam/role:Role");
    assert.equal(inputs.path, "/fairlead/eu-west-1/dev/payments/");
    assert.equal(
      inputs.permissionsBoundary,
      "arn:aws:iam::123456789012:policy/fairlead.dev.payments.eu-west-1.boundary",
    );
    const trust = JSON.parse(String(inputs.assumeRolePolicy)).Statement[0].Condition.ArnLike["aws:SourceArn"];
    assert.match(trust, /:schedule-group\/fairlead\.dev\.payments$/);
  });

  it("has a queue whose name AWS takes, however long environment, team and job are called", async () => {
    const [environment, team] = ["e".repeat(20), "t".repeat(16)];
    const reference = environmentReference({ environment, teams: { [team]: { priorityBlock: 3 } } });
    const path = `arn:aws:iam::123456789012:role/fairlead/eu-west-1/${environment}/${team}/`;
    const release = withRelease(describedRelease({ executionRoleArn: `${path}x`, taskRoleArn: `${path}y` }));
    const args = scheduledTaskArgs({ environment: reference, team });
    const resources = await registered(() => void new fairlead.ScheduledTask("j".repeat(20), args), release);
    const prefix = String(one(resources, "aws:sqs/queue:Queue").inputs.namePrefix);
    assert.ok(prefix.length + 26 <= 80 && prefix.startsWith(`${environment}_${team}_`), prefix);
  });

  it("runs no job whose roles are not the team's: it would fail at its time", async () => {
    const program = () => void new fairlead.ScheduledTask("sweep", scheduledTaskArgs({ team: "payments" }));
    assert.match(
      (await errorsOf(program, withRelease())).join("\n"),
      /ScheduledTask "sweep": release is "web:7"; its role .*web-execution is not the team's/,
    );
  });

  it("registers releases whose roles are bounded and in the team's path", async () => {
    const owner = { environment: environmentReference(), team: "payments" };
    const resources = await registered(() => void new fairlead.TaskRelease("payments-api", taskReleaseArgs({ owner })));
    for (const { inputs } of ofType(resources, "aws:iam/role:Role")) {
      assert.equal(inputs.path, "/fairlead/eu-west-1/dev/payments/");
      assert.equal(
        inputs.permissionsBoundary,
        "arn:aws:iam::123456789012:policy/fairlead.dev.payments.eu-west-1.boundary",
      );
    }
  });

  it("names its own roles as before when it has no owner", async () => {
    const resources = await registered(() => void new fairlead.TaskRelease("web", taskReleaseArgs()));
    for (const { inputs } of ofType(resources, "aws:iam/role:Role")) {
      assert.equal(inputs.path, undefined);
      assert.equal(inputs.permissionsBoundary, undefined);
    }
  });

  for (const [title, program] of [
    ["web service", () => void new fairlead.WebService("web", webServiceArgs({ team: "checkout" }))],
    ["worker", () => void new fairlead.Worker("web", workerArgs({ team: "checkout" }))],
    ["job", () => void new fairlead.ScheduledTask("web", scheduledTaskArgs({ team: "checkout" }))],
    [
      "release",
      () =>
        void new fairlead.TaskRelease(
          "web",
          taskReleaseArgs({ owner: { environment: environmentReference(), team: "checkout" } }),
        ),
    ],
  ] as const) {
    it(`is refused for a ${title} of a team that the environment does not know`, async () => {
      assert.match(
        (await errorsOf(program, ownRelease())).join("\n"),
        /team is "checkout"; the environment has no such team. It has payments/,
      );
    });
  }
});
