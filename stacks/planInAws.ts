import {
  capacityProblems,
  environmentFindings,
  type Fit,
  fitProblems,
  type KnownPool,
  type PinnedRelease,
  type Problem,
  planDeployment,
  problemsIn,
  roomProblems,
  safestCapacity,
  trafficTarget,
  webServiceFindings,
  workerFindings,
} from "fairlead";
import { type EnvironmentPlan, releasesOf } from "./environmentPlan";
import { knownPools, type SoundPools, soundPools } from "./knownPools";
import { lookUpPins } from "./pins";
import { fitOfPlan } from "./planFit";
import { changesRefused } from "./published";
import type { EnvironmentSettings } from "./settings";

/** What there is to say of a plan beside what AWS has. */
interface PlanInAws {
  /** Pins that cannot be deployed, tasks that fit on no node or cannot be replaced, pools that would have to be. */
  readonly problems: readonly Problem[];
  /** The nodes that it needs. Of a plan with problems it lacks what is wrong. */
  readonly fit: Fit;
}

/**
 * Judges a plan beside what AWS has. @param known Whether something is wrong already; then that is worth more than why
 * AWS could not be asked.
 */
export async function judgeInAws(
  plan: EnvironmentPlan,
  settings: EnvironmentSettings,
  known: boolean,
): Promise<PlanInAws> {
  const usable = releasesOf(plan).flatMap((name): [string, number][] => {
    const pin = settings.pins[name];
    return Number.isInteger(pin) && Number(pin) >= 1 ? [[name, Number(pin)]] : [];
  });
  const nameless = problemsIn(environmentFindings(plan.name, plan.environment)).some(
    ({ argument }) => argument === "environment",
  );
  try {
    const [{ problems, releases }, refused] = await Promise.all([
      lookUpPins(Object.fromEntries(usable)),
      nameless ? [] : changesRefused(plan.name, settings.pools),
    ]);
    const judged = judgeReleases(plan, settings, releases);
    return { problems: [...problems, ...judged.problems, ...refused], fit: judged.fit };
  } catch (error) {
    if (known) return { problems: [], fit: {} };
    throw error;
  }
}

/** What is wrong between the parts of a plan and the releases that they run, and the nodes that the others need. */
function judgeReleases(
  plan: EnvironmentPlan,
  settings: EnvironmentSettings,
  releases: Readonly<Record<string, PinnedRelease>>,
): { problems: Problem[]; fit: Fit } {
  const { services, workers, jobs } = plan;
  const sound = soundPools(settings.pools);
  const pools = knownPools(sound);
  const alone = new Set<object>();
  const roomAlone = (args: Sized, release: PinnedRelease) => {
    const problems = roomProblemsAlone(args, release, sound);
    if (problems.length > 0) alone.add(args);
    return problems;
  };
  const each = <Args>(
    key: string,
    planned: Record<string, Args>,
    judge: (args: Args, release: PinnedRelease, name: string) => readonly Problem[],
  ) =>
    Object.entries(planned).flatMap(([name, args]) => {
      const release = releases[name];
      const found = release === undefined ? [] : judge(args, release, name);
      return found.map((problem) => ({ ...problem, argument: `${key}.${name}.${problem.argument}` }));
    });
  const problems = [
    ...each("services", services, (args, release, name) => {
      const wrong = problemsIn(webServiceFindings(name, args));
      const { problems } = trafficTarget(release, args as { container?: string; port?: number });
      return [...deployed(args, wrong, release, pools, 30), ...(wrong.length > 0 ? [] : problems)];
    }),
    ...each("workers", workers, (args, release, name) =>
      deployed(args, problemsIn(workerFindings(name, args)), release, pools, 0),
    ),
    ...each("services", services, roomAlone),
    ...each("workers", workers, roomAlone),
    ...each("jobs", jobs, ({ capacity = safestCapacity(pools) }, release) =>
      capacityProblems(capacity).length > 0 ? [] : fitProblems(capacity, release, pools),
    ),
  ];
  const fit = fitOfPlan(plan, sound, releases, alone);
  return { problems: [...problems, ...roomProblems(fit)], fit };
}

/** A service or worker, as far as it may have more tasks than there is room for. */
type Sized = Pick<EnvironmentPlan["workers"][string], "capacity" | "desiredCount" | "scaling">;

/** Of a service that is wrong itself only what does not hang on that. */
function deployed(
  args: Pick<EnvironmentPlan["services"][string], "capacity" | "scaling"> & {
    readonly desiredCount?: unknown;
    readonly deregistrationDelaySeconds?: unknown;
    readonly minimumHealthyPercent?: unknown;
    readonly maximumPercent?: unknown;
  },
  wrong: readonly Problem[],
  release: PinnedRelease,
  pools: Readonly<Record<string, KnownPool>>,
  deregistrationDelaySeconds: number,
): readonly Problem[] {
  const { capacity, scaling } = args;
  if (wrong.length > 0) return capacityProblems(capacity).length > 0 ? [] : fitProblems(capacity, release, pools);
  const numbers = Object.fromEntries(
    ["desiredCount", "deregistrationDelaySeconds", "minimumHealthyPercent", "maximumPercent"].flatMap((key) => {
      const value = (args as Record<string, unknown>)[key];
      return typeof value === "number" ? [[key, value]] : [];
    }),
  );
  const deployment = { deregistrationDelaySeconds, ...numbers, capacity, ...(scaling && { scaling }) };
  return planDeployment(deployment, release, pools).problems;
}

/** More tasks than the pools of a service hold when they are as large as they may be and run nothing else. */
function roomProblemsAlone(
  { capacity, desiredCount, scaling }: Sized,
  { memoryMiB, cpuUnits }: PinnedRelease,
  pools: SoundPools,
): Problem[] {
  const [argument, tasks] = scaling ? ["scaling.maxTasks", scaling.maxTasks] : ["desiredCount", desiredCount];
  if (typeof tasks !== "number" || capacityProblems(capacity).length > 0) return [];
  const room = Object.keys(capacity).map((name) => {
    const pool = Object.hasOwn(pools, name) ? pools[name] : undefined;
    if (pool === undefined) return Number.NaN;
    const { schedulable: node, maxNodes } = pool;
    return maxNodes * Math.floor(Math.min(node.memoryMiB / memoryMiB, node.cpuUnits / Math.max(cpuUnits, 1)));
  });
  const all = room.reduce((total, each) => total + each, 0);
  if (!(all > 0 && tasks > all)) return []; // no room for one is said of the release
  return [
    {
      argument,
      value: tasks,
      rule: `its pools have room for ${all} at most: ${memoryMiB} MiB and ${cpuUnits} CPU units each, on maxNodes nodes`,
      remedy: "Raise maxNodes of a pool, or ask for fewer.",
    },
  ];
}
