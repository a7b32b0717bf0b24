import { type ArgumentNames, otherArguments } from "../argumentNames";
import {
  aMap,
  anyText,
  isRecord,
  type Judged,
  listOf,
  optional,
  type Problem,
  type Rule,
  text,
  texts,
  trueOrFalse,
  wholeNumber,
} from "../check";
import { listed } from "../values";
import type { ContainerArgs, ContainerHealthCheck, WritableRootFilesystem } from "./containerArgs";
import type { ContainerSpec } from "./taskDocument";

const containerName = text(
  /^[A-Za-z0-9_-]{1,255}$/,
  "a container's name has letters, digits, dashes and underscores",
  "Rename it.",
);
const image = (value: unknown) => {
  const name = typeof value === "string" ? value : "";
  const tagged = /^[^\s:@][^\s@]*(@sha256:[0-9a-f]{64}|:[\w][\w.-]{0,127})$/.test(name);
  if (tagged && !name.endsWith(":latest")) return undefined;
  return {
    rule: "an image needs a tag other than latest, or a digest, or the same release means another image tomorrow",
    remedy: 'Write it like "registry/name:1.4" or "registry/name@sha256:...".',
  };
};
const variableName = text(/^[A-Za-z_][A-Za-z0-9_]*$/, "it is no name for a variable", "Rename it.");
const secret = text(
  /^(\/?[\w.-]+(\/[\w.-]+)*|arn:[\w-]+:(ssm|secretsmanager):.+)$/,
  "a secret is the name of an SSM parameter, or the ARN of a parameter or of a secret",
  "Put the value into SSM or Secrets Manager and name it here.",
);
const directory = text(/^\/[^\s]+$/, "it is no absolute path", 'Pass a path like "/tmp".');

/** What has to hold of the containers of a release, whether their values are known already or not. */
export function containerChecks(containers: Record<string, ContainerArgs | ContainerSpec>): Judged[] {
  return Object.entries(containers).flatMap(([name, container]) => {
    const at = `containers.${name}`;
    if (container === null || typeof container !== "object") {
      return [{ argument: at, value: container, rule: notAContainer }];
    }
    const judged = (argument: string, value: unknown, rule: Rule): Judged => ({
      argument: `${at}.${argument}`,
      value,
      rule,
    });
    return [
      { argument: "containers", value: name, rule: containerName },
      judged("image", container.image, image),
      judged("memoryReservationMiB", container.memoryReservationMiB, wholeNumber(6, 1_048_576, "MiB")),
      judged("memoryLimitMiB", container.memoryLimitMiB, optional(notBelow(container.memoryReservationMiB))),
      judged("cpuUnits", container.cpuUnits, optional(wholeNumber(2, 196_608, "CPU units"))),
      judged("stopTimeoutSeconds", container.stopTimeoutSeconds, optional(wholeNumber(2, 120, "seconds"))),
      ...listed(container.ports).map((port, i) => judged(`ports[${i}]`, port, wholeNumber(1, 65_535))),
      judged("ports", container.ports, optional(distinct)),
      ...entries(container.variables).flatMap(([key, value]) => [
        judged("variables", key, variableName),
        judged(`variables.${key}`, value, anyText),
      ]),
      judged("command", container.command, optional(listOf(anyText))),
      judged("entryPoint", container.entryPoint, optional(listOf(anyText))),
      judged("user", container.user, optional(anyText)),
      judged("workingDirectory", container.workingDirectory, optional(anyText)),
      judged("labels", container.labels, optional(texts)),
      ...["variables", "secrets", "tmpfs", "healthCheck"].map((argument) =>
        judged(argument, entriesMap(container)[argument], optional(aMap)),
      ),
      judged("essential", container.essential, optional(trueOrFalse)),
      judged("secrets", twice(container.variables, container.secrets), nothingTwice),
      ...Object.entries(HEALTH_CHECK).map(([key, rule]) =>
        judged(
          `healthCheck.${key}`,
          entriesMap(container.healthCheck)[key],
          container.healthCheck === undefined ? optional(rule) : rule,
        ),
      ),
      ...entries(container.secrets).flatMap(([key, value]) => [
        judged("secrets", key, variableName),
        judged(`secrets.${key}`, value, secret),
      ]),
      ...entries(container.tmpfs).flatMap(([path, size]) => [
        judged("tmpfs", path, directory),
        judged(`tmpfs.${path}`, size, wholeNumber(1, 65_536, "MiB")),
      ]),
      ...(container.writableRootFilesystem === undefined
        ? []
        : [judged("writableRootFilesystem.reason", reasonOf(container.writableRootFilesystem), notEmpty)]),
    ];
  });
}

