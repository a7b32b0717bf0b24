import assert from "node:assert/strict";
import * as ecs from "@aws-sdk/client-ecs";
import * as elb from "@aws-sdk/client-elastic-load-balancing-v2";
import * as scheduler from "@aws-sdk/client-scheduler";
import { servicesOf } from "../support/engineAws";
import { inventory } from "../support/engineInventory";
import { describeWithEngine } from "../support/engineSuite";
import { until } from "../support/until";

const CLUSTER = "fairlead-dev";
const GROUP = "fairlead.dev.checkout";

describeWithEngine("retiring an environment", "ap-northeast-1", (bench) => {
  const retire = (...args: string[]) => bench.project.script("retire", ...args);
  let guestService = "";
  let guestRule = "";

  before("the environment is up, and something of a team is in it", async () => {
    bench.project.configure("dev", "teams.checkout.priorityBlock", 2);
    await bench.project.create("releases");
    await bench.project.create("dev");
    await bench.project.succeed("up", "releases");
    await bench.project.succeed("up", "dev");
    await addGuests();
  });

  /** Has an update of the environment fail half way, after which the state has no outputs of it. */
  async function failUpdate(): Promise<void> {
    bench.project.configure("dev", "pools.spot.maxNodes", 5);
    await faults("server-error=1,only=autoscaling");
    try {
      assert.equal((await bench.project.attempt("up", "dev", "--skip-preview")).succeeded, false);
    } finally {
      await faults("");
    }
    const state = await bench.project.resources("dev");
    const environment = state.find(({ type }) => type === "fairlead:index:EcsEnvironment");
    assert.ok(environment !== undefined && environment.outputs === undefined);
  }

  it("names what others run in it and touches nothing, after an update that has failed too", async () => {
    await failUpdate();
    const before = await inventory(bench.aws);
    const { code, output } = await retire("dev", "--yes");
    assert.equal(code, 1, output);
    const lines = output.split("\n").map((line) => line.trim().split(/ {2,}/));
    assert.deepEqual(
      lines.filter(([kind = ""]) => ["service", "schedule", "rule"].includes(kind)),
      [
        ["service", "checkout", "cart", "1 task of mailer:1"],
        ["schedule", "checkout", "sweep", "enabled"],
        ["rule", "checkout", "cart.dev.example.com", "priority 4321"],
      ],
    );
    assert.match(output, /used by others than stack dev, so nothing was touched/);
    assert.deepEqual(await inventory(bench.aws), before);
  });

  for (const [title, args, message] of [
    ["a stack that there is not", ["staging"], /There is no stack staging in this backend\. There are dev, releases\./],
    ["a stack without an environment", ["releases"], /Stack releases has no environment in it\./],
    ["no stack", [], /Which stack\? Its name comes first/],
    ["an option for a stack", ["--yes"], /Which stack\?/],
  ] as [string, string[], RegExp][]) {
    it(`says what is wrong when it is given ${title}`, async () => {
      const { code, output } = await retire(...args);
      assert.equal(code, 2, output);
      assert.match(output, message);
      assert.doesNotMatch(output, /^\s+at /m);
    });
  }

  it("destroys it when they are gone", async () => {
    await removeGuest();
    await bench.aws.elb.send(new elb.DeleteRuleCommand({ RuleArn: guestRule }));
    await bench.aws.scheduler.send(new scheduler.DeleteScheduleCommand({ GroupName: GROUP, Name: "sweep" }));
    const look = await retire("dev", "--only-look");
    assert.equal(look.code, 0, look.output);
    assert.match(look.output, /Nobody else uses environment dev/);
    assert.equal((await servicesOf(CLUSTER, bench.aws)).length, 4);
    const { code, output } = await retire("dev", "--yes", "--skip-preview", "--non-interactive");
    assert.equal(code, 0, output);
    assert.equal((await bench.made()).clusters, undefined);
  });

  it("is worth it: a plain destroy stops half way at a service of others, and takes their schedules and rules along", async () => {
    await bench.project.succeed("up", "dev");
    await addGuests();
    let over = false;
    const destroy = bench.project.attempt("destroy", "dev", "--skip-preview").finally(() => {
      over = true;
    });
    try {
      await until(async () => (await bench.made()).services?.length === 1);
      await until(async () => (await bench.made()).parameters === undefined);
      const { services, clusters, loadBalancers, schedules = [] } = await bench.made();
      assert.deepEqual(services, [guestService]);
      assert.deepEqual([clusters?.length, loadBalancers?.length], [1, 1]);
      assert.ok(schedules.some((schedule) => schedule.includes("sweep")));
      assert.equal(over, false); // it waits until the service lets its capacity provider go
    } finally {
      await removeGuest();
    }
    const { succeeded, output } = await destroy;
    assert.equal(succeeded, true, output);
    await bench.project.succeed("destroy", "releases");
    assert.deepEqual(await bench.made(), {}); // what the team has scheduled and routed is gone too
  });

  /** What a team's program makes, made by hand: a service, a rule and a schedule. */
  async function addGuests(): Promise<void> {
    const tags = [{ key: "fairlead:team", value: "checkout" }];
    const made = await bench.aws.ecs.send(
      new ecs.CreateServiceCommand({
        cluster: CLUSTER,
        serviceName: "cart",
        taskDefinition: "mailer:1",
        desiredCount: 1,
        capacityProviderStrategy: (await someService()).capacityProviderStrategy,
        tags,
      }),
    );
    guestService = made.service?.serviceArn ?? "";
    const [listener] = await listeners();
    const rule = await bench.aws.elb.send(
      new elb.CreateRuleCommand({
        ListenerArn: listener,
        Priority: 4321,
        Conditions: [{ Field: "host-header", HostHeaderConfig: { Values: ["cart.dev.example.com"] } }],
        Actions: [{ Type: "fixed-response", FixedResponseConfig: { StatusCode: "204" } }],
        Tags: [{ Key: "fairlead:team", Value: "checkout" }],
      }),
    );
    guestRule = rule.Rules?.[0]?.RuleArn ?? "";
    const [example] = (await bench.aws.scheduler.send(new scheduler.ListSchedulesCommand({}))).Schedules ?? [];
    const { Target } = await bench.aws.scheduler.send(
      new scheduler.GetScheduleCommand({ GroupName: example?.GroupName, Name: example?.Name }),
    );
    const schedule = { ScheduleExpression: "rate(6 hours)", FlexibleTimeWindow: { Mode: "OFF" as const }, Target };
    await bench.aws.scheduler.send(
      new scheduler.CreateScheduleCommand({ GroupName: GROUP, Name: "sweep", ...schedule }),
    );
    await until(async () => (await running()) === 1);
  }

  /** Tells the emulator what to get wrong. */
  async function faults(text: string): Promise<void> {
    const answer = await fetch(`${bench.endpoint}/strict/faults`, { method: "POST", body: text });
    assert.equal(answer.ok, true, await answer.text());
  }

  async function removeGuest(): Promise<void> {
    await bench.aws.ecs.send(new ecs.DeleteServiceCommand({ cluster: CLUSTER, service: guestService, force: true }));
  }

  async function someService(): Promise<ecs.Service> {
    const { serviceArns } = await bench.aws.ecs.send(new ecs.ListServicesCommand({ cluster: CLUSTER }));
    const described = await bench.aws.ecs.send(
      new ecs.DescribeServicesCommand({ cluster: CLUSTER, services: serviceArns }),
    );
    return described.services?.[0] ?? assert.fail("no service");
  }

  async function running(): Promise<number> {
    return (await servicesOf(CLUSTER, bench.aws)).find(({ name }) => name === "cart")?.running ?? 0;
  }

  async function listeners(): Promise<(string | undefined)[]> {
    const { LoadBalancers = [] } = await bench.aws.elb.send(new elb.DescribeLoadBalancersCommand({}));
    const LoadBalancerArn = LoadBalancers[0]?.LoadBalancerArn;
    const { Listeners = [] } = await bench.aws.elb.send(new elb.DescribeListenersCommand({ LoadBalancerArn }));
    return Listeners.map(({ ListenerArn }) => ListenerArn);
  }
});
