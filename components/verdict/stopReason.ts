/** A task that ECS has stopped, as far as its end is told. */
export interface StoppedTask {
  /** What it ran, `family:revision`. */
  readonly release: string;
  /** `TaskFailedToStart`, `EssentialContainerExited`, ..., or "". */
  readonly stopCode: string;
  readonly stoppedReason: string;
  /** Milliseconds since 1970. */
  readonly stoppedAt: number;
  readonly containers: readonly StoppedContainer[];
}

/** A container of a stopped task. */
export interface StoppedContainer {
  readonly name: string;
  readonly reason?: string;
  /** Left out when it never ran. */
  readonly exitCode?: number;
}

/** A line of a service's events. */
export interface ServiceEvent {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly message: string;
}

/** What ECS remembers of a service's recent past. */
export interface Evidence {
  readonly tasks: readonly StoppedTask[];
  readonly events: readonly ServiceEvent[];
}

/** Characters of a reason that are kept of its beginning and of its end, where nested errors have their cause. */
const KEPT = { beginning: 240, end: 160 };

/**
 * Why a deployment failed, in one line: the most telling end of a task of its release, or else what the service's events
 * say. Undefined when ECS remembers nothing that tells.
 * @param since Milliseconds since 1970; events before it are about something else.
 */
export function stopReason(release: string, { tasks, events }: Evidence, since = 0): string | undefined {
  const ends = tasks
    .filter((task) => task.release === release)
    .map((task) => ({ rank: rankOfTask(task), at: task.stoppedAt, text: () => describeTask(task) }));
  const lines = events
    .filter(({ at }) => at >= since)
    .map(({ at, message }) => ({ rank: rankOfEvent(message), at, text: () => describeEvent(message) }));
  const [first] = [...ends, ...lines]
    .flatMap(({ rank, ...told }) => (rank === undefined ? [] : [{ rank, ...told }]))
    .sort((a, b) => a.rank - b.rank || b.at - a.at);
  return first?.text();
}

/** How telling the end of a task is, 0 the most; undefined for one that ECS stopped to make room or to move it. */
function rankOfTask({ stopCode, stoppedReason, containers }: StoppedTask): number | undefined {
  const reasons = [stoppedReason, ...containers.map(({ reason }) => reason ?? "")];
  if (stopCode === "TaskFailedToStart" || reasons.some((reason) => /^[A-Z]\w*(Error|Exception)\b/.test(reason)))
    return 0;
  if (containers.some(({ exitCode }) => exitCode !== undefined && !isOfStopping(exitCode))) return 1;
  if (reasons.some((reason) => /health check/i.test(reason))) return 2;
  if (/essential container/i.test(stoppedReason) || stopCode === "EssentialContainerExited") return 4;
  if (/^scaling activity|draining/i.test(stoppedReason)) return undefined;
  return stoppedReason === "" && stopCode === "" ? undefined : 5;
}

/** Exit codes of a container that ended well, or that ECS has ended because another one did. */
function isOfStopping(exitCode: number): boolean {
  return exitCode === 0 || exitCode === 137 || exitCode === 143;
}

/** How telling an event is, on the same scale; undefined for the ordinary course of things. */
function rankOfEvent(message: string): number | undefined {
  if (/deployment failed|circuit breaker/i.test(message)) return 6; // true, and says nothing of why
  if (/unable to|unhealthy|health check|failed|impaired|insufficient|not authorized/i.test(message)) return 3;
  return undefined;
}

function describeTask(task: StoppedTask): string {
  const container = culprit(task.containers);
  const what = container?.reason || task.stoppedReason || task.stopCode;
  const details = [
    ...(container ? [`container ${container.name}`] : []),
    ...(container?.exitCode === undefined ? [] : [`exit code ${container.exitCode}`]),
  ];
  const how = task.stopCode === "TaskFailedToStart" ? "task failed to start" : "task stopped";
  return `${how}: ${oneLine(what)}${details.length > 0 ? ` (${details.join(", ")})` : ""}`;
}

/** The container that took the others with it: what ECS says something of, else what ended badly, else what ended at all. */
function culprit(containers: readonly StoppedContainer[]): StoppedContainer | undefined {
  const ended = containers.filter(({ exitCode }) => exitCode !== undefined);
  return (
    containers.find(({ reason }) => reason) ??
    ended.find(({ exitCode = 0 }) => !isOfStopping(exitCode)) ??
    ended.find(({ exitCode }) => exitCode === 0) ??
    ended[0]
  );
}

function describeEvent(message: string): string {
  const said = message
    .replace(/^\(service [^)]*\)\s*/, "")
    .replace(/\s*For more information,? see\b.*$/is, "")
    .trim();
  return oneLine(said.startsWith("(") ? said : `the service ${said}`);
}

/** A text of AWS as a part of a sentence: on one line, without a full stop, and not endless. */
export function oneLine(text: string): string {
  const line = text
    .replace(/\s+/g, " ")
    .trim()
    .replace(/[.;:,\s]+$/, "");
  if (line.length <= KEPT.beginning + KEPT.end) return line;
  return `${line.slice(0, KEPT.beginning).trimEnd()} ... ${line.slice(-KEPT.end).trimStart()}`;
}
