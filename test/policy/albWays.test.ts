import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type ServicesBehindAlbOptions, servicesBehindAlbWith } from "fairlead-policy";
import { cluster, httpsListener, loadBalancer, port, rule, service, targetGroup } from "../support/awsProgram";
import { judgedProgram, VIEWS, type View } from "../support/judgedProgram";

/** What is wrong with a service, in a word each. */
const PROBLEMS: readonly [RegExp, string][] = [
  [/nothing in this production stack proves/, "unresolved"],
  [/behind no Application Load Balancer/, "orphan"],
  [/only in part behind an Application Load Balancer/, "partly orphan"],
  [/is behind a network load balancer/, "network"],
  [/is also behind a network load balancer/, "also network"],
  [/is behind a gateway load balancer/, "gateway"],
  [/is (also )?behind a classic load balancer/, "classic task set"],
  [/a classic load balancer \(elbName\)/, "classic"],
  [/Service "\w+" has no load balancer/, "none"],
  [/without a reason/, "no reason"],
];

async function problems(program: () => unknown, view: View, options: ServicesBehindAlbOptions = {}): Promise<string[]> {
  const verdicts = await judgedProgram([servicesBehindAlbWith(options)], program, view);
  return verdicts.map(({ about, message }) => {
    const words = PROBLEMS.filter(([pattern]) => pattern.test(message)).map(([, word]) => word);
    return `${about}: ${words.join(" and ")}`;
  });
}

const foreignGroup = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/shared-web/0123456789abcdef";
const foreign = (kind: string, type: string) =>
  `arn:aws:elasticloadbalancing:eu-west-1:123456789012:${kind}/${type}/shared/0123456789abcdef/0123456789abcdef`;
const roleArn = "arn:aws:iam::123456789012:role/ecs-infrastructure";

/** The listener of an Application Load Balancer of this stack. */
const front = () => httpsListener("https", loadBalancer("front"));

/** A listener of a network load balancer that forwards to a target group. */
function network(target: aws.lb.TargetGroup, type = "network"): aws.lb.Listener {
  return new aws.lb.Listener("tcp", {
    loadBalancerArn: loadBalancer("transport", type).arn,
    port: 5000,
    protocol: type === "network" ? "TCP" : undefined,
    defaultActions: [{ type: "forward", targetGroupArn: target.arn }],
  });
}

/** A service of ECS's own blue/green deployments. */
function blueGreen(
  targetGroupArn: pulumi.Input<string>,
  alternateTargetGroupArn: pulumi.Input<string>,
  productionListenerRule: pulumi.Input<string>,
  testListenerRule?: pulumi.Input<string>,
): aws.ecs.Service {
  return service("web", {
    cluster: cluster().arn,
    deploymentConfiguration: { strategy: "BLUE_GREEN", bakeTimeInMinutes: "5" },
    loadBalancers: [
      {
        ...port(targetGroupArn),
        advancedConfiguration: {
          alternateTargetGroupArn,
          productionListenerRule,
          roleArn,
          ...(testListenerRule !== undefined && { testListenerRule }),
        },
      },
    ],
  });
}

/** A service that CodeDeploy moves between two target groups, of which the listeners know the first. */
function codeDeploy(listenerArns: pulumi.Input<string>[], blue: aws.lb.TargetGroup, test?: pulumi.Input<string>): void {
  const main = cluster();
  const green = targetGroup("green", { targetType: "ip" });
  const web = service("web", {
    cluster: main.arn,
    deploymentController: { type: "CODE_DEPLOY" },
    loadBalancers: [port(blue.arn)],
  });
  new aws.codedeploy.DeploymentGroup("web", {
    appName: "web",
    deploymentGroupName: "web",
    serviceRoleArn: "arn:aws:iam::123456789012:role/codedeploy",
    deploymentStyle: { deploymentOption: "WITH_TRAFFIC_CONTROL", deploymentType: "BLUE_GREEN" },
    ecsService: { clusterName: main.name, serviceName: web.name },
    loadBalancerInfo: {
      targetGroupPairInfo: {
        prodTrafficRoute: { listenerArns },
        targetGroups: [{ name: blue.name }, { name: green.name }],
        ...(test !== undefined && { testTrafficRoute: { listenerArns: [test] } }),
      },
    },
  });
}

