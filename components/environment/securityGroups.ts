import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
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
  for (const [listener, port] of Object.entries({ http, ...(settings.https && { https }) })) {
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
    );
  }
  const tasks = { ipProtocol: "tcp", fromPort: DYNAMIC_HOST_PORTS.from, toPort: DYNAMIC_HOST_PORTS.to };
  new aws.vpc.SecurityGroupEgressRule(
    `${name}-alb-tasks`,
    { ...tasks, securityGroupId: loadBalancer.id, referencedSecurityGroupId: nodes.id },
    child,
  );
  new aws.vpc.SecurityGroupIngressRule(
    `${name}-nodes-tasks`,
    { ...tasks, securityGroupId: nodes.id, referencedSecurityGroupId: loadBalancer.id },
    child,
  );
  new aws.vpc.SecurityGroupEgressRule(
    `${name}-nodes-out`,
    {
      securityGroupId: nodes.id,
      description: "Registries, AWS, and whatever the tasks call",
      cidrIpv4: "0.0.0.0/0",
      ipProtocol: "-1",
    },
    child,
  );
  return { loadBalancer: loadBalancer.id, nodes: nodes.id };
}
