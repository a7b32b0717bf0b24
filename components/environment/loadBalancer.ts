import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { LOAD_BALANCER_PORTS } from "../rules/ports";
import { declareAccessLogs } from "./accessLogs";
import { declareCertificate } from "./certificate";
import type { EcsEnvironmentArgs } from "./environmentArgs";

/** A load balancer with its listeners. */
export interface LoadBalancer {
  /** The listener that services add their rules to. */
  readonly listenerArn: pulumi.Output<string>;
  readonly arnSuffix: pulumi.Output<string>;
  readonly dnsName: pulumi.Output<string>;
  readonly zoneId: pulumi.Output<string>;
}

/** TLS 1.3 and 1.2 with forward secrecy, and keys that a quantum computer does not open. https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html */
const TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09";

/** What a host that no service has asked for gets. */
const NOT_FOUND = {
  type: "fixed-response",
  fixedResponse: { contentType: "text/plain", messageBody: "no such host\n", statusCode: "404" },
};

/** Makes the Application Load Balancer of an environment, its access logs, its certificate and its listeners. */
export function declareLoadBalancer(
  parent: pulumi.ComponentResource,
  name: string,
  args: EcsEnvironmentArgs,
  settings: {
    readonly securityGroupId: pulumi.Input<string>;
    readonly protect: boolean;
    readonly keepLogsDays: pulumi.Input<number>;
  },
): LoadBalancer {
  const child = { parent };
  const logs = declareAccessLogs(parent, name, { keepDays: settings.keepLogsDays, protect: settings.protect });
  const balancer = new aws.lb.LoadBalancer(
    name,
    {
      loadBalancerType: "application",
      internal: false,
      subnets: args.network.publicSubnetIds,
      securityGroups: [settings.securityGroupId],
      accessLogs: { enabled: true, bucket: logs.bucket },
      dropInvalidHeaderFields: true,
      desyncMitigationMode: "defensive",
      enableDeletionProtection: settings.protect,
    },
    { ...child, protect: settings.protect, dependsOn: logs.ready },
  );
  const listener = args.httpOnly
    ? declareListener(parent, `${name}-http`, balancer, { port: LOAD_BALANCER_PORTS.http, defaultActions: [NOT_FOUND] })
    : declareHttps(parent, name, balancer, args);
  for (const host of args.domain?.hosts ?? []) {
    new aws.route53.Record(
      `${name}-host-${host}`,
      {
        zoneId: args.domain?.zoneId ?? "",
        name: host,
        type: "A",
        aliases: [{ name: balancer.dnsName, zoneId: balancer.zoneId, evaluateTargetHealth: true }],
      },
      child,
    );
  }
  return {
    listenerArn: listener.arn,
    arnSuffix: balancer.arnSuffix,
    dnsName: balancer.dnsName,
    zoneId: balancer.zoneId,
  };
}

function declareHttps(
  parent: pulumi.ComponentResource,
  name: string,
  balancer: aws.lb.LoadBalancer,
  args: EcsEnvironmentArgs,
): aws.lb.Listener {
  const { http, https } = LOAD_BALANCER_PORTS;
  const [first, ...others] = args.certificateArns ?? [];
  const certificateArn = args.domain ? declareCertificate(parent, name, args.domain) : first;
  declareListener(parent, `${name}-http`, balancer, {
    port: http,
    defaultActions: [
      { type: "redirect", redirect: { protocol: "HTTPS", port: String(https), statusCode: "HTTP_301" } },
    ],
  });
  const listener = declareListener(parent, `${name}-https`, balancer, {
    port: https,
    protocol: "HTTPS",
    sslPolicy: TLS_POLICY,
    ...(certificateArn !== undefined && { certificateArn }),
    defaultActions: [NOT_FOUND],
  });
  // Keyed by the certificate: taking one out of the middle must not move the others.
  for (const certificateArn of others) {
    new aws.lb.ListenerCertificate(
      `${name}-https-${certificateArn.split("/").at(-1)}`,
      { listenerArn: listener.arn, certificateArn },
      { parent },
    );
  }
  return listener;
}

function declareListener(
  parent: pulumi.ComponentResource,
  name: string,
  balancer: aws.lb.LoadBalancer,
  args: Omit<aws.lb.ListenerArgs, "loadBalancerArn">,
): aws.lb.Listener {
  return new aws.lb.Listener(name, { loadBalancerArn: balancer.arn, protocol: "HTTP", ...args }, { parent });
}
