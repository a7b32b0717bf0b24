import {
  type CapacityShare,
  EcsEnvironment,
  Market,
  Profile,
  planRules,
  priorityClashes,
  TaskRelease,
  WebService,
} from "fairlead";
import type { Estate, EstateService } from "./estate";
import { declareNetwork } from "./network";

/** The stack of the estate's releases: a task definition of each service, with its roles and log group. */
export function releases({ name, services, logRetentionDays }: Estate): void {
  for (const service of services) {
    new TaskRelease(service.name, {
      environments: [name],
      logRetentionDays,
      containers: {
        app: {
          image: service.image,
          memoryReservationMiB: service.memoryMiB,
          cpuUnits: service.cpuUnits,
          ports: [service.port],
          variables: { ...service.variables },
          secrets: { ...service.secrets },
        },
      },
    });
  }
}

/** The stack of the environment: network, cluster, pools, load balancer, and the services behind it. */
export function environment(estate: Estate): object {
  const pool = (market: Market) => {
    const { instanceTypes, ...nodes } = estate.pools[market];
    return { ...nodes, market, instanceTypes: [...instanceTypes] };
  };
  const { reference, loadBalancerDnsName } = new EcsEnvironment(estate.name, {
    profile: Profile.Production,
    network: declareNetwork(estate),
    pools: { [Market.OnDemand]: pool(Market.OnDemand), [Market.Spot]: pool(Market.Spot) },
    certificateArns: [estate.certificateArn],
  });
  const priorities = prioritiesOf(estate.services);
  for (const service of estate.services) {
    const listenerPriority = priorities.get(service.name);
    new WebService(service.name, {
      environment: reference,
      release: `${service.name}:1`,
      hosts: [...service.hosts],
      desiredCount: service.tasks.min,
      capacity: capacityOf(service),
      scaling: {
        minTasks: service.tasks.min,
        maxTasks: service.tasks.max,
        cpuPercent: estate.cpuPercent,
        requestsPerTaskPerMinute: service.requestsPerTaskPerMinute,
      },
      healthCheckGracePeriodSeconds: service.graceSeconds,
      ...(listenerPriority !== undefined && { listenerPriority }),
    });
  }
  return { reference, loadBalancerDnsName };
}

function capacityOf({ onDemand, spotWeight }: EstateService): Record<string, CapacityShare> {
  return { ...(onDemand && { [Market.OnDemand]: onDemand }), [Market.Spot]: { weight: spotWeight } };
}

/** Numbers for the services whose rules would want the place of another's: those that the check of a plan suggests. */
export function prioritiesOf(services: readonly EstateService[]): ReadonlyMap<string, number> {
  const rules = services.flatMap(({ name, hosts }) => planRules({ service: name, hosts }));
  return new Map(
    priorityClashes(rules).flatMap(({ rule, free }) => (free === undefined ? [] : [[rule.service, free] as const])),
  );
}
