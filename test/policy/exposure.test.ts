import assert from "node:assert/strict";
import { servicesBehindAlbWith } from "fairlead-policy";
import { type Described, judge, unknown } from "../support/policyJudge";
import { AwsStack, frontDoor } from "../support/policyStack";

const world = (fromPort: number, toPort: number, more = {}) => ({
  protocol: "tcp",
  fromPort,
  toPort,
  cidrBlocks: ["0.0.0.0/0"],
  ...more,
});

/** A balanced service on nodes with a security group. */
function nodesWith(stack: AwsStack, group: Described, service: Record<string, unknown> = {}, from = {}): AwsStack {
  const cluster = stack.cluster();
  const template = stack.template(
    "nodes",
    { vpcSecurityGroupIds: [group.outputs?.id] },
    { vpcSecurityGroupIds: [group] },
  );
  const launchTemplate = { id: stack.computed("lt-nodes"), version: "1" };
  const nodes = stack.add(
    "aws:autoscaling/group:Group",
    "nodes",
    { name: "nodes", maxSize: 3, launchTemplate },
    { computed: { arn: "arn:nodes" }, from: { launchTemplate: [template] } },
  );
  const provider = stack.add(
    "aws:ecs/capacityProvider:CapacityProvider",
    "nodes",
    { name: "nodes", autoScalingGroupProvider: { autoScalingGroupArn: stack.computed("arn:nodes") } },
    { from: { autoScalingGroupProvider: [nodes] } },
  );
  stack.association(cluster, [provider]);
  const target = stack.targetGroup("web");
  stack.rule("web", frontDoor(stack), [target]);
  stack.balanced(
    "web",
    cluster,
    target,
    { capacityProviderStrategies: [{ capacityProvider: "nodes", weight: 1 }], ...service },
    from,
  );
  return stack;
}

async function verdicts(stack: AwsStack, preview = true) {
  return judge([servicesBehindAlbWith()], stack.resources, { preview });
}

async function about(stack: AwsStack, preview = true): Promise<string[]> {
  return (await verdicts(stack, preview)).map((verdict) => verdict.about);
}

