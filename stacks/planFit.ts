import {
  type Fit,
  type FitJob,
  type FitService,
  type PinnedRelease,
  planFit,
  problemsIn,
  safestCapacity,
  scheduledTaskFindings,
  webServiceFindings,
  workerFindings,
} from "fairlead";
import type { EnvironmentPlan } from "./environmentPlan";
import { knownPools, type SoundPools } from "./knownPools";
import { existingNetwork } from "./planNetwork";

/** A service or worker of a plan, as far as its tasks need room. */
type Sized = Pick<
  EnvironmentPlan["workers"][string],
  "capacity" | "desiredCount" | "scaling" | "maximumPercent" | "minimumHealthyPercent"
>;

/**
 * How many nodes the parts of a plan need. What is wrong itself, or has no release, is left out: that is told already, and
 * whatever the others need they need.
 * @param left More to leave out: the parts, as of `plan.services`, that are told of already.
 */
export function fitOfPlan(
  plan: EnvironmentPlan,
  pools: SoundPools,
  releases: Readonly<Record<string, PinnedRelease>>,
  left: ReadonlySet<object> = new Set(),
): Fit {
  const services = [
    ...sound(plan.services, (name, args) => problemsIn(webServiceFindings(name, args))),
    ...sound(plan.workers, (name, args) => problemsIn(workerFindings(name, args))),
  ].flatMap(([name, args]): [string, FitService][] => {
    const task = releases[name];
    return task === undefined || left.has(args) ? [] : [[name, { task, ...tasksOf(args) }]];
  });
  const jobs = sound(plan.jobs, (name, args) => problemsIn(scheduledTaskFindings(name, args))).flatMap(
    ([name, { enabled, capacity = safestCapacity(knownPools(pools)) }]): [string, FitJob][] => {
      const task = releases[name];
      return task === undefined || enabled === false ? [] : [[name, { task, capacity }]];
    },
  );
  return planFit({
    zones: existingNetwork(plan.network) ? zonesOfSubnets(plan.network) : (plan.network.zones ?? 3),
    pools,
    services: Object.fromEntries(services),
    jobs: Object.fromEntries(jobs),
  });
}

function sound<Args>(
  parts: Readonly<Record<string, Args>>,
  judge: (name: string, args: Args) => readonly unknown[],
): [string, Args][] {
  return Object.entries(parts).filter(([name, args]) => judge(name, args).length === 0);
}

function tasksOf({
  capacity,
  desiredCount,
  scaling,
  maximumPercent,
  minimumHealthyPercent,
}: Sized): Omit<FitService, "task"> {
  const tasks = scaling?.minTasks ?? (typeof desiredCount === "number" ? desiredCount : 1);
  return {
    capacity,
    tasks,
    ...(scaling && { maxTasks: scaling.maxTasks }),
    ...(typeof maximumPercent === "number" && { maximumPercent }),
    ...(typeof minimumHealthyPercent === "number" && { minimumHealthyPercent }),
  };
}

/** Of a network that is there, as many zones as its nodes have subnets: one of each is usual. */
function zonesOfSubnets({ privateSubnetIds }: EnvironmentPlan["network"]): number {
  return Array.isArray(privateSubnetIds) && privateSubnetIds.length > 0 ? privateSubnetIds.length : 2;
}
