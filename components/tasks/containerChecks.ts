import { type Judged, optional, type Rule, text, wholeNumber } from "../check";
import type { ContainerArgs } from "./containerArgs";
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
      ...list(container.ports).map((port, i) => judged(`ports[${i}]`, port, wholeNumber(1, 65_535))),
      judged("ports", container.ports, optional(distinct)),
      ...keys(container.variables).map((key) => judged("variables", key, variableName)),
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

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function entries(value: unknown): [string, unknown][] {
  const plain = value !== null && typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype;
  return plain ? Object.entries(value) : [];
}

function keys(value: unknown): string[] {
  return entries(value).map(([key]) => key);
}
