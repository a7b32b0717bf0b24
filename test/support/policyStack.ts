import { type Described, unknown } from "./policyJudge";

/**
 * Resources as @pulumi/aws shows them, in a preview of a new stack (what AWS computes is unknown, what a property was
 * made from is recorded) or in an update (everything has its value).
 */
export class AwsStack {
  readonly resources: Described[] = [];

  constructor(private readonly view: "preview" | "update" = "preview") {}

  /** Any resource; values of `computed` are unknown in a preview. */
  add(
    type: string,
    name: string,
    inputs: Record<string, unknown>,
    {
      computed = {},
      from = {},
      parent,
    }: Omit<Partial<Described>, "type" | "name"> & { computed?: Record<string, unknown> } = {},
  ): Described {
    const shown = Object.fromEntries(Object.entries(computed).map(([key, value]) => [key, this.computed(value)]));
    const resource = { type, name, inputs, outputs: { ...inputs, ...shown }, from, ...(parent && { parent }) };
    this.resources.push(resource);
    return resource;
  }

  /** What AWS computes: unknown in a preview. */
  computed<T>(value: T): T | string {
    return this.view === "preview" ? unknown : value;
  }

  cluster(name = "main", parent?: Described): Described {
    return this.add(
      "aws:ecs/cluster:Cluster",
      name,
      { name },
      { computed: { arn: arn("ecs", `cluster/${name}`), id: name }, ...(parent && { parent }) },
    );
  }

  /** A group with a mixed instances policy. */
  group(
    name: string,
    distribution: Record<string, unknown> | undefined,
    extra: Record<string, unknown> = {},
    parent?: Described,
  ): Described {
    const template = this.template(`${name}-template`);
    const inputs = {
      name,
      maxSize: 10,
      minSize: 0,
      mixedInstancesPolicy: {
        ...(distribution && { instancesDistribution: distribution }),
        launchTemplate: {
          launchTemplateSpecification: { launchTemplateId: this.computed(`lt-${name}-template`), version: "1" },
        },
      },
      ...extra,
    };
    return this.add("aws:autoscaling/group:Group", name, inputs, {
      computed: {
        arn: arn("autoscaling", `autoScalingGroup:${name}`),
        id: name,
        desiredCapacity: 1,
        launchTemplate: null,
      },
      from: { mixedInstancesPolicy: [template] },
      ...(parent && { parent }),
    });
  }

  template(
    name: string,
    extra: Record<string, unknown> = {},
    from: Record<string, readonly Described[]> = {},
  ): Described {
    return this.add(
      "aws:ec2/launchTemplate:LaunchTemplate",
      name,
      { name, ...extra },
      { computed: { id: `lt-${name}`, arn: arn("ec2", `launch-template/lt-${name}`) }, from },
    );
  }

  spotGroup(name = "spot", parent?: Described): Described {
    return this.group(name, { onDemandBaseCapacity: 0, onDemandPercentageAboveBaseCapacity: 0 }, {}, parent);
  }

  onDemandGroup(name = "on-demand"): Described {
    return this.group(name, { onDemandBaseCapacity: 0, onDemandPercentageAboveBaseCapacity: 100 });
  }

  provider(group: Described, name = group.name, parent?: Described): Described {
    const inputs = {
      name,
      autoScalingGroupProvider: {
        autoScalingGroupArn: this.computed(arn("autoscaling", `autoScalingGroup:${group.name}`)),
      },
    };
    return this.add("aws:ecs/capacityProvider:CapacityProvider", name, inputs, {
      computed: { arn: arn("ecs", `capacity-provider/${name}`) },
      from: { autoScalingGroupProvider: [group] },
      ...(parent && { parent }),
    });
  }

  association(
    cluster: Described,
    providers: readonly (Described | string)[],
    defaults: readonly Record<string, unknown>[] = [],
  ): Described {
    return this.add(
      "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
      `${cluster.name}-providers`,
      {
        clusterName: cluster.name,
        capacityProviders: providers.map((provider) => (typeof provider === "string" ? provider : provider.name)),
        defaultCapacityProviderStrategies: defaults,
      },
      {
        from: {
          clusterName: [cluster],
          capacityProviders: providers.filter((provider) => typeof provider !== "string"),
        },
      },
    );
  }

