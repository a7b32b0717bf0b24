import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { argsOf, CheckedArguments } from "../check";
import { withReference } from "../environment/referenceChecks";
import { withFields } from "../environment/referenceFields";
import { shownArgs } from "../environment/shownArgs";
import { type Membership, membershipOf } from "../teams/membership";
import { declareScaling } from "./declareScaling";
import { declareService } from "./declareService";
import { absolutePriority, planRules } from "./listenerRules";
import { trafficTarget } from "./pinnedRelease";
import { lookUpRelease } from "./releaseLookup";
import { withRoom } from "./roomForService";
import type { WebServiceArgs } from "./webServiceArgs";
import { webServiceFindings } from "./webServiceChecks";

/**
 * A service behind the environment's load balancer: requests are routed by host, and by path if asked, to whatever port
 * of whatever node a task got. A deployment that does not become healthy is rolled back by ECS.
 *
 * Makes the ECS service (`NAME`), its target group (`NAME-alb`) and its listener rules (`NAME-1`, `NAME-2`, ...). The
 * service comes after its rules and goes before them, and before the association of the cluster's providers. With
 * `scaling` also the scalable target (`NAME`), its policies (`NAME-cpu`, `NAME-memory`, `NAME-requests`) and scheduled
 * actions (`NAME-from-MINIMUM`). The 101st of one environment is refused: its load balancer uses 100 target groups.
 *
 * ```ts
 * new fairlead.WebService("web", {
 *   environment: environment.reference,
 *   release: "web:42",
 *   hosts: ["shop.example.com"],
 *   desiredCount: 3,
 *   capacity: { "on-demand": { base: 2 }, spot: { weight: 2 } },
 * });
 * ```
 */
export class WebService extends pulumi.ComponentResource {
  /** Name of the ECS service. What needs it waits until ECS runs the release. */
  public readonly serviceName: pulumi.Output<string>;
  /** ARN of its target group. */
  public readonly targetGroupArn: pulumi.Output<string>;
  /** The target group, as CloudWatch's dimensions name it. */
  public readonly targetGroupArnSuffix: pulumi.Output<string>;

  constructor(name: string, args: WebServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    const reference = argsOf(args).environment;
    args = withFields(args);
    super("fairlead:index:WebService", name, shownArgs(args), opts);
    const findings = withReference(webServiceFindings(name, args), args);
    const check = new CheckedArguments(this, `WebService "${name}"`, withRoom(findings, reference));
    args = check.all(args);
    const release = lookUpRelease(this, check, args.release);
    const deregistrationDelaySeconds = check.value("deregistrationDelaySeconds", args.deregistrationDelaySeconds ?? 30);
    const healthCheckGracePeriodSeconds = check.value(
      "healthCheckGracePeriodSeconds",
      args.healthCheckGracePeriodSeconds ?? 60,
    );

    const { environment, team } = args;
    const member = team === undefined ? undefined : membershipOf(this, check, environment, team);
    const targets = this.declareTargetGroup(name, args, deregistrationDelaySeconds, member);
    const rules = this.declareRules(name, args, targets, member);
    const target = pulumi.all([release.facts, args.container, args.port]).apply(([facts, container, port]) => {
      const { target, problems } = trafficTarget(facts, { ...(container && { container }), ...(port && { port }) });
      return target ?? check.raise(problems);
    });
    const {
      service,
      name: serviceName,
      judgedName,
    } = declareService(this, name, args, check, release, {
      deregistrationDelaySeconds,
      healthCheckGracePeriodSeconds,
      loadBalancers: [{ targetGroupArn: targets.arn, containerName: target.container, containerPort: target.port }],
      ...(member && { tags: member.tags }),
      dependsOn: rules, // ECS refuses a target group that no listener uses
    });

    if (args.scaling) {
      declareScaling(this, name, args.scaling, {
        service,
        clusterName: args.environment.clusterName,
        requestsLabel: pulumi.interpolate`${args.environment.loadBalancerArnSuffix}/${targets.arnSuffix}`,
        ...(member && { tags: member.tags }),
      });
    }

    this.serviceName = judgedName;
    this.targetGroupArn = targets.arn;
    this.targetGroupArnSuffix = targets.arnSuffix;
    this.registerOutputs({
      serviceName,
      targetGroupArn: this.targetGroupArn,
      targetGroupArnSuffix: this.targetGroupArnSuffix,
    });
  }

  private declareTargetGroup(
    name: string,
    args: WebServiceArgs,
    deregistrationDelay: pulumi.Output<number>,
    member: Membership | undefined,
  ) {
    const check = args.healthCheck ?? {};
    return new aws.lb.TargetGroup(
      `${name}-alb`,
      {
        vpcId: args.environment.vpcId,
        targetType: "instance", // the node's address and the port that the task got on it
        protocol: "HTTP",
        port: 80, // each target has its own; one number for all means that no change of a port replaces the group
        deregistrationDelay,
        healthCheck: {
          protocol: "HTTP",
          port: "traffic-port",
          path: check.path ?? "/",
          matcher: check.matcher ?? "200-399",
          interval: check.intervalSeconds ?? 15,
          timeout: check.timeoutSeconds ?? 5,
          healthyThreshold: check.healthyThreshold ?? 2,
          unhealthyThreshold: check.unhealthyThreshold ?? 3,
        },
        ...(member && { tags: member.tags }),
      },
      { parent: this },
    );
  }

  private declareRules(
    name: string,
    args: WebServiceArgs,
    targets: aws.lb.TargetGroup,
    member: Membership | undefined,
  ) {
    const block = member?.block ?? pulumi.output(0);
    const routes = {
      service: name,
      hosts: args.hosts,
      ...(args.paths && { paths: args.paths }),
      ...(args.listenerPriority !== undefined && { listenerPriority: args.listenerPriority }),
    };
    return planRules(routes).map(
      (rule) =>
        new aws.lb.ListenerRule(
          rule.name,
          {
            listenerArn: args.environment.listenerArn,
            priority: block.apply((block) => absolutePriority(block, rule.priority)),
            conditions: [
              { hostHeader: { values: [...rule.hosts] } },
              ...(rule.paths.length > 0 ? [{ pathPattern: { values: [...rule.paths] } }] : []),
            ],
            actions: [{ type: "forward", targetGroupArn: targets.arn }],
            ...(member && { tags: member.tags }),
          },
          // What sets priorities sets anybody's, so no team may: its rule moves by being made anew.
          { parent: this, ...(member && { replaceOnChanges: ["priority"] }) },
        ),
    );
  }
}
