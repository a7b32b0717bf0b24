import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { type WebScalingArgs, WebService, type WebServiceArgs, Worker, type WorkerArgs } from "fairlead";
import fc from "fast-check";
import { problemsAtAny, taskCounts } from "../../../components/tasks/serviceScaling";
import { describedRelease, webServiceArgs, withRelease, workerArgs } from "../../support/builders";
import { errorsOf, madeDespiteErrors, ofType, one, registered } from "../../support/recorder";

const SERVICE = "aws:ecs/service:Service";
const TARGET = "aws:appautoscaling/target:Target";
const POLICY = "aws:appautoscaling/policy:Policy";
const ACTION = "aws:appautoscaling/scheduledAction:ScheduledAction";

const day = { schedule: "cron(0 7 ? * MON-FRI *)", timeZone: "Europe/Berlin", minTasks: 6 };
const night = { schedule: "cron(0 20 ? * * *)", timeZone: "Europe/Berlin", minTasks: 2 };

const scaling = (changes: Partial<WebScalingArgs> = {}): WebScalingArgs => ({
  minTasks: 2,
  maxTasks: 10,
  cpuPercent: 60,
  ...changes,
});
const scaled = (changes: Partial<WebScalingArgs> = {}, args: Partial<WebServiceArgs> = {}) => {
  const { desiredCount: _, ...others } = webServiceArgs(args);
  return { ...others, scaling: scaling(changes), ...args };
};
const web = (changes: Partial<WebScalingArgs> = {}, args: Partial<WebServiceArgs> = {}) =>
  registered(() => new WebService("web", scaled(changes, args)), withRelease());
const errors = async (args: WebServiceArgs, release = withRelease()) =>
  (await errorsOf(() => new WebService("web", args), release)).join("\n");

