import assert from "node:assert/strict";
import { ScheduledTask } from "fairlead";
import { environmentReference, pool, scheduledTaskArgs, withRelease } from "../../support/builders";
import { errorsOf, madeDespiteErrors, one, recorded, registered } from "../../support/recorder";

const SCHEDULE = "aws:scheduler/schedule:Schedule";

interface Target {
  ecsParameters: { group: string; capacityProviderStrategies: object[]; taskDefinitionArn: string };
  retryPolicy: object;
  deadLetterConfig: { arn: string };
  input?: string;
}
const job = (changes = {}) =>
  registered(() => new ScheduledTask("nightly", scheduledTaskArgs(changes)), { ...withRelease(), preview: false });
const scheduleOf = async (changes = {}) => one(await job(changes), SCHEDULE).inputs;
const targetOf = async (changes = {}) => (await scheduleOf(changes)).target as Target;

describe("a scheduled task", () => {
  it("runs in its time zone, at once, in the environment's group", async () => {
    const inputs = await scheduleOf();
    assert.equal(inputs.scheduleExpressionTimezone, "Europe/Berlin");
    assert.deepEqual(inputs.flexibleTimeWindow, { mode: "OFF" });
    assert.equal(inputs.groupName, "dev-1a2b3c4");
    assert.equal(inputs.state, "ENABLED");
  });

  it("has a task group of its own, so that its ends are no stopped services", async () => {
    assert.equal((await targetOf()).ecsParameters.group, "cron:nightly");
  });

  it("runs on demand where the environment has that, on spot with a warning where not", async () => {
    assert.deepEqual((await targetOf()).ecsParameters.capacityProviderStrategies, [
      { capacityProvider: "dev-on-demand-1a2b3c4", base: 0, weight: 1 },
    ]);
    const environment = environmentReference({ pools: { spot: pool("sp", "spot") } });
    const { messages } = await recorded(
      () => new ScheduledTask("n", scheduledTaskArgs({ environment })),
      withRelease(),
    );
    assert.ok(messages.some(({ text }) => /ScheduledTask "n".*interruption/.test(text)));
  });

  it("tries a refused start twice within 15 minutes and then keeps it in a queue", async () => {
    const target = await targetOf();
    assert.deepEqual(target.retryPolicy, { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 900 });
    const queue = one(await job(), "aws:sqs/queue:Queue");
    assert.equal(target.deadLetterConfig.arn, queue.outputs.arn);
    assert.equal(queue.inputs.sqsManagedSseEnabled, true);
  });

  it("pins its revision", async () => {
    assert.match(
      (await targetOf()).ecsParameters.taskDefinitionArn,
      /^arn:aws:ecs:eu-west-1:123456789012:task-definition\/web:7$/,
    );
  });

  it("can be switched off, given a window and a command", async () => {
    const inputs = await scheduleOf({
      enabled: false,
      flexibleWindowMinutes: 15,
      container: "app",
      command: ["a", "b"],
    });
    assert.equal(inputs.state, "DISABLED");
    assert.deepEqual(inputs.flexibleTimeWindow, { mode: "FLEXIBLE", maximumWindowInMinutes: 15 });
    assert.equal((inputs.target as Target).input, '{"containerOverrides":[{"name":"app","command":["a","b"]}]}');
  });

  it("may start this family in this cluster, pass its two roles, and nothing else", async () => {
    const { inputs } = one(await job(), "aws:iam/rolePolicy:RolePolicy");
    const { Statement } = JSON.parse(inputs.policy as string) as {
      Statement: { Action: string; Resource: string | string[]; Condition?: object }[];
    };
    assert.deepEqual(
      Statement.map(({ Action, Resource }) => [Action, Resource]),
      [
        ["ecs:RunTask", "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:*"],
        ["ecs:TagResource", "arn:aws:ecs:eu-west-1:123456789012:task/fairlead-dev/*"],
        ["sqs:SendMessage", one(await job(), "aws:sqs/queue:Queue").outputs.arn],
        ["iam:PassRole", ["arn:aws:iam::123456789012:role/web-execution", "arn:aws:iam::123456789012:role/web-task"]],
      ],
    );
    // ecs:cluster is no key of TagResource: asked for, it would refuse every start.
    assert.deepEqual(Statement[1]?.Condition, { StringEquals: { "ecs:CreateAction": "RunTask" } });
    assert.deepEqual(Statement[0]?.Condition, {
      ArnEquals: { "ecs:cluster": "arn:aws:ecs:eu-west-1:123456789012:cluster/fairlead-dev" },
    });
  });

  it("says all that is wrong at once, and makes nothing", async () => {
    const program = () =>
      new ScheduledTask(
        "nightly",
        scheduledTaskArgs({
          schedule: "cron(0 3 * * *)",
          timeZone: "Mars/Olympus",
          maximumRetryAttempts: 186,
          command: ["x"],
          capacity: {},
        }),
      );
    const text = (await errorsOf(program, withRelease())).join("\n");
    for (const argument of ["schedule", "timeZone", "maximumRetryAttempts", "container", "capacity"]) {
      assert.match(text, new RegExp(`- ${argument} is `), text);
    }
    assert.deepEqual(await madeDespiteErrors(program, withRelease()), []);
  });
});
