import assert from "node:assert/strict";
import {
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { activeRevisions, servicesOf } from "../support/engineAws";
import { inventory } from "../support/engineInventory";
import { describeWithEngine } from "../support/engineSuite";
import { type Legacy, makeByHand } from "../support/legacy";

const REGION = "eu-north-1";

/** Steps that make something else of what is there. */
const DESTRUCTIVE = /^(delete|replace|create-replacement|delete-replaced|discard)/;

/** Attributes that a load balancer has when nobody sets them. https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html */
const DEFAULTS = {
  "client_keep_alive.seconds": "3600",
  "connection_logs.s3.enabled": "false",
  "idle_timeout.timeout_seconds": "60",
  "routing.http.desync_mitigation_mode": "defensive",
  "routing.http.xff_header_processing.mode": "append",
  "routing.http2.enabled": "true",
};

describeWithEngine("a cluster and a load balancer that were made by hand", REGION, (bench) => {
  const program = () => bench.project.at("test/engine/fixtures/adoption");
  let legacy: Legacy;

  const adopt = (stack: string, how: string) => {
    program().configure(stack, "adoption:found", legacy);
    program().configure(stack, "adoption:how", how);
  };
  const running = async () =>
    (await servicesOf("legacy", bench.aws)).map(({ name, deployments, running }) => ({
      name,
      running,
      releases: deployments.map(({ release }) => release),
    }));

  before("they are there, with a family of two revisions", async () => {
    legacy = await makeByHand(bench.aws, REGION);
  });

  it("serve a web service as they are, which touches neither", async () => {
    const before = await inventory(bench.aws);
    await program().create("use");
    adopt("use", "use");
    await program().succeed("up", "use");
    assert.deepEqual(await running(), [{ name: "shop", running: 1, releases: ["shop:2"] }]);
    assert.deepEqual((await program().succeed("up", "use")).changes, []);
    await program().succeed("destroy", "use");
    assert.deepEqual(await inventory(bench.aws), before);
  });

  it("are taken over by an import, none of them changed", async () => {
    const before = await balancer();
    await program().create("own");
    adopt("own", "import");
    const { changes } = await program().succeed("up", "own");
    assert.deepEqual(
      changes.filter((change) => change.startsWith("import ")),
      [
        "import aws:ecs/cluster:Cluster legacy",
        "import aws:lb/listener:Listener legacy-http",
        "import aws:lb/loadBalancer:LoadBalancer legacy",
      ],
    );
    assert.deepEqual(
      changes.filter((change) => DESTRUCTIVE.test(change)),
      [],
    );
    assert.deepEqual(await balancer(), before);
    assert.deepEqual(await answer(), "503");
    assert.deepEqual(await running(), [{ name: "shop", running: 1, releases: ["shop:2"] }]);
  });

  it("become what the component wants by the update after, in place, and so does the family", async () => {
    adopt("own", "own");
    const { changes } = await program().succeed("up", "own");
    assert.deepEqual(
      changes.filter((change) => DESTRUCTIVE.test(change)),
      [],
    );
    assert.ok(changes.includes("update aws:lb/listener:Listener legacy-http"));
    assert.deepEqual(await answer(), "404");
    assert.deepEqual(await activeRevisions(bench.aws), ["shop:1", "shop:2", "shop:3"]);
    assert.deepEqual(await running(), [{ name: "shop", running: 1, releases: ["shop:2"] }]);
    assert.deepEqual((await program().succeed("up", "own")).changes, []);
  });

  it("go with the environment that has taken them over, and what it has not stays", async () => {
    await program().succeed("destroy", "own");
    const { clusters, loadBalancers, vpcs } = await inventory(bench.aws);
    assert.deepEqual({ clusters, loadBalancers }, { clusters: undefined, loadBalancers: undefined });
    assert.ok(vpcs?.includes(legacy.vpcId));
  });

  /** The load balancer made by hand, with all its attributes. */
  async function balancer() {
    const { LoadBalancers } = await bench.aws.elb.send(
      new DescribeLoadBalancersCommand({ LoadBalancerArns: [legacy.loadBalancerArn] }),
    );
    const { Attributes = [] } = await bench.aws.elb.send(
      new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: legacy.loadBalancerArn }),
    );
    const attributes = Attributes.filter(({ Value }) => Value !== ""); // one that is not set may be said or not
    const set = Object.fromEntries(attributes.map(({ Key, Value }) => [Key, Value]));
    return { ...LoadBalancers?.[0], attributes: { ...DEFAULTS, ...set } };
  }

  /** What the listener made by hand says to a host that it does not know; it is the same listener as long as it answers. */
  async function answer(): Promise<string | undefined> {
    const asked = new DescribeListenersCommand({ ListenerArns: [legacy.listenerArn] });
    const { Listeners } = await bench.aws.elb.send(asked);
    return Listeners?.[0]?.DefaultActions?.[0]?.FixedResponseConfig?.StatusCode;
  }
});