const CONTAINER: ArgumentNames<ContainerArgs> = {
  image: true,
  memoryReservationMiB: true,
  memoryLimitMiB: true,
  cpuUnits: true,
  essential: true,
  command: true,
  entryPoint: true,
  ports: true,
  variables: true,
  secrets: true,
  stopTimeoutSeconds: true,
  tmpfs: true,
  writableRootFilesystem: true,
  user: true,
  workingDirectory: true,
  labels: true,
  healthCheck: true,
};
const CONTAINER_HEALTH_CHECK: ArgumentNames<ContainerHealthCheck> = {
  command: true,
  intervalSeconds: true,
  timeoutSeconds: true,
  retries: true,
  startPeriodSeconds: true,
};
const WRITABLE: ArgumentNames<WritableRootFilesystem> = { reason: true };

/** What is said of containers that there is no argument for. */
export function otherContainerArguments(containers: Record<string, unknown>): Problem[] {
  return Object.entries(containers).flatMap(([name, container]) => {
    const at = `containers.${name}`;
    const { healthCheck, writableRootFilesystem } = entriesMap(container);
    return [
      ...otherArguments(container, CONTAINER, at),
      ...otherArguments(healthCheck, CONTAINER_HEALTH_CHECK, `${at}.healthCheck`),
      ...otherArguments(writableRootFilesystem, WRITABLE, `${at}.writableRootFilesystem`),
    ];
  });
}

/** Ranges of a health check. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html */
const HEALTH_CHECK: Readonly<Record<string, Rule>> = {
  command: text(/\S/, "a check is a command", 'Write it like "wget -q -O- localhost:8080/healthz".'),
  intervalSeconds: optional(wholeNumber(5, 300, "seconds")),
  timeoutSeconds: optional(wholeNumber(2, 60, "seconds")),
  retries: optional(wholeNumber(1, 10)),
  startPeriodSeconds: optional(wholeNumber(0, 300, "seconds")),
};

function twice(variables: unknown, secrets: unknown): string[] {
  const names = new Set(keys(variables));
  return keys(secrets).filter((name) => names.has(name));
}

const nothingTwice: Rule = (value) =>
  Array.isArray(value) && value.length > 0
    ? { rule: "it is among the variables too", remedy: "Keep it as a secret only." }
    : undefined;

function entriesMap(value: unknown): Record<string, unknown> {
  return Object.fromEntries(entries(value));
}

const notAContainer: Rule = () => ({
  rule: "it describes no container",
  remedy: "Pass image and memoryReservationMiB.",
});

const notEmpty = text(/\S/, "it says no reason", "Say in a few words why it must write, or leave it out.");

const distinct: Rule = (value) =>
  Array.isArray(value) && new Set(value).size === value.length
    ? undefined
    : { rule: "it must be a list of different ports", remedy: "Name each port once." };

function notBelow(reservation: unknown): Rule {
  return (value) => {
    const broken = wholeNumber(6, 1_048_576, "MiB")(value);
    if (broken || typeof reservation !== "number" || (value as number) >= reservation) return broken;
    return {
      rule: `it is below memoryReservationMiB, ${reservation}`,
      remedy: "Raise it, or leave it out for twice the reservation.",
    };
  };
}

function reasonOf(value: unknown): unknown {
  return value !== null && typeof value === "object" ? (value as { reason?: unknown }).reason : value;
}

function entries(value: unknown): [string, unknown][] {
  return isRecord(value) ? Object.entries(value) : [];
}

function keys(value: unknown): string[] {
  return entries(value).map(([key]) => key);
}
