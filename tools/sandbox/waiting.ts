import { count } from "../preview/terminal";
import type { Nature } from "./nature";

/** Whether services are waited for, and what has to be said of an emulator. */
export function waiting(
  { name, forgetful, firstTasks }: Nature,
  wait: boolean,
  desiredCounts: readonly number[],
): { waits: boolean; notes: string[] } {
  const notes = forgetful
    ? [`${name} forgets some settings, and changes of those do nothing here: docs/sandbox.md.`]
    : [];
  if (!wait) return { waits: false, notes: ["Services are not waited for, as asked.", ...notes] };
  if (firstTasks === undefined || desiredCounts.every((desired) => desired === firstTasks))
    return { waits: true, notes };
  const wanted = [...new Set(desiredCounts)].join(" or ");
  const why =
    firstTasks === 0
      ? `A new service has no task in this ${name}, since MOTO_ECS_SERVICE_RUNNING does not say how many`
      : `A new service has ${count(firstTasks, "task")} in this ${name} (MOTO_ECS_SERVICE_RUNNING), and dev wants ${wanted}`;
  return { waits: false, notes: [`${why}: services are not waited for.`, ...notes] };
}

/** How many tasks each service of an environment wants at first. */
export function desiredCounts(settings: Readonly<Record<string, unknown>>): number[] {
  type Part = { desiredCount?: number; scaling?: { minTasks?: number } | null } | null;
  type Parts = Record<string, Part> | undefined;
  const parts = [settings["fairlead:services"], settings["fairlead:workers"]] as Parts[];
  return parts
    .flatMap((part) => Object.values(part ?? {}))
    .map((service) => service?.desiredCount ?? service?.scaling?.minTasks ?? 1); // as the program starts it
}
