import assert from "node:assert/strict";
import {
  type FitRequest,
  type FitService,
  nodesAfterLoss,
  type PoolFit,
  planFit,
  roomProblems,
  roomWarnings,
} from "fairlead";
import fc from "fast-check";

const node = { memoryMiB: 1_000, cpuUnits: 1_000 };
const onDemand = { market: "on-demand", schedulable: node, minNodes: 0, maxNodes: 4 } as const;
const spot = { ...onDemand, market: "spot" } as const;
const task = { memoryMiB: 500, cpuUnits: 100 };
const spread = { od: { base: 2, weight: 0 }, spot: {} };
const web: FitService = { task, capacity: spread, tasks: 6 };

const needs = (changes: Partial<FitRequest> = {}) =>
  planFit({ zones: 1, pools: { od: onDemand, spot }, services: { web }, ...changes });
const numbers = ({ atRest, rolloutOfOne, rollout, peak, afterLoss }: PoolFit) => [
  atRest,
  rolloutOfOne,
  rollout,
  peak,
  afterLoss,
];
const of = (pool: string, changes: Partial<FitRequest> = {}) => numbers(needs(changes)[pool] as PoolFit);

describe("the nodes that an environment needs", () => {
  it("are those of its tasks at rest, twice that in a rollout, and of all tasks where a spot pool is lost", () => {
    assert.deepEqual(of("od"), [1, 2, 2, 1, 3]);
    assert.deepEqual(of("spot"), [2, 4, 4, 2, undefined]);
  });

  it("are less in a rollout of the service that needs the most than in one of all", () => {
    const small = { ...web, task: { ...task, memoryMiB: 250 } };
    assert.deepEqual(of("spot", { services: { web, small } }), [3, 5, 6, 3, undefined]);
  });

  it("are in a rollout of one those of the service that needs the most, be its tasks the smaller ones", () => {
    const large = { ...web, task: { ...task, memoryMiB: 1_000 }, capacity: { spot: {} }, tasks: 1 };
    const small = { ...web, capacity: { spot: {} } };
    assert.deepEqual(of("spot", { services: { large, small } }), [4, 7, 8, 4, undefined]);
  });

  it("are those of a good placement, the larger tasks first", () => {
    const of600 = { ...web, task: { ...task, memoryMiB: 600 }, capacity: { spot: {} }, tasks: 2 };
    const of400 = { ...of600, task: { ...task, memoryMiB: 400 } };
    assert.equal(of("spot", { services: { of400, of600 } })[0], 2);
  });

  it("are less in a rollout that may have fewer tasks on top", () => {
    assert.deepEqual(of("spot", { services: { web: { ...web, maximumPercent: 101 } } }), [2, 3, 3, 2, undefined]);
  });

  it("are more at the peak, when services have scaled", () => {
    assert.deepEqual(of("spot", { services: { web: { ...web, maxTasks: 11 } } }), [2, 4, 4, 5, undefined]);
    assert.deepEqual(of("od", { services: { web: { ...web, maxTasks: 11 } } }), [1, 2, 2, 1, 3]);
  });

  it("have room for one job at rest, and for all jobs at the peak", () => {
    const job = { task, capacity: { od: {} } };
    assert.deepEqual(of("od", { jobs: { a: job, b: job, c: job } }), [2, 3, 3, 3, 4]);
    assert.deepEqual(of("od", { jobs: { small: { ...job, task: { memoryMiB: 0, cpuUnits: 1 } } } }), [1, 2, 2, 1, 3]);
  });

  it("have room for a job in each pool that it may be put on", () => {
    const job = { task: { ...task, memoryMiB: 1_000 }, capacity: { od: {}, spot: {} } };
    assert.deepEqual([of("od", { jobs: { job } })[0], of("spot", { jobs: { job } })[0]], [2, 3]);
    const based = { ...job, capacity: { od: { base: 1 }, spot: {} } };
    assert.deepEqual([of("od", { jobs: { based } })[0], of("spot", { jobs: { based } })[0]], [2, 2]);
  });

  it("are at least those that are always there", () => {
    assert.deepEqual(of("od", { pools: { od: { ...onDemand, minNodes: 2 }, spot } }), [2, 2, 2, 2, 3]);
  });

  it("say of a spot pool what goes on without it, and of how many", () => {
    const mailer = { ...web, capacity: { spot: {} }, tasks: 2 };
    const safe = { ...web, capacity: { od: {} } };
    const pools = needs({ services: { web, mailer, safe } });
    assert.deepEqual(pools.spot?.keptWithout, { web: { tasks: 6, kept: 2 }, mailer: { tasks: 2, kept: 0 } });
    assert.equal(pools.od?.keptWithout, undefined);
  });

  it("are not more for what has no other pool to be moved to, when its spot pool is lost", () => {
    assert.deepEqual(of("od", { services: { web: { ...web, capacity: { spot: {} } } } }), [0, 0, 0, 0, 0]);
  });

  it("are those of the worst loss, where there are more spot pools, one of which takes over from another", () => {
    const two = { capacity: { od: { base: 2, weight: 0 }, spot: { weight: 2 }, more: { weight: 1 } }, task, tasks: 8 };
    const pools = { od: onDemand, spot, more: spot };
    const lossOf = (pool: string) => of(pool, { pools, services: { web: two } });
    assert.deepEqual([lossOf("od")[4], lossOf("spot")[4], lossOf("more")[4]], [1, 3, 3]);
  });

  it("are told for each spot pool that is lost, and for all pools that are left together", () => {
    const pools = { od: onDemand, spot, more: spot };
    const two = { capacity: { od: { base: 2, weight: 0 }, spot: { weight: 2 }, more: { weight: 1 } }, task, tasks: 8 };
    const fit = needs({ pools, services: { web: two } });
    assert.deepEqual(fit.od?.afterLossOf, { spot: 1, more: 1 });
    assert.deepEqual(fit.more?.afterLossOf, { spot: 3 });
    assert.deepEqual(nodesAfterLoss(fit), { spot: 4, more: 4 });
    assert.deepEqual(nodesAfterLoss(needs({ pools: { od: onDemand } })), {});
  });

  it("have room for a job whose spot pool is lost, where it may go to another", () => {
    const job = { task: { ...task, memoryMiB: 1_000 }, capacity: { spot: { base: 1 }, od: {} } };
    assert.deepEqual(of("od", { services: {}, jobs: { job } }), [0, 0, 0, 0, 1]);
    assert.deepEqual(of("od", { services: {}, jobs: { job: { ...job, capacity: { spot: {} } } } }), [0, 0, 0, 0, 0]);
  });

  it("leave out what fits on no node of a pool, and pools that there are not", () => {
    const large = { ...web, task: { memoryMiB: 1_001, cpuUnits: 1 } };
    assert.deepEqual(of("spot", { services: { large } }), [0, 0, 0, 0, undefined]);
    assert.deepEqual(of("spot", { services: { web: { ...web, capacity: { gone: {} } } } }), [0, 0, 0, 0, undefined]);
  });

  const services = fc.dictionary(
    fc.constantFrom("a", "b", "c", "d"),
    fc.record({
      task: fc.record({ memoryMiB: fc.integer({ min: 1, max: 1_000 }), cpuUnits: fc.nat(1_000) }),
      capacity: fc.constantFrom(spread, { od: {} }, { spot: {} }, { od: {}, spot: { weight: 2 } }),
      tasks: fc.nat(8),
      maximumPercent: fc.integer({ min: 101, max: 200 }),
    }),
  );
  const requests = fc.record({ zones: fc.integer({ min: 1, max: 3 }), services, minNodes: fc.nat(3), more: fc.nat(9) });

  it("are never fewer than those at rest, whatever happens, and at rest never fewer than is certain", () => {
    fc.assert(
      fc.property(requests, ({ zones, services, minNodes, more }) => {
        const scaled = Object.fromEntries(
          Object.entries(services).map(([name, service]) => [name, { ...service, maxTasks: service.tasks + more }]),
        );
        const pools = { od: { ...onDemand, minNodes }, spot };
        for (const pool of Object.values(planFit({ zones, pools, services: scaled }))) {
          assert.ok(pool.fewest <= pool.atRest && pool.minNodes <= pool.atRest);
          assert.ok(pool.atRest <= pool.rolloutOfOne && pool.rolloutOfOne <= pool.rollout);
          assert.ok(pool.atRest <= pool.peak && pool.atRest <= (pool.afterLoss ?? pool.atRest));
        }
      }),
    );
  });

  it("do not hang on the order in which pools are written", () => {
    fc.assert(
      fc.property(requests, ({ zones, services }) => {
        assert.deepEqual(
          planFit({ zones, services, pools: { od: onDemand, spot } }),
          planFit({ zones, services, pools: { spot, od: onDemand } }),
        );
      }),
    );
  });
});