const cases: [title: string, program: () => void, problems: readonly string[]][] = [
  [
    "accepts two target groups behind one Application Load Balancer",
    () => {
      const [web, admin] = [targetGroup("web"), targetGroup("admin")];
      const { arn } = front();
      rule("web", arn, [web]);
      rule("admin", arn, [admin]);
      service("web", { cluster: cluster().arn, loadBalancers: [port(web.arn), port(admin.arn, 8081)] });
    },
    [],
  ],
  [
    "refuses the one of two target groups that nothing forwards to",
    () => {
      const [web, admin] = [targetGroup("web"), targetGroup("admin")];
      rule("web", front().arn, [web]);
      service("web", { cluster: cluster().arn, loadBalancers: [port(web.arn), port(admin.arn, 8081)] });
    },
    ["web: partly orphan"],
  ],
  [
    "refuses the one of two target groups that is behind a network load balancer: it leads past the other",
    () => {
      const [web, raw] = [targetGroup("web"), targetGroup("raw", { protocol: "TCP" })];
      rule("web", front().arn, [web]);
      network(raw);
      service("web", { cluster: cluster().arn, loadBalancers: [port(web.arn), port(raw.arn, 5000)] });
    },
    ["web: also network"],
  ],
  [
    "refuses a gateway load balancer",
    () => {
      const web = targetGroup("web", { protocol: "GENEVE", port: 6081 });
      network(web, "gateway");
      service("web", { cluster: cluster().arn, loadBalancers: [port(web.arn)] });
    },
    ["web: gateway"],
  ],
  [
    "refuses a classic load balancer, also beside a target group",
    () => {
      const web = targetGroup("web");
      rule("web", front().arn, [web]);
      const classic = { elbName: "old", containerName: "app", containerPort: 8080 };
      service("web", { cluster: cluster().arn, loadBalancers: [port(web.arn), classic] });
    },
    ["web: classic"],
  ],
  [
    "accepts both target groups of a weighted forward, also the one of no weight yet",
    () => {
      const [blue, green] = [targetGroup("blue"), targetGroup("green")];
      rule("web", front().arn, [
        { arn: blue.arn, weight: 100 },
        { arn: green.arn, weight: 0 },
      ]);
      service("blue", { cluster: cluster().arn, loadBalancers: [port(blue.arn)] });
      service("green", { cluster: cluster("other").arn, loadBalancers: [port(green.arn)] });
    },
    [],
  ],
  [
    "accepts what a listener of the older aws.alb forwards to by a rule of aws.lb",
    () => {
      const balancer = new aws.alb.LoadBalancer("front", { subnets: ["subnet-1", "subnet-2"] });
      const listener = new aws.alb.Listener("http", {
        loadBalancerArn: balancer.arn,
        port: 80,
        defaultActions: [{ type: "fixed-response", fixedResponse: { contentType: "text/plain" } }],
      });
      const web = new aws.alb.TargetGroup("web", { port: 80, protocol: "HTTP", vpcId: "vpc-1" });
      rule("web", listener.arn, [web]);
      service("web", { cluster: cluster().arn, loadBalancers: [port(web.arn)] });
    },
    [],
  ],
  [
    "accepts a network load balancer in front of the Application Load Balancer",
    () => {
      const balancer = loadBalancer("front");
      const web = targetGroup("web");
      rule("web", httpsListener("https", balancer).arn, [web]);
      const toAlb = targetGroup("to-alb", { targetType: "alb", protocol: "TCP", port: 443 });
      new aws.lb.TargetGroupAttachment("to-alb", { targetGroupArn: toAlb.arn, targetId: balancer.arn });
      network(toAlb);
      service("web", { cluster: cluster().arn, loadBalancers: [port(web.arn)] });
    },
    [],
  ],
  [
    "refuses a service that registers with the network load balancer's target group for another one",
    () => {
      const balancer = loadBalancer("front");
      httpsListener("https", balancer);
      const toAlb = targetGroup("to-alb", { targetType: "alb", protocol: "TCP", port: 443 });
      new aws.lb.TargetGroupAttachment("to-alb", { targetGroupArn: toAlb.arn, targetId: balancer.arn });
      network(toAlb);
      service("web", { cluster: cluster().arn, loadBalancers: [port(toAlb.arn)] });
    },
    ["web: network"],
  ],
  [
    "accepts a blue/green service whose alternate only its production rule knows",
    () => {
      const [blue, green] = [targetGroup("blue"), targetGroup("green")];
      blueGreen(blue.arn, green.arn, rule("web", front().arn, [blue]).arn);
    },
    [],
  ],
  [
    "refuses a blue/green service whose alternate a network load balancer forwards to as well",
    () => {
      const [blue, green] = [targetGroup("blue"), targetGroup("green")];
      network(green);
      blueGreen(blue.arn, green.arn, rule("web", front().arn, [blue]).arn);
    },
    ["web: also network"],
  ],
  [
    "refuses a blue/green service on a network load balancer",
    () => {
      const [blue, green] = [targetGroup("blue", { protocol: "TCP" }), targetGroup("green", { protocol: "TCP" })];
      blueGreen(blue.arn, green.arn, network(blue).arn);
    },
    ["web: network"],
  ],
  [
    "refuses a blue/green service whose test rule is a network load balancer's",
    () => {
      const [blue, green] = [targetGroup("blue"), targetGroup("green")];
      blueGreen(blue.arn, green.arn, rule("web", front().arn, [blue]).arn, foreign("listener", "net"));
    },
    ["web: network"],
  ],
  [
    "accepts a blue/green service behind a production rule of another stack",
    () => {
      const [blue, green] = [targetGroup("blue"), targetGroup("green")];
      blueGreen(blue.arn, green.arn, foreign("listener-rule", "app"));
    },
    [],
  ],
  [
    "refuses a blue/green service behind a production listener of another stack's network load balancer",
    () => blueGreen(targetGroup("blue").arn, targetGroup("green").arn, foreign("listener", "net")),
    ["web: network"],
  ],
  [
    "accepts CodeDeploy's pair of target groups, of which the listener knows the one",
    () => {
      const blue = targetGroup("blue", { targetType: "ip" });
      const listener = front();
      rule("web", listener.arn, [blue]);
      codeDeploy([listener.arn], blue);
    },
    [],
  ],
  [
    "refuses CodeDeploy's pair behind a network load balancer",
    () => {
      const blue = targetGroup("blue", { targetType: "ip", protocol: "TCP" });
      codeDeploy([network(blue).arn], blue);
    },
    ["web: network"],
  ],
  [
    "refuses CodeDeploy's pair whose listener for tests is a network load balancer's",
    () => {
      const blue = targetGroup("blue", { targetType: "ip" });
      const listener = front();
      rule("web", listener.arn, [blue]);
      codeDeploy([listener.arn], blue, foreign("listener", "net"));
    },
    ["web: network"],
  ],
  [
    "accepts CodeDeploy's pair behind a listener of another stack",
    () => codeDeploy([foreign("listener", "app")], targetGroup("blue", { targetType: "ip" })),
    [],
  ],
  [
    "refuses a target group that no listener of CodeDeploy or of this stack forwards to",
    () => {
      service("web", {
        cluster: cluster().arn,
        deploymentController: { type: "CODE_DEPLOY" },
        loadBalancers: [port(targetGroup("blue").arn)],
      });
    },
    ["web: orphan"],
  ],
  [
    "accepts a listener rule of this stack at another stack's application listener",
    () => {
      const web = targetGroup("web");
      rule("web", foreign("listener", "app"), [web]);
      service("web", { cluster: cluster().arn, loadBalancers: [port(web.arn)] });
    },
    [],
  ],
  [
    "refuses a listener of this stack on another stack's network load balancer",
    () => {
      const web = targetGroup("web");
      new aws.lb.Listener("tcp", {
        loadBalancerArn: foreign("loadbalancer", "net"),
        port: 80,
        protocol: "TCP",
        defaultActions: [{ type: "forward", targetGroupArn: web.arn }],
      });
      service("web", { cluster: cluster().arn, loadBalancers: [port(web.arn)] });
    },
    ["web: network"],
  ],
  [
    "lets daemons be",
    () => service("logs", { cluster: cluster().arn, schedulingStrategy: "DAEMON", launchType: "EC2", tags: {} }),
    [],
  ],
  [
    "accepts a worker with a reason",
    () => service("queue", { cluster: cluster().arn, tags: { "fairlead:no-load-balancer": "works off a queue" } }),
    [],
  ],
  [
    "refuses a worker without a reason",
    () => service("queue", { cluster: cluster().arn, tags: { "fairlead:no-load-balancer": "" } }),
    ["queue: no reason"],
  ],
  [
    "refuses a service that says nothing",
    () => service("queue", { cluster: cluster().arn, tags: {} }),
    ["queue: none"],
  ],
  [
    "refuses a mark of no load balancer at a service that has one of another kind",
    () => {
      const raw = targetGroup("raw", { protocol: "TCP" });
      network(raw);
      service("web", {
        cluster: cluster().arn,
        loadBalancers: [port(raw.arn)],
        tags: { "fairlead:no-load-balancer": "speaks MQTT" },
      });
    },
    ["web: network"],
  ],
];

