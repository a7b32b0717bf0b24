import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { deployerPolicy } from "../support/deployerPolicies";
import { createZone, scalableServices, servicesOf, TESTS_KEY } from "../support/engineAws";
import type { Project } from "../support/engineProject";
import { describeWithEngine } from "../support/engineSuite";
import { type Call, requestsOf, type World } from "../support/iam/calls";
import { type AccessRequest, isAllowed, type PolicyDocument } from "../support/iam/evaluate";
import { factsOf, hasKey } from "../support/iam/reference";
import { attachedTo, managed, worldOf } from "../support/iam/world";
import { installExample } from "../support/packed";

const REGION = "eu-west-2";
const CLUSTER = "fairlead-prod";
const roleOf = (team: string) => `fairlead.prod.${team}.${REGION}`;
const ROLE = roleOf("checkout");
const ACCOUNT = "123456789012";

/** What a call has asked to be allowed, with what AWS knew then. */
interface Asked {
  readonly call: Call;
  readonly requests: readonly AccessRequest[];
}

/** What the cart runs, and what the emulator never starts. */
const IMAGE = "public.ecr.aws/nginx/nginx-unprivileged:1.29-alpine";
const CRASHING = "crash:1";

/** Statements that this team's program has no use for; test/components/teams shows what they are for. */
const NOT_USED = ["Retag", "RetagScaling"];

const scaling = (limits: { maxTasks: number }) => ({
  minTasks: 2,
  requestsPerTaskPerMinute: 1_000,
  scheduledMinimums: {
    day: { schedule: "cron(0 7 ? * MON-FRI *)", timeZone: "Europe/London", minTasks: 3 },
    night: { schedule: "cron(0 19 ? * * *)", timeZone: "Europe/London", minTasks: 2 },
  },
  ...limits,
});

/**
 * What a team may do to things that do not say whose they are: alarms of scaling, which are called after the service
 * (docs/teams.md), and the role of all scaling, which the account has once.
 */
const OF_ALL_TEAMS = ["cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm", "iam:CreateServiceLinkedRole"];

const assumeRoles = (team: string) => [{ roleArn: `arn:aws:iam::${ACCOUNT}:role/${roleOf(team)}`, sessionName: team }];

