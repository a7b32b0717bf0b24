import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { CheckedArguments } from "../check";
import { DeploymentWatch, type WatchedService } from "../verdict/deploymentWatch";
import type { LookedUpRelease } from "./releaseLookup";
import type { ServiceArgs } from "./serviceArgs";
import { strategyOf } from "./serviceCapacity";
import { planDeployment } from "./serviceDeployment";

/** What a kind of service adds to the ECS service that both kinds make. */
interface ServiceParts {
  /** Seconds that a load balancer goes on sending to a stopping task. */
  readonly deregistrationDelaySeconds: pulumi.Input<number>;
  readonly loadBalancers?: aws.types.input.ecs.ServiceLoadBalancer[];
  readonly healthCheckGracePeriodSeconds?: pulumi.Input<number>;
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** What must exist before the service and go after it. */
  readonly dependsOn?: pulumi.Resource[];
}

/** Declares the ECS service of a component whose arguments were judged. */
export function declareService(
  component: pulumi.ComponentResource,
  name: string,
  args: ServiceArgs,
  check: CheckedArguments,
  release: LookedUpRelease,
  parts: ServiceParts,
): WatchedService {
  const { environment } = args;
  const placed = pulumi.output(environment.pools).apply((pools) => {
    const { problems, ...placed } = strategyOf(args.capacity, pools);
    if (problems.length > 0) check.raise(problems);
    return placed;
  });
  const desiredCount = check.value("desiredCount", args.desiredCount ?? args.scaling?.minTasks ?? 1);
  const maximumPercent = check.value("maximumPercent", args.maximumPercent ?? 200);
  const minimumHealthyPercent = pulumi
    .all([
      desiredCount,
      maximumPercent,
      placed,
      release.facts,
      check.value("minimumHealthyPercent", args.minimumHealthyPercent),
      parts.deregistrationDelaySeconds,
      environment.pools,
    ])
    .apply(([desiredCount, maximumPercent, _, facts, asked, deregistrationDelaySeconds, pools]) => {
      const { capacity, scaling } = args;
      const { minimumHealthyPercent, problems } = planDeployment(
        {
          capacity,
          desiredCount,
          maximumPercent,
          deregistrationDelaySeconds,
          ...(scaling && { scaling }),
          ...(asked !== undefined && { minimumHealthyPercent: asked }),
        },
        facts,
        pools,
      );
      if (problems.length > 0) check.raise(problems);
      return minimumHealthyPercent;
    });

  const timeout = `${args.steadyStateTimeoutMinutes ?? 15}m`;
  const watch = new DeploymentWatch(component, check.subject);
  const service = new aws.ecs.Service(
    name,
    {
      cluster: environment.clusterArn,
      taskDefinition: release.name,
      desiredCount,
      // Always a strategy, never a launch type: a service that has one cannot change to the other without being replaced.
      capacityProviderStrategies: placed.strategy,
      forceNewDeployment: true, // or a changed strategy replaces the service
      deploymentCircuitBreaker: { enable: true, rollback: true },
      deploymentMinimumHealthyPercent: minimumHealthyPercent,
      deploymentMaximumPercent: maximumPercent,
      availabilityZoneRebalancing: "ENABLED",
      orderedPlacementStrategies: [
        { type: "spread", field: "attribute:ecs.availability-zone" },
        { type: "binpack", field: "memory" },
      ],
      ...(parts.loadBalancers && { loadBalancers: parts.loadBalancers }),
      ...(parts.healthCheckGracePeriodSeconds !== undefined && {
        healthCheckGracePeriodSeconds: parts.healthCheckGracePeriodSeconds,
      }),
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      waitForSteadyState: true,
      tags: pulumi.all([args.tags, parts.tags]).apply(([tags, ours]) => ({ ...tags, ...ours })),
    },
    {
      parent: component,
      dependsOn: parts.dependsOn ?? [],
      ignoreChanges: args.scaling ? ["desiredCount"] : [], // scaling decides it then, and nobody else
      customTimeouts: { create: timeout, update: timeout, delete: "20m" },
      hooks: watch.hooks,
    },
  );
  return watch.judge(service, release.name);
}
