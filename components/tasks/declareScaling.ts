import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { WebScalingArgs } from "./scalingArgs";
import { planScaling } from "./serviceScaling";

/** The service that is scaled. */
interface ScaledService {
  readonly service: aws.ecs.Service;
  readonly clusterName: pulumi.Input<string>;
  /** Load balancer and target group, as the metric of requests wants them; none without a load balancer. */
  readonly requestsLabel?: pulumi.Input<string>;
  /** Tags of the target: a team's policy knows by them whose service is scaled. */
  readonly tags?: pulumi.Input<Record<string, string>>;
}

/**
 * Declares what scales a service: the scalable target, a policy for each metric and an action for each minimum. AWS
 * makes the alarms of a policy, and the service-linked role of all, by itself. All go before the service.
 *
 * One comes after the other: AWS refuses two changes of one target at once (`ConcurrentUpdateException`), and the
 * provider does not try again.
 * @see https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScheduledAction.html
 */
export function declareScaling(
  parent: pulumi.ComponentResource,
  name: string,
  args: WebScalingArgs,
  { service, clusterName, requestsLabel, tags }: ScaledService,
): void {
  const plan = planScaling(args);
  const target = new aws.appautoscaling.Target(
    name,
    {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: pulumi.interpolate`service/${clusterName}/${service.name}`,
      minCapacity: plan.minTasks,
      maxCapacity: plan.maxTasks,
      ...(tags !== undefined && { tags }),
    },
    // Scheduled minimums change minCapacity in AWS. It is not ignored all the same: the provider sends both limits
    // whenever one changes, and an old minimum beside a new maximum may be refused.
    { parent },
  );
  const { serviceNamespace, scalableDimension, resourceId } = target;
  const scaled = { serviceNamespace, scalableDimension, resourceId };
  let previous: pulumi.Resource = target;
  for (const { key, metric, target: targetValue } of plan.metrics) {
    previous = new aws.appautoscaling.Policy(
      `${name}-${key}`,
      {
        ...scaled,
        policyType: "TargetTrackingScaling",
        targetTrackingScalingPolicyConfiguration: {
          predefinedMetricSpecification: {
            predefinedMetricType: metric,
            ...(key === "requests" && requestsLabel !== undefined && { resourceLabel: requestsLabel }),
          },
          targetValue,
          scaleOutCooldown: plan.scaleOutCooldownSeconds,
          scaleInCooldown: plan.scaleInCooldownSeconds,
        },
      },
      { parent, dependsOn: [previous] },
    );
  }
  for (const { key, schedule, timeZone, minTasks } of plan.minimums) {
    previous = new aws.appautoscaling.ScheduledAction(
      `${name}-from-${key}`,
      { ...scaled, schedule, timezone: timeZone, scalableTargetAction: { minCapacity: minTasks } },
      { parent, dependsOn: [previous] },
    );
  }
}
