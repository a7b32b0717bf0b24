import { createHash } from "node:crypto";
import { Architecture } from "../capacity/instanceTypes";
import { ENVIRONMENT_DIRECTORY } from "../constants";

/** A container as plain data: what `ContainerArgs` come to. */
export interface ContainerSpec {
  readonly image: string;
  readonly memoryReservationMiB: number;
  readonly memoryLimitMiB?: number;
  readonly cpuUnits?: number;
  readonly essential?: boolean;
  readonly command?: readonly string[];
  readonly entryPoint?: readonly string[];
  readonly ports?: readonly number[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly stopTimeoutSeconds?: number;
  readonly tmpfs?: Readonly<Record<string, number>>;
  readonly writableRootFilesystem?: { readonly reason: string };
  readonly user?: string;
  readonly workingDirectory?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly healthCheck?: {
    readonly command: string;
    readonly intervalSeconds?: number;
    readonly timeoutSeconds?: number;
    readonly retries?: number;
    readonly startPeriodSeconds?: number;
  };
}

/** Where the containers of a task write their logs. */
export interface LogTarget {
  readonly group: string;
  readonly region: string;
}

/** Name of the volume with the environment directory. */
export const ENVIRONMENT_VOLUME = "container-config";

/** Seconds that a container has to stop when it says nothing else. */
export const DEFAULT_STOP_TIMEOUT_SECONDS = 30;

/**
 * Writes the container definitions of a task: sorted by name, every default written out, nothing null. What AWS gives
 * back is then equal to what was sent, and an unchanged program registers no new revision.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 */
export function containerDefinitions(containers: Readonly<Record<string, ContainerSpec>>, logs: LogTarget): string {
  return JSON.stringify(sortedKeys(documents(containers, logs)));
}

/** What a release says, without what differs between accounts. */
export interface Said {
  readonly family: string;
  readonly containers: Readonly<Record<string, ContainerSpec>>;
  /** What the task may do. */
  readonly policy: string;
  readonly architecture?: Architecture;
  /** The team whose boundary its roles have. */
  readonly team?: string;
}

/**
 * Hash of what a release says: the same in every account and region, so that two accounts can compare what they run.
 * Role ARNs and the logs' region are left out. Policy and team are in it, because they change what the task may do. What is
 * as it is by default is left out as well, so that a later argument changes no hash of before.
 * @param accounts Those of the environments, which a policy has to name: policies that differ in nothing else are the same.
 * Elsewhere an account is the same everywhere, so another one is another release.
 */
export function contentHash(release: Said, accounts: readonly string[] = []): string {
  const { family, policy, containers, architecture, team } = release;
  const said = {
    family,
    policy: accounts.reduce((all, id) => all.replaceAll(id, "ACCOUNT"), policy),
    containers: documents(containers, { group: `/${family}`, region: "" }),
    ...(architecture === Architecture.Arm64 && { architecture }),
    ...(team !== undefined && { team }),
  };
  return createHash("sha256")
    .update(JSON.stringify(sortedKeys(said)))
    .digest("hex");
}

function documents(containers: Readonly<Record<string, ContainerSpec>>, logs: LogTarget): object[] {
  return Object.entries(containers)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, container]) => document(name, container, logs));
}

function document(name: string, container: ContainerSpec, logs: LogTarget): object {
  return {
    name,
    image: container.image,
    cpu: container.cpuUnits ?? 128,
    memory: container.memoryLimitMiB ?? 2 * container.memoryReservationMiB,
    memoryReservation: container.memoryReservationMiB,
    essential: container.essential ?? true,
    ...(container.command && { command: container.command }),
    ...(container.entryPoint && { entryPoint: container.entryPoint }),
    environment: pairs(container.variables).map(([key, value]) => ({ name: key, value })),
    secrets: pairs(container.secrets).map(([key, valueFrom]) => ({ name: key, valueFrom })),
    portMappings: [...(container.ports ?? [])]
      .sort((a, b) => a - b)
      .map((containerPort) => ({ containerPort, hostPort: 0, protocol: "tcp" })),
    mountPoints: [{ sourceVolume: ENVIRONMENT_VOLUME, containerPath: ENVIRONMENT_DIRECTORY, readOnly: true }],
    readonlyRootFilesystem: container.writableRootFilesystem === undefined,
    stopTimeout: container.stopTimeoutSeconds ?? DEFAULT_STOP_TIMEOUT_SECONDS,
    ...(container.user !== undefined && { user: container.user }),
    ...(container.workingDirectory !== undefined && { workingDirectory: container.workingDirectory }),
    ...(pairs(container.labels).length > 0 && { dockerLabels: Object.fromEntries(pairs(container.labels)) }),
    ...(container.healthCheck && { healthCheck: healthCheck(container.healthCheck) }),
    linuxParameters: {
      initProcessEnabled: true, // reaps children and passes signals on
      ...(pairs(container.tmpfs).length > 0 && {
        tmpfs: pairs(container.tmpfs).map(([containerPath, size]) => ({
          containerPath,
          size,
          mountOptions: ["rw", "noexec", "nosuid"],
        })),
      }),
    },
    // Losing lines under pressure is better than a container that stops because CloudWatch does not answer.
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": logs.group,
        "awslogs-region": logs.region,
        "awslogs-stream-prefix": name,
        mode: "non-blocking",
        "max-buffer-size": "25m",
      },
    },
  };
}

function healthCheck(check: NonNullable<ContainerSpec["healthCheck"]>): object {
  return {
    command: ["CMD-SHELL", check.command],
    interval: check.intervalSeconds ?? 30,
    timeout: check.timeoutSeconds ?? 5,
    retries: check.retries ?? 3,
    ...(check.startPeriodSeconds !== undefined && { startPeriod: check.startPeriodSeconds }),
  };
}

function pairs<T>(map: Readonly<Record<string, T>> | undefined): [string, T][] {
  return Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}

function sortedKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(pairs(value as Record<string, unknown>).map(([key, child]) => [key, sortedKeys(child)]));
}