/** A service whose task sets something outside of ECS makes. */
function external(targets: readonly pulumi.Input<string>[], tags?: Record<string, string>, entry?: object): void {
  const main = cluster();
  const web = service("web", {
    cluster: main.arn,
    deploymentController: { type: "EXTERNAL" },
    loadBalancers: tags ? undefined : [],
    ...(tags && { tags }),
  });
  for (const [index, targetGroupArn] of targets.entries()) {
    new aws.ecs.TaskSet(`web-${index}`, {
      service: web.id,
      cluster: main.id,
      taskDefinition: "web:1",
      loadBalancers: [{ containerName: "app", containerPort: 8080, ...(entry ?? { targetGroupArn }) }],
    });
  }
}

const reasoned = { "fairlead:no-load-balancer": "works off a queue" };

const taskSets: [title: string, program: () => void, problems: readonly string[]][] = [
  [
    "accepts task sets behind the Application Load Balancer",
    () => {
      const [blue, green] = [targetGroup("blue"), targetGroup("green")];
      rule("web", front().arn, [blue, green]);
      external([blue.arn, green.arn]);
    },
    [],
  ],
  [
    "refuses the one of two task sets that nothing forwards to",
    () => {
      const [blue, green] = [targetGroup("blue"), targetGroup("green")];
      rule("web", front().arn, [blue]);
      external([blue.arn, green.arn]);
    },
    ["web: partly orphan"],
  ],
  [
    "refuses a task set with a classic load balancer",
    () => external([""], undefined, { loadBalancerName: "old" }),
    ["web: classic task set"],
  ],
  ["accepts an external worker with a reason, its task sets being elsewhere", () => external([], reasoned), []],
  [
    "refuses an external worker whose task set is behind a network load balancer all the same",
    () => {
      const raw = targetGroup("raw", { protocol: "TCP" });
      network(raw);
      external([raw.arn], reasoned);
    },
    ["web: network"],
  ],
];

