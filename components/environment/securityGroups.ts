import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { DYNAMIC_HOST_PORTS, LOAD_BALANCER_PORTS } from "../rules/ports";

/** Ids of the two groups of an environment; the rules are made already. */
export interface SecurityGroups {
  readonly loadBalancer: pulumi.Output<string>;
  readonly nodes: pulumi.Output<string>;
}

/**
 * Makes the security groups: the world reaches the load balancer's listeners and nothing else, the load balancer reaches
 * the ports that tasks get on nodes and nothing else, nodes reach out.
 */
export function declareSecurityGroups(
  parent: pulumi.ComponentResource,
  name: string,
  settings: { readonly vpcId: pulumi.Input<string>; readonly https: boolean },
): SecurityGroups {
  const child = { parent };
  const group = (role: string, description: string) =>
    new aws.ec2.SecurityGroup(
      `${name}-${role}`,
      { vpcId: settings.vpcId, description, revokeRulesOnDelete: true, tags: { Name: `${name}-${role}` } },
      child,
    );
  const loadBalancer = group("alb", `Load balancer of ${name}`);
  const nodes = group("nodes", `Nodes of ${name}`);

  const { http, https } = LOAD_BALANCER_PORTS;
  const listeners = Object.entries({ http, ...(settings.https && { https }) }).map(
    ([listener, port]) =>
      new aws.vpc.SecurityGroupIngressRule(
        `${name}-alb-${listener}`,
        {
          securityGroupId: loadBalancer.id,
          description: `The listener on port ${port}`,
          cidrIpv4: "0.0.0.0/0",
          ipProtocol: "tcp",
          fromPort: port,
          toPort: port,
        },
        child,
      ),
  );
  const tasks = { ipProtocol: "tcp", fromPort: DYNAMIC_HOST_PORTS.from, toPort: DYNAMIC_HOST_PORTS.to };
  const toTasks = new aws.vpc.SecurityGroupEgressRule(
    `${name}-alb-tasks`,
    { ...tasks, securityGroupId: loadBalancer.id, referencedSecurityGroupId: nodes.id },
    child,
  );
  const fromLoadBalancer = new aws.vpc.SecurityGroupIngressRule(
    `${name}-nodes-tasks`,
    { ...tasks, securityGroupId: nodes.id, referencedSecurityGroupId: loadBalancer.id },
    child,
  );
  const out = new aws.vpc.SecurityGroupEgressRule(
    `${name}-nodes-out`,
    {
      securityGroupId: nodes.id,
      description: "Registries, AWS, and whatever the tasks call",
      cidrIpv4: "0.0.0.0/0",
      ipProtocol: "-1",
    },
    child,
  );
  return {
    loadBalancer: afterRules(loadBalancer, [...listeners, toTasks]),
    nodes: afterRules(nodes, [fromLoadBalancer, out]),
  };
}

/** A group's id that comes after its rules, so that whoever uses it has them from its start to its end. */
function afterRules(group: aws.ec2.SecurityGroup, rules: pulumi.CustomResource[]): pulumi.Output<string> {
  return pulumi.all([group.id, ...rules.map((rule) => rule.id)]).apply(([id]) => id ?? "");
}
