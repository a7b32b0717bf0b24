import type { Problem } from "../check";
import type { Fit, PoolFit } from "./fit";

/**
 * Pools in which the tasks at rest certainly have no room, as large as the pools may become, or have it and no deployment of
 * a service can ever end.
 */
export function roomProblems(fit: Fit): Problem[] {
  return [...restProblems(fit), ...deploymentProblems(fit)];
}

function restProblems(fit: Fit): Problem[] {
  return Object.entries(fit)
    .filter(([, { fewest, maxNodes }]) => fewest > maxNodes)
    .map(([name, { fewest, maxNodes, atRest, cannotDeploy = {}, node }]) => ({
      argument: `pools.${name}.maxNodes`,
      value: maxNodes,
      rule: `tasks at rest take ${fewest} nodes at least, each with ${sizeOf(node)} for tasks, so some would wait for ever`,
      // With room for a deployment, too: else the number that is named here would be refused in its turn.
      remedy: `Raise it to ${Math.max(atRest, ...Object.values(cannotDeploy))}, or run fewer tasks in this pool.`,
    }));
}

function deploymentProblems(fit: Fit): Problem[] {
  return Object.entries(fit)
    .filter(([, { fewest, maxNodes }]) => fewest <= maxNodes)
    .flatMap(([name, { cannotDeploy, maxNodes, rolloutOfOne }]) => {
      if (cannotDeploy === undefined) return [];
      const services = Object.keys(cannotDeploy).join(", ");
      const needed = Math.min(...Object.values(cannotDeploy));
      return [
        {
          argument: `pools.${name}.maxNodes`,
          value: maxNodes,
          rule:
            `no deployment of ${services} could end: a new task has to run before one may stop, ` +
            `and with one more, tasks take ${needed} nodes at least`,
          remedy: `Raise it to ${rolloutOfOne}, or lower minimumHealthyPercent until a task may stop first.`,
        },
      ];
    });
}

/** Pools that are large enough for their tasks at rest, and not for what may happen; each with a number that would do. */
export function roomWarnings(fit: Fit): string[] {
  return Object.entries(fit)
    .filter(([, { fewest, maxNodes, cannotDeploy }]) => fewest <= maxNodes && cannotDeploy === undefined)
    .flatMap(([name, pool]) => {
      const short = statesOf(pool).filter(([, nodes]) => nodes > pool.maxNodes);
      if (short.length === 0) return [];
      const states = short.map(([state, nodes], first) => `${nodes} ${first === 0 ? "nodes " : ""}${state}`).join(", ");
      const enough = Math.max(...short.map(([, nodes]) => nodes));
      return [
        `pools.${name}.maxNodes is ${pool.maxNodes}; its tasks need ${states}. Until there is room, tasks wait: ` +
          `raise it to ${enough}, or let it be so.`,
      ];
    });
}

/** What may happen to a pool, in words, with the nodes that it needs then. */
function statesOf({ atRest, rolloutOfOne, rollout, peak, afterLoss }: PoolFit): [string, number][] {
  return [
    ["at rest, as ECS may place them", atRest],
    ["while one service is deployed", rolloutOfOne],
    ["while all are deployed at once", rollout],
    ["when all have scaled out and all jobs run", peak],
    ["for what a lost spot pool ran, if it is moved here", afterLoss ?? 0],
  ];
}

/** "7526 MiB and 2048 CPU units". */
function sizeOf({ memoryMiB, cpuUnits }: PoolFit["node"]): string {
  return `${memoryMiB} MiB and ${cpuUnits} CPU units`;
}
