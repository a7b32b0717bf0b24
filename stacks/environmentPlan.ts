import type { EcsEnvironmentArgs, ScheduledTaskArgs, WebServiceArgs, WorkerArgs } from "fairlead";
import type { EnvironmentSettings, NetworkSettings } from "./settings";
import { JOBS, SERVICES, WORKERS } from "./shop";

type Planned<T extends { environment: unknown }> = Record<string, Omit<T, "environment">>;

/** An environment's stack as plain data: what will be declared. */
export interface EnvironmentPlan {
  readonly name: string;
  readonly environment: Omit<EcsEnvironmentArgs, "network">;
  readonly network: NetworkSettings;
  readonly services: Planned<WebServiceArgs>;
  readonly workers: Planned<WorkerArgs>;
  readonly jobs: Planned<ScheduledTaskArgs>;
}

/** Decides an environment's stack from its configuration. The plan is to be used only when `problemsOfPlan` finds none. */
export function planEnvironment(settings: EnvironmentSettings): EnvironmentPlan {
  const release = (name: string) => `${name}:${settings.pins[name] ?? 0}`;
  const services = configured(SERVICES, settings.services, (name, { critical: _, ...service }, of) => ({
    ...service,
    ...of,
    release: release(name),
  }));
  const workers = configured(WORKERS, settings.workers, (name, { critical: _, ...worker }, of) => ({
    ...worker,
    ...of,
    release: release(name),
  }));
  const jobs = configured(JOBS, settings.jobs, (name, job, of) => ({ ...job, ...of, release: release(name) }));
  const hosts = [...new Set(Object.values(services).flatMap((service) => service.hosts ?? []))].sort();
  const { environment: name, profile, pools, nodeImages, teams, certificateArns, zoneId, httpOnly, protect } = settings;
  const environment = {
    profile,
    pools,
    teams,
    ...(Object.keys(nodeImages).length > 0 && { nodeImages }),
    ...(certificateArns.length > 0 && { certificateArns }),
    ...(zoneId !== "" && { domain: { zoneId, hosts } }),
    ...(httpOnly && { httpOnly }),
    ...(protect !== undefined && { protect }),
  };
  return { name, environment, network: settings.network, services, workers, jobs };
}

function configured<Part, Of, Args>(
  parts: Readonly<Record<string, Part>>,
  settings: Record<string, Of>,
  merge: (name: string, part: Part, of: Of) => Args,
): Record<string, Args> {
  return Object.fromEntries(
    Object.entries(parts).flatMap(([name, part]) => {
      const of = settings[name];
      return of === undefined || of === null || typeof of !== "object" ? [] : [[name, merge(name, part, of)]];
    }),
  );
}

/** Releases that run in an environment: each part has one of its own name. */
export function releasesOf({ services, workers, jobs }: EnvironmentPlan): string[] {
  return Object.keys({ ...services, ...workers, ...jobs });
}
