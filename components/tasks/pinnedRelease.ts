import type { Problem } from "../check";

/** What a registered revision says, as far as whoever runs it must know. */
export interface PinnedRelease {
  /** Family of its definition. */
  readonly family: string;
  /** Its number, 1 or more. */
  readonly revision: number;
  /** `ACTIVE`, or `INACTIVE` when it is deregistered. */
  readonly status: string;
  /** `bridge`, `host`, `awsvpc` or `none`. */
  readonly networkMode: string;
  /** ARN of the role that ECS starts it with, or "". */
  readonly executionRoleArn: string;
  /** ARN of the role of its containers, or "". */
  readonly taskRoleArn: string;
  /** Memory in MiB that a node must have free for the task. */
  readonly memoryMiB: number;
  /** CPU units that it asks for, 1,024 a vCPU. */
  readonly cpuUnits: number;
  /** Ports of the node that it asks for by number, which no other task there may have. */
  readonly hostPorts: readonly number[];
  /** Seconds, the longest of its containers. */
  readonly stopTimeoutSeconds: number;
  /** What runs in it. */
  readonly containers: readonly PinnedContainer[];
}

/** A container of a registered revision. */
export interface PinnedContainer {
  readonly name: string;
  readonly essential: boolean;
  readonly ports: readonly number[];
}

/** What `aws.ecs.getTaskDefinition` answers, as far as it is read here. */
export interface DescribedDefinition {
  readonly family: string;
  readonly revision: number;
  readonly status: string;
  readonly networkMode: string;
  readonly executionRoleArn: string;
  readonly taskRoleArn: string;
  readonly cpu: string;
  readonly memory: string;
  readonly containerDefinitions: string;
}

/** Stop timeout of a container that names none on a Fairlead node (`ECS_CONTAINER_STOP_TIMEOUT`). */
const NODE_STOP_TIMEOUT_SECONDS = 60;

/** Reads a registered revision. */
export function readRelease(described: DescribedDefinition): PinnedRelease {
  const containers = parseContainers(described.containerDefinitions);
  const needs = containers.map((container) => ({
    memoryMiB: numberOf(container.memoryReservation) ?? numberOf(container.memory) ?? 0,
    cpuUnits: numberOf(container.cpu) ?? 0,
    stop: numberOf(container.stopTimeout) ?? NODE_STOP_TIMEOUT_SECONDS,
  }));
  return {
    family: described.family,
    revision: described.revision,
    status: described.status,
    networkMode: described.networkMode || "bridge",
    executionRoleArn: described.executionRoleArn,
    taskRoleArn: described.taskRoleArn,
    memoryMiB: Number(described.memory) || sum(needs.map((need) => need.memoryMiB)),
    cpuUnits: Number(described.cpu) || sum(needs.map((need) => need.cpuUnits)),
    hostPorts: containers.flatMap((container) => hostPortsOf(container, described.networkMode)),
    stopTimeoutSeconds: Math.max(0, ...needs.map((need) => need.stop)),
    containers: containers.map((container) => ({
      name: String(container.name),
      essential: container.essential !== false,
      ports: mappingsOf(container).flatMap((mapping) => numberOf(mapping?.containerPort) ?? []),
    })),
  };
}

/** A container and one of its ports. */
export interface TrafficTarget {
  /** Name of the container. */
  readonly container: string;
  /** Port in the container. */
  readonly port: number;
}

/** Where a load balancer sends to, or why that cannot be said. */
export interface TrafficDecision {
  /** Undefined when there are problems. */
  readonly target?: TrafficTarget;
  /** What is wrong with what was asked for. */
  readonly problems: readonly Problem[];
}

/** The container and port that a load balancer sends to: what is asked for, or the only one that there is. */
export function trafficTarget(
  release: PinnedRelease,
  asked: { readonly container?: string; readonly port?: number },
): TrafficDecision {
  const candidates = release.containers
    .filter((container) => asked.container === undefined || container.name === asked.container)
    .flatMap((container) => container.ports.map((port) => ({ container: container.name, port })))
    .filter((candidate) => asked.port === undefined || candidate.port === asked.port);
  const [first, second] = candidates;
  if (first && !second) return { target: first, problems: [] };
  const all = release.containers.map(({ name, ports }) => `${name} (${ports.join(", ") || "no port"})`).join(", ");
  const rule = `${release.family}:${release.revision} has ${first ? "several ports" : "no such port"}: ${all}`;
  const remedy = "Say container and port of the one to send to.";
  return { problems: [{ argument: "port", value: asked.port, rule, remedy }] };
}

function parseContainers(json: string): Record<string, unknown>[] {
  const parsed: unknown = JSON.parse(json || "[]");
  return Array.isArray(parsed) ? parsed.filter((entry) => entry !== null && typeof entry === "object") : [];
}

/** In a bridge, 0 or nothing is a port that the node chooses; in the host's network each port is the node's own. */
function hostPortsOf(container: Record<string, unknown>, networkMode: string): number[] {
  return mappingsOf(container).flatMap((mapping) => {
    const port = numberOf(networkMode === "host" ? mapping?.containerPort : mapping?.hostPort) ?? 0;
    return port > 0 ? [port] : [];
  });
}

function mappingsOf({ portMappings }: Record<string, unknown>): { containerPort?: unknown; hostPort?: unknown }[] {
  return Array.isArray(portMappings) ? portMappings : [];
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, n) => total + n, 0);
}