  /** A service with a strategy; without one it takes what its cluster gives. */
  service(
    name: string,
    cluster: Described,
    extra: Record<string, unknown> = {},
    from: Record<string, readonly Described[]> = {},
  ): Described {
    const inputs = { name, cluster: this.computed(arn("ecs", `cluster/${cluster.name}`)), desiredCount: 2, ...extra };
    const defaults = { capacityProviderStrategies: [], loadBalancers: [], schedulingStrategy: "REPLICA" };
    const resource: Described = {
      type: "aws:ecs/service:Service",
      name,
      inputs,
      outputs: {
        ...defaults,
        launchType: this.computed(""),
        iamRole: this.computed(""),
        triggers: this.computed({}),
        ...inputs,
      },
      from: { cluster: [cluster], ...from },
    };
    this.resources.push(resource);
    return resource;
  }

  targetGroup(name: string, namespace = "lb"): Described {
    return this.add(
      `aws:${namespace}/targetGroup:TargetGroup`,
      name,
      { name, port: 80, protocol: "HTTP", targetType: "instance" },
      { computed: { arn: targetGroupArn(name), loadBalancerArns: [] } },
    );
  }

  loadBalancer(name: string, type?: string, namespace = "lb"): Described {
    const short = type === "network" ? "net" : type === "gateway" ? "gwy" : "app";
    return this.add(
      `aws:${namespace}/loadBalancer:LoadBalancer`,
      name,
      { name, ...(type && { loadBalancerType: type }) },
      {
        computed: {
          arn: arn("elasticloadbalancing", `loadbalancer/${short}/${name}/0123456789abcdef`),
          internal: false,
        },
      },
    );
  }

  listener(
    name: string,
    balancer: Described,
    actions: readonly Record<string, unknown>[],
    targets: readonly Described[] = [],
    namespace = "lb",
  ): Described {
    const balancerArn = balancer.outputs?.arn;
    const short =
      typeof balancer.inputs?.loadBalancerType === "string" && balancer.inputs.loadBalancerType === "network"
        ? "net"
        : "app";
    return this.add(
      `aws:${namespace}/listener:Listener`,
      name,
      { loadBalancerArn: balancerArn, port: 443, defaultActions: actions },
      {
        computed: { arn: arn("elasticloadbalancing", `listener/${short}/${balancer.name}/0123456789abcdef/${name}`) },
        from: { loadBalancerArn: [balancer], defaultActions: targets },
      },
    );
  }

  rule(name: string, listener: Described, targets: readonly Described[], namespace = "lb"): Described {
    return this.add(
      `aws:${namespace}/listenerRule:ListenerRule`,
      name,
      {
        listenerArn: listener.outputs?.arn,
        actions: targets.map((target) => ({ type: "forward", targetGroupArn: target.outputs?.arn })),
        conditions: [{ hostHeader: { values: [`${name}.example.com`] } }],
      },
      { computed: { arn: "arn:rule" }, from: { listenerArn: [listener], actions: targets } },
    );
  }

  /** A service that registers its tasks with a target group. */
  balanced(
    name: string,
    cluster: Described,
    target: Described,
    extra: Record<string, unknown> = {},
    from: Record<string, readonly Described[]> = {},
  ): Described {
    const loadBalancers = [
      { targetGroupArn: target.outputs?.arn, containerName: name, containerPort: 8080, elbName: "" },
    ];
    return this.service(name, cluster, { loadBalancers, ...extra }, { loadBalancers: [target], ...from });
  }

  securityGroup(name: string, ingress?: readonly Record<string, unknown>[]): Described {
    return this.add(
      "aws:ec2/securityGroup:SecurityGroup",
      name,
      { name, ...(ingress && { ingress }) },
      { computed: { id: `sg-${name}`, ...(!ingress && { ingress: [] }) } },
    );
  }
}

/** A load balancer with an HTTPS listener that answers 404 by default. */
export function frontDoor(stack: AwsStack, type?: string, namespace = "lb"): Described {
  const balancer = stack.loadBalancer("front", type, namespace);
  return stack.listener("https", balancer, [{ type: "fixed-response" }], [], namespace);
}

/** ARN of a target group. */
export function targetGroupArn(name: string): string {
  return arn("elasticloadbalancing", `targetgroup/${name}/0123456789abcdef`);
}

/** An ARN of the tests' account. */
export function arn(service: string, resource: string): string {
  return `arn:aws:${service}:eu-west-1:123456789012:${resource}`;
}
