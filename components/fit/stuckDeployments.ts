import { fewestNodes, type Tasks } from "./fewestNodes";
import { type FitRequest, type FitService, fitsOn } from "./fitRequest";
import { taskShares } from "./taskShares";

/**
 * Services of which no deployment can end, by pool, with the nodes that one takes there at least. That is where a new task has
 * to run before an old one stops, and no pool of the service has certainly room for one more beside all that is there at rest.
 */
export function stuckDeployments({ pools, services }: FitRequest): Record<string, Record<string, number>> {
  const stuck: Record<string, Record<string, number>> = {};
  for (const [name, service] of Object.entries(services)) {
    if (!needsOneMore(service, pools)) continue;
    const needed = Object.entries(taskShares(service.capacity, service.tasks)).flatMap(([pool, { most }]) => {
      const known = pools[pool];
      if (known === undefined || most === 0) return [];
      const node = known.schedulable;
      if (!fitsOn(node, service.task)) return []; // told already, and no way for this one
      const all = Object.values(services).flatMap(({ task, capacity, tasks }): Tasks[] => {
        const count = taskShares(capacity, tasks)[pool]?.fewest ?? 0;
        return fitsOn(node, task) ? [{ task, count }] : [];
      });
      const fewest = fewestNodes(node, [...all, { task: service.task, count: 1 }]);
      return [{ pool, fewest, hasRoom: fewest <= known.maxNodes }];
    });
    if (needed.some(({ hasRoom }) => hasRoom)) continue;
    for (const { pool, fewest } of needed) stuck[pool] = { ...stuck[pool], [name]: fewest };
  }
  return stuck;
}

/** ECS rounds the minimum up. */
function needsOneMore({ capacity, tasks, minimumHealthyPercent }: FitService, pools: FitRequest["pools"]): boolean {
  const isOnSpot = Object.entries(taskShares(capacity, tasks)).some(
    ([pool, { most }]) => most > 0 && pools[pool]?.market === "spot",
  );
  const percent = minimumHealthyPercent ?? (isOnSpot ? 50 : 100);
  return tasks > 0 && Math.ceil((tasks * percent) / 100) >= tasks;
}