describe("a pool that is too small", () => {
  it("is a problem when its tasks at rest certainly have no room, with a number that has", () => {
    const pools = needs({ services: { web: { ...web, tasks: 11 } } });
    assert.deepEqual(roomProblems(pools), [
      {
        argument: "pools.spot.maxNodes",
        value: 4,
        rule: "tasks at rest take 5 nodes at least, each with 1000 MiB and 1000 CPU units for tasks, so some would wait for ever",
        remedy: "Raise it to 5, or run fewer tasks in this pool.",
      },
    ]);
    assert.doesNotMatch(roomWarnings(pools).join(), /pools.spot/, "it is said once");
  });

  it("is a problem for a job that has no room beside them", () => {
    const job = { task: { ...task, memoryMiB: 1_000 }, capacity: { od: {} } };
    const tight = { od: { ...onDemand, maxNodes: 1 }, spot };
    assert.equal(roomProblems(needs({ pools: tight })).length, 0);
    assert.equal(roomProblems(needs({ pools: tight, jobs: { job } })).length, 1);
    const anywhere = { ...job, capacity: { od: {}, spot: {} } };
    assert.equal(roomProblems(needs({ pools: tight, jobs: { anywhere } })).length, 0, "it may be put on the other");
  });

  it("is a warning when it has room at rest and not in a rollout, at the peak or after a loss", () => {
    const services = { web: { ...web, maxTasks: 13 }, other: { ...web, tasks: 4 } };
    assert.deepEqual(roomProblems(needs({ services })), []);
    assert.deepEqual(roomWarnings(needs({ services })), [
      "pools.od.maxNodes is 4; its tasks need 5 nodes for what a lost spot pool ran, if it is moved here. Until there is room, tasks wait: raise it to 5, or let it be so.",
      "pools.spot.maxNodes is 4; its tasks need 5 nodes while one service is deployed, 6 while all are deployed at once, 7 when all have scaled out and all jobs run. Until there is room, tasks wait: raise it to 7, or let it be so.",
    ]);
  });

  it("is no problem when only the way in which ECS rounds would make it one, but a warning", () => {
    const capacity = { od: {}, spot: {} };
    const services = { web: { ...web, capacity, tasks: 3 } };
    const pools = { od: { ...onDemand, maxNodes: 1 }, spot: { ...spot, maxNodes: 1 } };
    const odd = { od: pools.od, spot: { ...pools.spot, schedulable: { ...node, memoryMiB: 500 } } };
    assert.deepEqual(roomProblems(needs({ pools: odd, services })), []);
    assert.match(
      roomWarnings(needs({ pools: odd, services })).join(),
      /spot.* need 2 nodes at rest, as ECS may place them/,
    );
  });

  it("is a problem when no task may stop first and one more has certainly no room", () => {
    const tight = { od: { ...onDemand, maxNodes: 1 }, spot: { ...spot, maxNodes: 1 } };
    const steady = { task, capacity: { od: {} }, tasks: 2 };
    const stuck = (service: FitService, pools = tight) => roomProblems(needs({ pools, services: { web: service } }));
    assert.deepEqual(stuck(steady), [
      {
        argument: "pools.od.maxNodes",
        value: 1,
        rule: "no deployment of web could end: a new task has to run before one may stop, and with one more, tasks take 2 nodes at least",
        remedy: "Raise it to 2, or lower minimumHealthyPercent until a task may stop first.",
      },
    ]);
    assert.deepEqual(roomWarnings(needs({ pools: tight, services: { web: steady } })), [], "it is said once");
    for (const [service, found] of [
      [{ ...steady, minimumHealthyPercent: 50 }, 0],
      [{ ...steady, minimumHealthyPercent: 51 }, 1],
      [{ ...steady, tasks: 1 }, 0],
      [{ ...steady, tasks: 0 }, 0],
      [{ ...steady, capacity: { spot: {} } }, 0],
      [{ ...steady, capacity: { spot: {} }, minimumHealthyPercent: 100 }, 1],
      [{ ...steady, capacity: { od: {}, spot: {} }, minimumHealthyPercent: 100 }, 0],
      [{ ...steady, capacity: { od: {}, spot: {} }, tasks: 4, minimumHealthyPercent: 100 }, 2],
    ] as const) {
      assert.equal(stuck(service).length, found, JSON.stringify(service));
    }
    // Room in one pool is enough, be the other one full.
    const both = { ...steady, capacity: { od: {}, spot: {} }, tasks: 4, minimumHealthyPercent: 100 };
    assert.deepEqual(stuck(both, { ...tight, spot }), []);
    assert.match(
      roomWarnings(needs({ pools: tight, services: { web: { ...steady, minimumHealthyPercent: 50 } } })).join(),
      /let it be so/,
    );
  });

  it("is none any more with the number that the problem names", () => {
    const sizes = fc.record({ memoryMiB: fc.integer({ min: 100, max: 1_000 }), cpuUnits: fc.constant(100) });
    const service = fc.record({
      task: sizes,
      capacity: fc.constantFrom<FitService["capacity"][]>({ od: {} }, { spot: {} }, spread, { od: {}, spot: {} }),
      tasks: fc.integer({ min: 0, max: 6 }),
      minimumHealthyPercent: fc.constantFrom(50, 100),
    });
    fc.assert(
      fc.property(fc.array(service, { minLength: 1, maxLength: 3 }), (all) => {
        const services = Object.fromEntries(all.map((each, i) => [`s${i}`, each]));
        const small = { od: { ...onDemand, maxNodes: 1 }, spot: { ...spot, maxNodes: 1 } };
        const raised = roomProblems(needs({ pools: small, services })).map(({ argument, remedy }) => {
          const [, pool = ""] = argument.split(".");
          return [pool, { ...small[pool as "od" | "spot"], maxNodes: Number(/^Raise it to (\d+),/.exec(remedy)?.[1]) }];
        });
        assert.deepEqual(roomProblems(needs({ pools: { ...small, ...Object.fromEntries(raised) }, services })), []);
      }),
    );
  });

  it("is none when all has room", () => {
    assert.deepEqual([roomProblems(needs()), roomWarnings(needs())], [[], []]);
  });
});
