/**
 * What plain moto (5.2.1) does not do as AWS does, as far as the stacks meet it. It keeps records of services and starts
 * no task: a new service counts as many running ones as the variable MOTO_ECS_SERVICE_RUNNING said when moto started, and
 * one whose desired count is changed counts as many as it wants from then on.
 * https://docs.getmoto.org/en/latest/docs/services/ecs.html
 */

/**
 * Inputs that moto forgets or answers in another shape. The provider would find them changed at each update, so the
 * sandbox ignores changes of them.
 */
export const FORGOTTEN: Readonly<Record<string, readonly string[]>> = {
  "aws:autoscaling/group:Group": ["instanceMaintenancePolicy", "maxInstanceLifetime", "mixedInstancesPolicy"],
  "aws:ecs/service:Service": [
    "availabilityZoneRebalancing",
    "capacityProviderStrategies",
    "deploymentCircuitBreaker",
    "deploymentMaximumPercent",
    "deploymentMinimumHealthyPercent",
    "enableEcsManagedTags",
    "healthCheckGracePeriodSeconds",
    "orderedPlacementStrategies",
  ],
};

/**
 * Takes out of ECS's answers the empty `networkConfiguration` that moto gives every service. AWS gives one to services
 * with network mode awsvpc only, and never without a subnet; Terraform's AWS provider (5.100) crashes on it.
 */
export function mendMoto(call: string, answer: string): string {
  if (!/\.(Create|Update|Delete|Describe)Services?$/.test(call) || !answer.includes('"networkConfiguration"'))
    return answer;
  return JSON.stringify(
    JSON.parse(answer, (key, value) => (key === "networkConfiguration" && isEmpty(value) ? undefined : value)),
  );
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