describe("services-behind-alb, on resources of @pulumi/aws", () => {
  for (const view of VIEWS) {
    describe(`in ${view === "preview" ? "a preview" : "an update"}`, () => {
      for (const [title, program, expected] of [...cases, ...taskSets]) {
        it(title, async () => assert.deepEqual(await problems(program, view), expected));
      }

      it("cannot tell of a target group of another stack, unless the configuration or this stack's listeners do", async () => {
        const program = (own: () => void) => () => {
          own();
          service("web", { cluster: cluster().arn, loadBalancers: [port(foreignGroup)] });
        };
        const nothing = program(() => {});
        assert.deepEqual(await problems(nothing, view), view === "preview" ? [] : ["web: unresolved"]);
        assert.deepEqual(await problems(nothing, view, { albTargetGroups: ["shared-*"] }), []);
        assert.deepEqual(await problems(nothing, view, { albTargetGroups: [foreignGroup] }), []);
        assert.deepEqual(
          await problems(
            program(() => rule("web", front().arn, [{ arn: foreignGroup }])),
            view,
          ),
          [],
        );
      });

      it("cannot tell of an external service whose task sets are another stack's", async () => {
        assert.deepEqual(await problems(() => external([]), view), view === "preview" ? [] : ["web: unresolved"]);
      });

      it("takes the production rule's word for a blue/green alternate of another stack", async () => {
        const program = () => {
          const blue = targetGroup("blue");
          const made = rule("web", front().arn, [blue]);
          blueGreen(blue.arn, foreignGroup, made.arn);
        };
        assert.deepEqual(await problems(program, view), []);
      });
    });
  }

  it("does not take one of several target groups for all in a preview that cannot tell which is meant", async () => {
    const program = (both: boolean) => () => {
      const [web, spare] = [targetGroup("web"), targetGroup("spare")];
      rule("web", front().arn, both ? [] : [web]);
      const targetGroupArn = pulumi.all([web.arn, spare.arn]).apply(([arn]) => arn);
      service("web", { cluster: cluster().arn, loadBalancers: [port(targetGroupArn)] });
    };
    assert.deepEqual(await problems(program(false), "preview"), []);
    assert.deepEqual(await problems(program(false), "update"), []);
    assert.deepEqual(await problems(program(true), "preview"), ["web: orphan"]);
    assert.deepEqual(await problems(program(true), "update"), ["web: orphan"]);
  });
});