describe("services-behind-alb: security groups", () => {
  for (const [cidr, open] of [
    ["0.0.0.0/1", true],
    ["128.0.0.0/1", true],
    ["10.0.0.0/8", false],
    ["203.0.113.0/24", false],
  ] as const) {
    it(`takes ${cidr} for ${open ? "" : "less than "}the world`, async () => {
      const stack = new AwsStack("update");
      nodesWith(stack, stack.securityGroup("nodes-sg", [world(32_768, 60_999, { cidrBlocks: [cidr] })]));
      assert.equal((await about(stack, false)).length, open ? 1 : 0);
    });
  }

  for (const view of ["preview", "update"] as const) {
    it(`refuses nodes that open the dynamic ports to the world (${view})`, async () => {
      const stack = new AwsStack(view);
      nodesWith(stack, stack.securityGroup("nodes-sg", [world(32_768, 65_535)]));
      const [verdict, ...others] = await verdicts(stack, view === "preview");
      assert.equal(others.length, 0);
      assert.equal(verdict?.about, "nodes-sg");
      for (const part of [
        'Security group "nodes-sg"',
        "32768-65535 to 0.0.0.0/0",
        'group "nodes"',
        'services: "web"',
        "load balancer's security group",
      ]) {
        assert.ok(verdict?.message.includes(part), `${part} is missing in: ${verdict?.message}`);
      }
    });

    it(`refuses an opening by a rule of its own (${view})`, async () => {
      const stack = new AwsStack(view);
      const group = stack.securityGroup("nodes-sg");
      const from = { securityGroupId: [group] };
      const securityGroupId = group.outputs?.id;
      stack.add(
        "aws:ec2/securityGroupRule:SecurityGroupRule",
        "open",
        { type: "ingress", securityGroupId, ...world(0, 65_535) },
        { from },
      );
      assert.deepEqual(await about(nodesWith(stack, group), view === "preview"), ["nodes-sg"]);
    });

    it(`refuses an opening by an ingress rule over IPv6 (${view})`, async () => {
      const stack = new AwsStack(view);
      const group = stack.securityGroup("nodes-sg");
      const rule = { securityGroupId: group.outputs?.id, ipProtocol: "-1", cidrIpv6: "::/0" };
      stack.add("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "open", rule, {
        from: { securityGroupId: [group] },
      });
      assert.deepEqual(await about(nodesWith(stack, group), view === "preview"), ["nodes-sg"]);
    });
  }

  it("names a security group once, whoever opens it and whoever uses it", async () => {
    const stack = new AwsStack();
    const group = stack.securityGroup("nodes-sg", [world(0, 65_535), world(40_000, 40_001)]);
    const rule = {
      securityGroupId: unknown,
      ipProtocol: "tcp",
      fromPort: 50_000,
      toPort: 50_000,
      cidrIpv4: "0.0.0.0/0",
    };
    stack.add("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "open", rule, {
      from: { securityGroupId: [group] },
    });
    assert.deepEqual(await about(nodesWith(stack, group)), ["nodes-sg"]);
  });

  for (const [title, rule] of [
    [
      "the load balancer's group only",
      { protocol: "tcp", fromPort: 32_768, toPort: 60_999, securityGroups: ["sg-alb"] },
    ],
    ["addresses of the network only", { ...world(32_768, 60_999), cidrBlocks: ["10.0.0.0/8"] }],
    ["ports that no container gets", world(22, 22)],
    ["ICMP", { protocol: "icmp", fromPort: -1, toPort: -1, cidrBlocks: ["0.0.0.0/0"] }],
  ] as const) {
    it(`accepts nodes that let in ${title}`, async () => {
      const stack = new AwsStack();
      assert.deepEqual(await about(nodesWith(stack, stack.securityGroup("nodes-sg", [rule]))), []);
    });
  }

  it("lets the load balancer's own group be open, unless it is the nodes' too", async () => {
    const stack = new AwsStack();
    const alb = stack.securityGroup("alb-sg", [world(443, 443), world(80, 80)]);
    stack.add(
      "aws:lb/loadBalancer:LoadBalancer",
      "shop",
      { securityGroups: [unknown] },
      { from: { securityGroups: [alb] } },
    );
    assert.deepEqual(await about(nodesWith(stack, stack.securityGroup("nodes-sg"))), []);
    const wide = new AwsStack();
    const shared = wide.securityGroup("alb-sg", [world(0, 65_535)]);
    wide.add(
      "aws:lb/loadBalancer:LoadBalancer",
      "shop",
      { securityGroups: [unknown] },
      { from: { securityGroups: [shared] } },
    );
    assert.deepEqual(await about(nodesWith(wide, shared)), ["alb-sg"]);
  });

  it("counts a host port that a container asks for by number", async () => {
    const stack = new AwsStack();
    const containerDefinitions = JSON.stringify([
      { name: "web", portMappings: [{ containerPort: 8080, hostPort: 443 }] },
    ]);
    const definition = stack.add("aws:ecs/taskDefinition:TaskDefinition", "web", {
      containerDefinitions,
      networkMode: "bridge",
    });
    const group = stack.securityGroup("nodes-sg", [world(443, 443)]);
    nodesWith(stack, group, { taskDefinition: unknown }, { taskDefinition: [definition] });
    assert.deepEqual(await about(stack), ["nodes-sg"]);
  });

  it("does not count tasks with their own address among those on the nodes", async () => {
    const stack = new AwsStack();
    const networkConfiguration = { subnets: ["subnet-1"], securityGroups: ["sg-tasks"] };
    nodesWith(stack, stack.securityGroup("nodes-sg", [world(0, 65_535)]), { networkConfiguration });
    const [verdict] = await verdicts(stack);
    assert.equal(verdict?.about, "nodes-sg");
    assert.doesNotMatch(verdict?.message ?? "", /services: /);
  });

  it("finds groups in the network interfaces of a template", async () => {
    const stack = new AwsStack();
    const group = stack.securityGroup("nodes-sg", [world(0, 65_535)]);
    const other = stack.securityGroup("quiet-sg");
    nodesWith(stack, other);
    const template = stack.resources.find(
      (resource) => resource.name === "nodes" && resource.type.includes("launchTemplate"),
    );
    assert.ok(template);
    const networkInterfaces = [{ securityGroups: [unknown] }];
    Object.assign(template.inputs ?? {}, { networkInterfaces });
    Object.assign(template.from ?? {}, { networkInterfaces: [group] });
    assert.deepEqual(await about(stack), ["nodes-sg"]);
  });

  for (const [title, type, inputs] of [
    [
      "a Spot Fleet request that joins the cluster",
      "aws:ec2/spotFleetRequest:SpotFleetRequest",
      (group: Described) => ({
        targetCapacity: 2,
        launchSpecifications: [{ userData: "ECS_CLUSTER=main", vpcSecurityGroupIds: [group.outputs?.id] }],
      }),
    ],
    [
      "an instance that joins the cluster",
      "aws:ec2/instance:Instance",
      (group: Described) => ({ userData: "ECS_CLUSTER=main", securityGroups: [group.outputs?.id] }),
    ],
  ] as const) {
    it(`finds groups of ${title}`, async () => {
      const stack = new AwsStack("update");
      const group = stack.securityGroup("nodes-sg", [world(32_768, 60_999)]);
      stack.add(type, "nodes", inputs(group));
      const target = stack.targetGroup("web");
      stack.rule("web", frontDoor(stack), [target]);
      stack.balanced("web", stack.cluster(), target, { launchType: "EC2" });
      const [verdict] = await verdicts(stack, false);
      assert.equal(verdict?.about, "nodes-sg");
      assert.match(verdict?.message ?? "", /the nodes of (Spot Fleet request|instance) "nodes" use it/);
    });
  }

  describe("of tasks with their own address", () => {
    const tasksWith = (rule: Record<string, unknown>) => {
      const stack = new AwsStack();
      const group = stack.securityGroup("tasks-sg", [rule]);
      const target = stack.targetGroup("web");
      stack.rule("web", frontDoor(stack), [target]);
      stack.balanced(
        "web",
        stack.cluster(),
        target,
        { networkConfiguration: { subnets: ["subnet-1"], securityGroups: [unknown] } },
        { networkConfiguration: [group] },
      );
      return stack;
    };

    it("refuses an open container port", async () => {
      assert.deepEqual(await about(tasksWith(world(8080, 8080))), ["tasks-sg"]);
    });

    it("accepts an open port that no container has", async () => {
      assert.deepEqual(await about(tasksWith(world(9, 9))), []);
    });
  });

  it("names the rule where the group belongs to another stack", async () => {
    const stack = new AwsStack();
    stack.add("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "open", {
      securityGroupId: "sg-shared",
      ipProtocol: "-1",
      cidrIpv4: "0.0.0.0/0",
    });
    const shared: Described = {
      type: "aws:ec2/securityGroup:SecurityGroup",
      name: "shared",
      outputs: { id: "sg-shared" },
    };
    assert.deepEqual(await about(nodesWith(stack, shared)), ["open"]);
  });

  it("says nothing about rules that are not known yet", async () => {
    const stack = new AwsStack();
    const group = stack.securityGroup("nodes-sg", [
      { protocol: unknown, fromPort: unknown, toPort: unknown, cidrBlocks: unknown },
    ]);
    assert.deepEqual(await about(nodesWith(stack, group)), []);
  });
});