describeWithEngine("a team's own program in an environment of others", REGION, (bench) => {
  const environment = () => bench.project.at("test/engine/fixtures/environment");
  const pack = () => bench.project.policyPack;
  const folders: string[] = [];
  const ownersCalls: Call[] = [];
  let team: Project;
  let neighbour: Project;
  const asked = { checkout: [] as Asked[], payments: [] as Asked[] };

  before("the environment is up and the team has installed the packed library", async () => {
    await bench.project.build();
    environment().configure("prod", "environment:zoneId", await createZone("example.com", bench.aws));
    await environment().create("prod");
    await environment().succeed("up", "prod", ...pack());
    ownersCalls.push(...(await journalOf(bench.endpoint)));
    folders.push(installExample("team-service"), installExample("team-service-stackref"));
    const [own = "", beside = ""] = folders;
    neighbour = bench.beside(beside);
    team = bench.foreign(own);
    team.configure("prod", "team-service:environment", "prod");
    team.configure("prod", "team-service:host", "cart.example.com");
    team.configure("prod", "team-service:capacity", { spot: {} });
    team.configure("prod", "team-service:desiredCount", 3);
    team.configure("prod", "aws:assumeRoles", assumeRoles("checkout"));
    await team.create("prod");
  });
  after(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  /** Runs something of a team's and remembers what it has asked AWS for, by whose key. */
  async function watched<Result>(
    run: () => Promise<Result>,
    look: "before" | "after",
    by: keyof typeof asked = "checkout",
  ): Promise<Result> {
    const known = look === "before" ? await world() : undefined;
    const start = Date.now() / 1000;
    const earlier = (await journalOf(bench.endpoint)).length; // by number: clocks of two processes are not that exact
    const result = await run();
    const calls = (await journalOf(bench.endpoint)).slice(earlier);
    for (const { key, service } of bench.signaturesSince(start)) {
      if (service !== "sts" && key !== TESTS_KEY)
        assert.match(key, /^ASIA/, `a call to ${service} was not made with the team's role`);
    }
    const there = known ?? (await world());
    asked[by].push(...calls.map((call) => ({ call, requests: requestsOf(call, there) })));
    return result;
  }
  const listener = async () => {
    const state = await environment().resources("prod");
    const { reference } = state.find(({ type }) => type === "fairlead:index:EcsEnvironment")?.outputs ?? {};
    return String((reference as { listenerArn: string }).listenerArn);
  };
  const world = async (): Promise<World> =>
    worldOf(bench.aws, CLUSTER, await listener(), REGION, await journalOf(bench.endpoint));

  it("is refused in its preview when its production would be all spot, though the pools are another stack's", async () => {
    const update = await team.attempt("up", "prod", ...pack());
    assert.equal(update.succeeded, false);
    assert.equal(update.previewOnly, true);
    assert.deepEqual(
      update.violations.map(({ policy, level }) => ({ policy, level })),
      [{ policy: "prod-not-all-spot", level: "mandatory" }],
    );
    assert.deepEqual(await team.resources("prod"), []);
  });

  it("passes both policies and comes up behind the load balancer of another stack", async () => {
    team.configure("prod", "team-service:capacity", { "on-demand": { base: 1 }, spot: { weight: 2 } });
    const update = await watched(() => team.succeed("up", "prod", ...pack()), "after");
    assert.deepEqual(update.violations, []);
    assert.deepEqual(
      (await servicesOf(CLUSTER, bench.aws)).map(({ name, running }) => ({ name, running })),
      [{ name: "cart", running: 3 }],
    );
  });

  it("has nothing to do afterwards", async () => {
    const preview = await watched(() => team.succeed("preview", "prod", ...pack()), "before");
    assert.deepEqual(preview.changes, []);
  });

  it("changes its host and its size in place", async () => {
    team.configure("prod", "team-service:host", "basket.example.com");
    team.configure("prod", "team-service:desiredCount", 2);
    const { changes } = await watched(() => team.succeed("up", "prod"), "before");
    assert.deepEqual(
      changes.filter((change) => change.includes(" aws:")),
      ["update aws:ecs/service:Service cart", "update aws:lb/listenerRule:ListenerRule cart-1"],
    );
  });

  it("scales from then on, between other limits when it is told", async () => {
    team.configure("prod", "team-service:desiredCount", undefined);
    team.configure("prod", "team-service:scaling", scaling({ maxTasks: 4 }));
    const made = await watched(() => team.succeed("up", "prod", ...pack()), "after");
    assert.deepEqual(made.violations, []);
    assert.deepEqual(
      made.changes.filter((change) => change.startsWith("create aws:appautoscaling")),
      [
        "create aws:appautoscaling/policy:Policy cart-requests",
        "create aws:appautoscaling/scheduledAction:ScheduledAction cart-from-day",
        "create aws:appautoscaling/scheduledAction:ScheduledAction cart-from-night",
        "create aws:appautoscaling/target:Target cart",
      ],
    );
    team.configure("prod", "team-service:scaling", scaling({ maxTasks: 5 }));
    await watched(() => team.succeed("up", "prod"), "before");
    assert.deepEqual(await scalableServices(bench.aws), { cart: [2, 5] });
    assert.deepEqual((await watched(() => team.succeed("preview", "prod"), "before")).changes, []);
  });

  it("reads with its own role why a deployment has failed, and recovers by one that starts", async () => {
    team.edit("index.ts", IMAGE, CRASHING);
    const { succeeded, errors } = await watched(() => team.attempt("up", "prod", "--skip-preview"), "after");
    assert.equal(succeeded, false);
    assert.match(
      errors,
      /WebService "cart": ECS rolled the deployment of checkout-cart:2 back to checkout-cart:1: task failed to start: CannotStartContainerError: .* \(container app\)\. /,
    );
    team.edit("index.ts", CRASHING, IMAGE);
    await watched(() => team.succeed("up", "prod"), "before");
    assert.deepEqual(
      (await servicesOf(CLUSTER, bench.aws)).map(({ name, deployments: [{ release } = {}] }) => [name, release]),
      [["cart", "checkout-cart:3"]],
    );
  });

  it("goes again and leaves the environment as it was", async () => {
    await watched(() => team.succeed("destroy", "prod"), "before");
    assert.deepEqual(await servicesOf(CLUSTER, bench.aws), []);
    assert.deepEqual((await environment().succeed("preview", "prod")).changes, []);
  });

  it("is no other way by a reference to the environment's stack, where the backend is the same", async () => {
    neighbour.configure("prod", "team-service-stackref:stack", "organization/environment/prod");
    neighbour.configure("prod", "team-service-stackref:capacity", { "on-demand": { base: 1 }, spot: {} });
    neighbour.configure("prod", "aws:assumeRoles", assumeRoles("payments"));
    await neighbour.create("prod");
    const { violations } = await watched(() => neighbour.succeed("up", "prod", ...pack()), "after", "payments");
    assert.deepEqual(violations, []);
    assert.deepEqual(
      (await servicesOf(CLUSTER, bench.aws)).map(({ name, running }) => ({ name, running })),
      [{ name: "ledger", running: 1 }],
    );
    await watched(() => neighbour.succeed("destroy", "prod"), "before", "payments");
  });

  for (const by of ["checkout", "payments"] as const) {
    it(`let ${by} do all of it with what its role is allowed to`, async () => {
      const policy = await attachedTo(roleOf(by), bench.aws);
      const refused = [];
      for (const { call, requests } of asked[by]) {
        for (const request of await Promise.all(requests.map(asAwsSeesIt))) {
          if (!isAllowed(request, policy)) refused.push({ call: `${call.service} ${call.action}`, ...request });
        }
      }
      assert.deepEqual(refused, []);
      assert.ok(asked[by].length > 30, `${asked[by].length} calls`);
    });
  }

  it("could not have done it with any statement less", async () => {
    const { Statement: statements } = await attachedTo(ROLE, bench.aws);
    const requests = await everyRequest();
    const idle = statements.filter((statement) => {
      const others: PolicyDocument = { Statement: statements.filter((other) => other !== statement) };
      return requests.every((request) => isAllowed(request, others));
    });
    assert.deepEqual(idle.map(({ Sid }) => Sid).sort(), [...NOT_USED].sort());
  });

  it("could have done none of it to another team, nor the other team to it", async () => {
    const checkout = await attachedTo(ROLE, bench.aws);
    const payments = await attachedTo(roleOf("payments"), bench.aws);
    const all = (await everyRequest()).filter(({ action }) => !/:(Describe|Get|List)/.test(action));
    const shared = all.filter(({ action }) => OF_ALL_TEAMS.includes(action));
    assert.deepEqual([...new Set(shared.map(({ action }) => action))].sort(), OF_ALL_TEAMS);
    const writes = all.filter((request) => !shared.includes(request));
    assert.ok(writes.length > 20);
    for (const request of writes) {
      assert.equal(isAllowed(request, payments), false, `payments may ${JSON.stringify(request)}`);
      const theirs = JSON.parse(JSON.stringify(request).replaceAll("checkout", "payments")) as AccessRequest;
      assert.notDeepEqual(theirs, request, `nothing says whose ${JSON.stringify(request)} is`);
      assert.equal(isAllowed(theirs, checkout), false, `checkout may ${JSON.stringify(theirs)}`);
      assert.equal(isAllowed(theirs, payments), true, `payments may not ${JSON.stringify(theirs)}`);
    }
  });

  for (const [by, policies] of [
    ["checkout", 5],
    ["payments", 1],
  ] as const) {
    it(`let ${by} give its own roles nothing that their boundary keeps from them`, async () => {
      const boundary = await managed(`arn:aws:iam::${ACCOUNT}:policy/${roleOf(by)}.boundary`, bench.aws.iam);
      const written = asked[by]
        .filter(({ call }) => call.action === "PutRolePolicy")
        .flatMap(({ call }) => (JSON.parse(call.params.PolicyDocument) as PolicyDocument).Statement);
      assert.ok(written.length >= policies, `${written.length} statements`);
      for (const { Action, Resource, Condition = {} } of written) {
        for (const action of [Action].flat()) {
          for (const resource of [Resource].flat()) {
            const context = Object.assign({}, ...Object.values(Condition));
            const request = { action, resource: resource.replaceAll("*", "1"), context };
            assert.equal(isAllowed(request, boundary), true, JSON.stringify(request));
          }
        }
      }
    });
  }

  it("lets the environment go when it is gone", async () => {
    const earlier = (await journalOf(bench.endpoint)).length;
    await environment().succeed("destroy", "prod");
    ownersCalls.push(...(await journalOf(bench.endpoint)).slice(earlier));
    const { clusters, services, schedules, scheduleGroups, roles, queues } = await bench.made();
    assert.deepEqual(
      [clusters, services, schedules, scheduleGroups, roles, queues].flatMap((kind) => kind ?? []),
      [],
    );
  });

  it("was let in by somebody with the policy of docs/deployer for teams, to whom it allows nothing without need", async () => {
    const policy: PolicyDocument = deployerPolicy("teams", { REGION, ENVIRONMENT: "prod" });
    const ofTeams = ownersCalls.filter(
      ({ service, action, params: { RoleName, PolicyName, PolicyArn, Name, ResourceArn } }) =>
        ["iam", "scheduler"].includes(service) &&
        !/Schedule$/.test(action) &&
        [RoleName, PolicyName, PolicyArn, Name, ResourceArn].some((name) => /fairlead\.prod\./.test(name ?? "")),
    );
    const roles = new Map(
      ["checkout", "payments"].map((team) => [roleOf(team), { arn: `arn:aws:iam::${ACCOUNT}:role/${roleOf(team)}` }]),
    );
    const there: World = { accountId: ACCOUNT, region: REGION, tags: new Map(), roles, scalable: new Map() };
    const requests = await Promise.all(ofTeams.flatMap((call) => requestsOf(call, there)).map(asAwsSeesIt));
    assert.deepEqual(
      requests.filter((request) => !isAllowed(request, policy)),
      [],
    );
    const needed = new Set(requests.map(({ action }) => action));
    const allowed = policy.Statement.filter(({ Sid }) => Sid?.startsWith("Team") || Sid?.startsWith("Attach"));
    assert.deepEqual(
      allowed.flatMap(({ Action }) => Action).filter((action) => !needed.has(action)),
      // A change of what a team may do, and of who deploys.
      ["iam:CreatePolicyVersion", "iam:DeletePolicyVersion", "iam:UpdateAssumeRolePolicy"],
    );
  });

  async function everyRequest(): Promise<AccessRequest[]> {
    const all = await Promise.all(asked.checkout.flatMap(({ requests }) => requests).map(asAwsSeesIt));
    return [...new Map(all.map((request) => [JSON.stringify(request), request])).values()];
  }
});

/** A request with the condition keys that AWS's reference says it has, and no others. */
async function asAwsSeesIt(request: AccessRequest): Promise<AccessRequest> {
  const facts = await factsOf(request.action);
  const context = Object.fromEntries(Object.entries(request.context).filter(([key]) => hasKey(facts, key)));
  return { ...request, context };
}

/** The most calls that the emulator's journal holds; older ones are dropped. */
const JOURNAL_CALLS = 20_000;

/** The calls that the emulator has answered. */
async function journalOf(endpoint: string): Promise<Call[]> {
  const answer = await fetch(`${endpoint}/strict/journal`);
  if (!answer.ok) throw new Error(`this emulator keeps no journal: ${answer.status}`);
  const text = (await answer.text()).trim();
  const calls = text === "" ? [] : text.split("\n").map((line) => JSON.parse(line) as Call);
  if (calls.length >= JOURNAL_CALLS) throw new Error("the journal has lost its first calls");
  return calls;
}
