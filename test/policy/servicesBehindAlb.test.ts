import assert from "node:assert/strict";
import { servicesBehindAlbWith } from "fairlead-policy";
import { type Described, judge, unknown } from "../support/policyJudge";
import { AwsStack, arn, frontDoor, targetGroupArn } from "../support/policyStack";

async function verdicts(
  stack: AwsStack,
  options: { stack?: string; preview?: boolean; analyze?: boolean } = {},
  policy = {},
) {
  return judge([servicesBehindAlbWith(policy)], stack.resources, options);
}

async function about(...args: Parameters<typeof verdicts>): Promise<string[]> {
  return (await verdicts(...args)).map((verdict) => `${verdict.half}: ${verdict.about}`);
}

const forward = (target: Described) => ({ type: "forward", targetGroupArn: target.outputs?.arn });

describe("services-behind-alb", () => {
  for (const view of ["preview", "update"] as const) {
    for (const namespace of ["lb", "alb"]) {
      const preview = view === "preview";

      it(`accepts a service behind a rule of an Application Load Balancer (${view}, aws.${namespace})`, async () => {
        const stack = new AwsStack(view);
        const target = stack.targetGroup("web", namespace);
        stack.rule("web", frontDoor(stack, undefined, namespace), [target], namespace);
        stack.balanced("web", stack.cluster(), target);
        assert.deepEqual(await about(stack, { preview }), []);
      });

      it(`accepts a service behind the default action of a listener (${view}, aws.${namespace})`, async () => {
        const stack = new AwsStack(view);
        const target = stack.targetGroup("web", namespace);
        stack.listener(
          "https",
          stack.loadBalancer("front", undefined, namespace),
          [forward(target)],
          [target],
          namespace,
        );
        stack.balanced("web", stack.cluster(), target);
        assert.deepEqual(await about(stack, { preview }), []);
      });

      it(`refuses a service behind a network load balancer (${view}, aws.${namespace})`, async () => {
        const stack = new AwsStack(view);
        const target = stack.targetGroup("web", namespace);
        stack.listener(
          "tcp",
          stack.loadBalancer("front", "network", namespace),
          [forward(target)],
          [target],
          namespace,
        );
        stack.balanced("web", stack.cluster(), target);
        const [verdict] = await verdicts(stack, { preview });
        assert.equal(verdict?.about, "web");
        assert.equal(verdict?.level, "mandatory");
        assert.match(verdict?.message ?? "", /behind a network load balancer/);
      });

      it(`refuses a service whose target group nothing forwards to (${view}, aws.${namespace})`, async () => {
        const stack = new AwsStack(view);
        const target = stack.targetGroup("web", namespace);
        stack.rule("other", frontDoor(stack, undefined, namespace), [stack.targetGroup("other", namespace)], namespace);
        stack.balanced("web", stack.cluster(), target);
        const [verdict] = await verdicts(stack, { preview });
        assert.equal(verdict?.about, "web");
        assert.match(
          verdict?.message ?? "",
          /no listener or listener rule of this stack forwards to its target group "web"/,
        );
      });
    }

    it(`follows weighted forwards (${view})`, async () => {
      const stack = new AwsStack(view);
      const [blue, green] = [stack.targetGroup("blue"), stack.targetGroup("green")];
      const targetGroups = [blue, green].map((target, weight) => ({ arn: target.outputs?.arn, weight }));
      stack.listener(
        "https",
        stack.loadBalancer("front"),
        [{ type: "forward", forward: { targetGroups } }],
        [blue, green],
      );
      stack.balanced("web", stack.cluster(), blue);
      assert.deepEqual(await about(stack, { preview: view === "preview" }), []);
    });
  }

  describe("before creation", () => {
    it("refuses a service without a load balancer and reports it once", async () => {
      const stack = new AwsStack();
      stack.service("web", stack.cluster());
      const [verdict, ...others] = await verdicts(stack);
      assert.equal(others.length, 0);
      assert.equal(verdict?.half, "resource");
      for (const part of ['Service "web" has no load balancer', "drain", "WebService", "fairlead:no-load-balancer"]) {
        assert.ok(verdict?.message.includes(part), part);
      }
    });

    it("refuses a classic load balancer", async () => {
      const stack = new AwsStack();
      stack.service("web", stack.cluster(), {
        loadBalancers: [{ elbName: "old", containerName: "web", containerPort: 80 }],
      });
      const [verdict] = await verdicts(stack);
      assert.equal(verdict?.half, "resource");
      assert.match(verdict?.message ?? "", /classic load balancer/);
    });

    it("lets daemons be", async () => {
      const stack = new AwsStack();
      stack.service("logs", stack.cluster(), { schedulingStrategy: "DAEMON", launchType: "EC2" });
      assert.deepEqual(await about(stack), []);
    });

    it("does not judge in a preview what may come to be started from outside of ECS", async () => {
      for (const deploymentController of [{ type: unknown }, unknown]) {
        const stack = new AwsStack();
        stack.service("web", stack.cluster(), { deploymentController });
        assert.deepEqual(await about(stack), []);
        assert.deepEqual(await about(stack, { analyze: false }), []);
      }
    });

    it("refuses on what the stack half alone sees too", async () => {
      const stack = new AwsStack();
      stack.service("web", stack.cluster());
      assert.deepEqual(await about(stack, { analyze: false }), ["stack: web"]);
    });
  });

  describe("a service marked as having no load balancer", () => {
    const marked = (reason: unknown, extra = {}) => {
      const stack = new AwsStack();
      stack.service("queue", stack.cluster(), { tags: { "fairlead:no-load-balancer": reason }, ...extra });
      return stack;
    };

    it("is accepted with a reason", async () => {
      assert.deepEqual(await about(marked("takes jobs from SQS: no port @ all")), []);
    });

    for (const [title, reason] of [
      ["an empty reason", ""],
      ["a blank reason", "   "],
      ["a reason that AWS refuses", "no port!"],
      ["a reason of more than 256 characters", "a".repeat(257)],
      ["a reason that is no text", null],
    ] as const) {
      it(`is refused with ${title}`, async () => {
        const [verdict] = await verdicts(marked(reason));
        assert.equal(verdict?.half, "resource");
        assert.match(verdict?.message ?? "", /without a reason/);
      });
    }

    it("is not judged while its tags are unknown", async () => {
      assert.deepEqual(await about(marked(unknown)), []);
    });

    it("is not excused by default tags of the provider", async () => {
      const stack = new AwsStack();
      const service = stack.service("web", stack.cluster());
      const outputs = { ...service.outputs, tagsAll: { "fairlead:no-load-balancer": "everything here" } };
      stack.resources.splice(stack.resources.indexOf(service), 1, { ...service, outputs });
      assert.deepEqual(await about(stack), ["resource: web"]);
    });
  });

  describe("where the graph leaves the stack", () => {
    const service = (stack: AwsStack) => {
      const target = stack.targetGroup("web");
      stack.balanced("web", stack.cluster(), target);
      return target;
    };
    const rule = (stack: AwsStack, target: Described, listenerArn: string) =>
      stack.add(
        "aws:lb/listenerRule:ListenerRule",
        "web",
        { listenerArn, actions: [forward(target)] },
        { from: { actions: [target] } },
      );

    it("the ARN of a listener tells an Application Load Balancer from a network one", async () => {
      const behind = (type: string) => {
        const stack = new AwsStack();
        rule(stack, service(stack), arn("elasticloadbalancing", `listener/${type}/front/1/2`));
        return stack;
      };
      assert.deepEqual(await about(behind("app")), []);
      assert.deepEqual(await about(behind("net")), ["stack: web"]);
    });

    it("the ARN of a load balancer does so for a listener of this stack", async () => {
      const behind = (type: string) => {
        const stack = new AwsStack();
        const target = service(stack);
        const loadBalancerArn = arn("elasticloadbalancing", `loadbalancer/${type}/front/1`);
        stack.add(
          "aws:lb/listener:Listener",
          "https",
          { loadBalancerArn, defaultActions: [forward(target)] },
          { from: { defaultActions: [target] } },
        );
        return stack;
      };
      assert.deepEqual(await about(behind("app")), []);
      assert.deepEqual(await about(behind("gwy")), ["stack: web"]);
    });

    it("the protocol tells where the load balancer is unknown", async () => {
      const stack = new AwsStack();
      const target = service(stack);
      const inputs = { loadBalancerArn: unknown, protocol: "TCP", defaultActions: [forward(target)] };
      stack.add("aws:lb/listener:Listener", "tcp", inputs, { from: { defaultActions: [target] } });
      assert.deepEqual(await about(stack), ["stack: web"]);
    });

    it("a target group is found through the rule that hands its ARN on", async () => {
      const stack = new AwsStack();
      const target = stack.targetGroup("web");
      const made = rule(stack, target, arn("elasticloadbalancing", "listener/net/front/1/2"));
      stack.balanced("web", stack.cluster(), target, {}, { loadBalancers: [made] });
      assert.deepEqual(await about(stack), ["stack: web"]);
    });

    it("a listener that is unknown is not judged in a preview", async () => {
      const stack = new AwsStack();
      rule(stack, service(stack), unknown);
      assert.deepEqual(await about(stack, { stack: "prod" }), []);
    });

    it("a target group of another stack is not judged in a preview, and resolved by configuration in a production update", async () => {
      const stack = new AwsStack("update");
      stack.service("web", stack.cluster(), { loadBalancers: [{ targetGroupArn: targetGroupArn("shared-web") }] });
      assert.deepEqual(await about(stack, { stack: "prod" }), []);
      assert.deepEqual(await about(stack, { stack: "dev", preview: false }), []);
      const [verdict] = await verdicts(stack, { stack: "prod", preview: false });
      assert.match(verdict?.message ?? "", /albTargetGroups/);
      assert.deepEqual(await about(stack, { stack: "prod", preview: false }, { albTargetGroups: ["shared-*"] }), []);
    });

    it("a target group of another stack counts when this stack forwards to it", async () => {
      const stack = new AwsStack("update");
      const targetArn = targetGroupArn("shared-web");
      stack.service("web", stack.cluster(), { loadBalancers: [{ targetGroupArn: targetArn }] });
      stack.listener("https", stack.loadBalancer("front"), [{ type: "forward", targetGroupArn: targetArn }]);
      assert.deepEqual(await about(stack, { stack: "prod", preview: false }), []);
    });

    it("a target group that already knows its load balancer counts", async () => {
      const stack = new AwsStack("update");
      const target = stack.targetGroup("web");
      const loadBalancerArns = [arn("elasticloadbalancing", "loadbalancer/app/front/1")];
      const attached = { ...target, outputs: { ...target.outputs, loadBalancerArns } };
      stack.resources.splice(0, 1, attached);
      stack.balanced("web", stack.cluster(), attached);
      assert.deepEqual(await about(stack, { preview: false }), []);
    });

    it("a target group's memory of a load balancer of this stack does not count: the rule may be no more", async () => {
      const stack = new AwsStack("update");
      const target = stack.targetGroup("web");
      const loadBalancerArns = [
        frontDoor(stack) && arn("elasticloadbalancing", "loadbalancer/app/front/0123456789abcdef"),
      ];
      const remembering = { ...target, outputs: { ...target.outputs, loadBalancerArns } };
      stack.resources.splice(0, 1, remembering);
      stack.balanced("web", stack.cluster(), remembering);
      assert.deepEqual(await about(stack, { preview: false }), ["stack: web"]);
    });

    it("a target group of which nothing is known is not judged in a preview", async () => {
      const stack = new AwsStack();
      stack.service("web", stack.cluster(), { loadBalancers: [{ targetGroupArn: unknown, containerPort: 80 }] });
      assert.deepEqual(await about(stack, { stack: "prod" }), []);
      const [verdict] = await verdicts(stack, { stack: "prod", preview: false });
      assert.match(verdict?.message ?? "", /albTargetGroups/);
    });

    it("a rule whose target is unknown speaks for the target group of its component, and for no other", async () => {
      const root: Described = { type: "pulumi:pulumi:Stack", name: "shop-prod" };
      const behind = (parent: (component: Described) => Described) => {
        const stack = new AwsStack();
        const listener = frontDoor(stack);
        const component = stack.add("acme:index:Web", "web", {});
        const target = { ...stack.targetGroup("web"), parent: parent(component) };
        stack.resources.splice(stack.resources.length - 1, 1, target);
        const actions = [{ type: "forward", targetGroupArn: unknown }];
        const inputs = { listenerArn: listener.outputs?.arn, actions };
        stack.add("aws:lb/listenerRule:ListenerRule", "web", inputs, {
          from: { listenerArn: [listener] },
          parent: parent(component),
        });
        stack.balanced("web", stack.cluster(), target);
        return { ...stack, resources: [root, ...stack.resources] } as unknown as AwsStack;
      };
      assert.deepEqual(await about(behind((component) => component)), []);
      assert.deepEqual(await about(behind(() => root)), ["stack: web"]);
    });

    it("a load balancer inside of a component is found through the component", async () => {
      const stack = new AwsStack();
      const parent = stack.add("awsx:lb:ApplicationLoadBalancer", "front", {});
      stack.add("aws:lb/loadBalancer:LoadBalancer", "front", { loadBalancerType: "network" }, { parent });
      const target = service(stack);
      stack.add(
        "aws:lb/listener:Listener",
        "tcp",
        { loadBalancerArn: unknown, defaultActions: [forward(target)] },
        { from: { loadBalancerArn: [parent], defaultActions: [target] } },
      );
      assert.deepEqual(await about(stack), ["stack: web"]);
    });
  });

  it("compares ARNs in an update even where a dependency points elsewhere", async () => {
    const stack = new AwsStack("update");
    const target = stack.targetGroup("web");
    const other = stack.targetGroup("other");
    stack.rule("web", frontDoor(stack), [target]);
    stack.balanced("web", stack.cluster(), other, {}, { loadBalancers: [target, other] });
    assert.deepEqual(await about(stack, { preview: false }), ["stack: web"]);
  });

  it("follows what a resource depends on as a whole where no property is recorded", async () => {
    const stack = new AwsStack();
    const target = stack.targetGroup("web");
    const balancer = stack.loadBalancer("front", "network");
    const listener = { loadBalancerArn: unknown, defaultActions: [{ type: "forward", targetGroupArn: unknown }] };
    const after = [balancer, target];
    stack.resources.push({ type: "aws:lb/listener:Listener", name: "tcp", inputs: listener, after });
    const web = { loadBalancers: [{ targetGroupArn: unknown, containerPort: 80 }] };
    stack.resources.push({ type: "aws:ecs/service:Service", name: "web", inputs: web, after: [target] });
    const [verdict] = await verdicts(stack);
    assert.match(verdict?.message ?? "", /network load balancer/);
  });

  it("judges a service though everything about another is unknown", async () => {
    const stack = new AwsStack();
    const cluster = stack.cluster();
    stack.balanced("orphan", cluster, stack.targetGroup("orphan"));
    stack.add(
      "aws:ecs/service:Service",
      "foggy",
      Object.fromEntries(
        ["cluster", "loadBalancers", "tags", "schedulingStrategy", "networkConfiguration"].map((key) => [key, unknown]),
      ),
    );
    assert.deepEqual(await about(stack), ["stack: orphan"]);
  });

  it("follows the task sets of a service that something else deploys", async () => {
    const stack = new AwsStack();
    const target = stack.targetGroup("web");
    const service = stack.service("web", stack.cluster(), { deploymentController: { type: "EXTERNAL" } });
    const inputs = { service: unknown, loadBalancers: [{ targetGroupArn: unknown }] };
    stack.add("aws:ecs/taskSet:TaskSet", "blue", inputs, { from: { service: [service], loadBalancers: [target] } });
    assert.deepEqual(await about(stack), ["stack: web"]);
    stack.rule("web", frontDoor(stack), [target]);
    assert.deepEqual(await about(stack), []);
  });
});