describe("a service that scales", () => {
  it("begins with its smallest number of tasks, or with what it is told", async () => {
    assert.equal(one(await web(), SERVICE).inputs.desiredCount, 2);
    assert.equal(one(await web({}, { desiredCount: 5 }), SERVICE).inputs.desiredCount, 5);
  });

  it("leaves the number of tasks to scaling afterwards, and only then", async () => {
    assert.deepEqual(one(await web(), SERVICE).options.ignoreChanges, ["desiredCount"]);
    const still = await registered(() => new WebService("web", webServiceArgs()), withRelease());
    assert.deepEqual(one(still, SERVICE).options.ignoreChanges, []);
    assert.deepEqual(ofType(still, TARGET), []);
  });

  it("is registered under its cluster and name, with its limits", async () => {
    const { inputs } = one(
      await registered(() => new WebService("web", scaled()), { ...withRelease(), preview: false }),
      TARGET,
    );
    assert.match(String(inputs.resourceId), /^service\/fairlead-dev\/web(-[0-9a-f]{7})?$/);
    assert.deepEqual([inputs.minCapacity, inputs.maxCapacity], [2, 10]);
    assert.deepEqual([inputs.serviceNamespace, inputs.scalableDimension], ["ecs", "ecs:service:DesiredCount"]);
  });

  it("follows each metric that has a target, slower down than up", async () => {
    const policies = ofType(await web({ memoryPercent: 80, requestsPerTaskPerMinute: 600 }), POLICY);
    const found = policies.map(({ name, inputs }) => {
      const tracking = inputs.targetTrackingScalingPolicyConfiguration as Record<string, unknown>;
      const { predefinedMetricType } = tracking.predefinedMetricSpecification as Record<string, string>;
      assert.equal(inputs.policyType, "TargetTrackingScaling");
      assert.ok(Number(tracking.scaleInCooldown) > Number(tracking.scaleOutCooldown));
      return [name, predefinedMetricType, tracking.targetValue];
    });
    assert.deepEqual(found, [
      ["web-cpu", "ECSServiceAverageCPUUtilization", 60],
      ["web-memory", "ECSServiceAverageMemoryUtilization", 80],
      ["web-requests", "ALBRequestCountPerTarget", 600],
    ]);
  });

  it("counts the requests of its own target group at the environment's load balancer", async () => {
    const resources = await registered(() => new WebService("web", scaled({ requestsPerTaskPerMinute: 600 })), {
      ...withRelease(),
      preview: false,
      computed: ({ type }) => (type.includes("targetGroup") ? { arnSuffix: "targetgroup/web/9" } : undefined),
    });
    const { inputs } = one(resources, POLICY, "web-requests");
    const tracking = inputs.targetTrackingScalingPolicyConfiguration as Record<string, Record<string, string>>;
    assert.equal(tracking.predefinedMetricSpecification?.resourceLabel, "app/dev/1/targetgroup/web/9");
  });

  it("raises and lowers its minimum at times of a zone, and leaves the maximum", async () => {
    const resources = await web({ scheduledMinimums: { night, day } });
    assert.deepEqual(
      ofType(resources, ACTION).map(({ name, inputs }) => [
        name,
        inputs.schedule,
        inputs.timezone,
        inputs.scalableTargetAction,
      ]),
      [
        ["web-from-day", day.schedule, "Europe/Berlin", { minCapacity: 6 }],
        ["web-from-night", night.schedule, "Europe/Berlin", { minCapacity: 2 }],
      ],
    );
    // Or a new maximum would be sent beside an old minimum.
    assert.deepEqual(one(resources, TARGET).options.ignoreChanges ?? [], []);
    assert.deepEqual(one(await web(), TARGET).options.ignoreChanges, []);
  });

  it("is let go of before it is deleted, one thing after the other, as AWS wants it", async () => {
    const resources = await web({ memoryPercent: 80, scheduledMinimums: { day, night } });
    const order = [
      one(resources, SERVICE),
      one(resources, TARGET),
      ...ofType(resources, POLICY),
      ...ofType(resources, ACTION),
    ];
    assert.equal(order.length, 6);
    order.slice(1).forEach((resource, i) => {
      assert.ok(resource.dependencies.includes(order[i]?.urn ?? ""), resource.name);
    });
  });

  it("keeps its base where it is and puts what comes above it by weight", async () => {
    const capacity = { "on-demand": { base: 2, weight: 0 }, spot: { weight: 1 } };
    assert.deepEqual(one(await web({}, { capacity }), SERVICE).inputs.capacityProviderStrategies, [
      { capacityProvider: "dev-on-demand-1a2b3c4", base: 2, weight: 0 },
      { capacityProvider: "dev-spot-1a2b3c4", base: 0, weight: 1 },
    ]);
  });

  it("may be a worker too, on CPU and memory", async () => {
    const args = workerArgs({ scaling: { minTasks: 1, maxTasks: 4, memoryPercent: 70 } });
    const resources = await registered(() => new Worker("mailer", args), withRelease());
    assert.deepEqual(
      ofType(resources, POLICY).map(({ name }) => name),
      ["mailer-memory"],
    );
    assert.deepEqual(one(resources, SERVICE).options.ignoreChanges, ["desiredCount"]);
  });

  for (const [what, args, message] of [
    ["no tasks at least", scaled({ minTasks: 0 }), /scaling.minTasks is 0; it must be a whole number, 1 to 5000/],
    [
      "a maximum below the minimum",
      scaled({ maxTasks: 1 }),
      /scaling.maxTasks is 1; it leaves no room above minTasks, 2/,
    ],
    ["no room", scaled({ maxTasks: 2 }), /scaling.maxTasks is 2; it leaves no room.*is desiredCount alone/],
    [
      "nothing to go by",
      scaled({ cpuPercent: undefined as never, scheduledMinimums: { day, night } }),
      /scaling is without a metric/,
    ],
    ["a share above what there can be", scaled({ cpuPercent: 500 }), /scaling.cpuPercent is 500; .* 1 to 200 percent/],
    [
      "a base that it may shrink below",
      scaled({}, { capacity: { "on-demand": { base: 3 }, spot: {} } }),
      /capacity.on-demand.base is 3; the service may shrink to minTasks, 2/,
    ],
    [
      "a beginning outside of its range",
      scaled({}, { desiredCount: 11 }),
      /desiredCount is 11; with scaling it is only where the service begins/,
    ],
    [
      "a beginning that turns out to be outside",
      scaled({}, { desiredCount: pulumi.output(1) }),
      /desiredCount is 1; with scaling/,
    ],
    [
      "five fields of a cron expression",
      scaled({ scheduledMinimums: { day: { ...day, schedule: "cron(0 7 * * *)" }, night } }),
      /scaling.scheduledMinimums.day.schedule is .* has 6 fields/,
    ],
    [
      "a rate",
      scaled({ scheduledMinimums: { day: { ...day, schedule: "rate(1 day)" }, night } }),
      /a minimum begins at a time of day/,
    ],
    [
      "a zone that is nowhere",
      scaled({ scheduledMinimums: { day: { ...day, timeZone: "Europe/Atlantis" }, night } }),
      /day.timeZone is "Europe\/Atlantis"; there is no such time zone/,
    ],
    [
      "a scheduled minimum above the maximum",
      scaled({ scheduledMinimums: { day: { ...day, minTasks: 11 }, night } }),
      /day.minTasks is 11; it is not between minTasks, 2, and maxTasks, 10/,
    ],
    [
      "a minimum that never goes back",
      scaled({ scheduledMinimums: { day } }),
      /scaling.scheduledMinimums is "day 6"; none of them goes back to minTasks, 2/,
    ],
    [
      "a word that it does not know",
      scaled({ cpuPrecent: 60 } as never),
      /scaling.cpuPrecent is given; there is no such argument/,
    ],
    [
      "a word of a minimum that it does not know",
      scaled({ scheduledMinimums: { day: { ...day, zone: "x" } as never, night } }),
      /scheduledMinimums.day.zone is given/,
    ],
    [
      "an output",
      scaled({ minTasks: pulumi.output(2) as never }),
      /scaling is \{"minTasks":"<output>".+\}; it decides which resources there are/,
    ],
    ["something else", { ...scaled(), scaling: "yes" as never }, /scaling is "yes"; it has minTasks, maxTasks/],
  ] as const) {
    it(`is refused with ${what}`, async () => {
      assert.match(await errors(args), message);
      assert.match(await errors(args), /WebService "web"/);
      if (what !== "a beginning that turns out to be outside") {
        assert.deepEqual(await madeDespiteErrors(() => new WebService("web", args), withRelease()), []);
      }
    });
  }

  it("is refused on requests without a load balancer", async () => {
    const args = workerArgs({ scaling: scaling({ requestsPerTaskPerMinute: 10 }) } as Partial<WorkerArgs>);
    const said = (await errorsOf(() => new Worker("mailer", args), withRelease())).join();
    assert.match(said, /Worker "mailer": scaling.requestsPerTaskPerMinute is 10; it is counted by the load balancer/);
  });

  it("is refused on CPU when its release reserves none", async () => {
    const release = withRelease(describedRelease({}, { cpu: 0 }));
    assert.match(await errors(scaled(), release), /scaling.cpuPercent is 60; the release reserves no CPU/);
    assert.equal(await errors(scaled({ cpuPercent: undefined as never, memoryPercent: 80 }), release), "");
  });

  it("must be able to lose a spot node and to deploy at every number of tasks, not only at the one it begins with", async () => {
    const at = (minTasks: number) =>
      scaled({ minTasks, maxTasks: 20 }, { desiredCount: 12, minimumHealthyPercent: 90 });
    assert.match(await errors(at(2)), /minimumHealthyPercent is 90; on spot it must leave a task that may stop first/);
    assert.equal(await errors(at(10)), "");
    const calm = { capacity: { "on-demand": {} } };
    const stuck = (minTasks: number) =>
      scaled({ minTasks, maxTasks: 20 }, { ...calm, desiredCount: 12, minimumHealthyPercent: 90, maximumPercent: 110 });
    assert.match(await errors(stuck(2)), /maximumPercent is 110; of 2 tasks 2 must run and 2 may/);
    assert.equal(await errors(stuck(10)), "");
  });

  it("is judged at each number of tasks, and each argument is named once", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }), (minTasks, more) => {
        const counts = taskCounts(1, { minTasks, maxTasks: minTasks + more });
        assert.deepEqual([counts[0], counts.at(-1), counts.length], [minTasks, minTasks + more, more + 1]);
        const odd = problemsAtAny(counts, (tasks) => (tasks % 2 === 1 ? [{ argument: "odd", tasks }] : []));
        assert.deepEqual(
          odd.map(({ tasks }) => tasks),
          [minTasks % 2 === 1 ? minTasks : minTasks + 1],
        );
      }),
    );
    assert.deepEqual(taskCounts(3, undefined), [3]);
  });
});
