import type { InvokeAnswers, Properties, RecordedResource, Recording } from "./recording";
import { account } from "./resolved";
import { plain } from "./values";

/** The function by which an environment reads the task definition it pins. */
export const taskDefinitionToken = "aws:ecs/getTaskDefinition:getTaskDefinition";

const notFound = "ClientException: Unable to describe task definition.";

/**
 * Lets recorded releases answer for AWS: a revision from 1 up of a recorded family is the definition as today's code makes
 * it, since no other is at hand. Ask a recording that knows computed values, or role ARNs and the like stay unknown.
 */
export function releaseAnswers(releases: Recording): InvokeAnswers {
  const families = new Map<string, RecordedResource>();
  for (const resource of releases.resources) {
    if (resource.type === "aws:ecs/taskDefinition:TaskDefinition")
      families.set(String(resource.inputs.family), resource);
  }
  const region = releases.config["aws:region"] ?? "us-east-1";
  return {
    [taskDefinitionToken]: ({ taskDefinition }) => {
      const asked = parse(String(taskDefinition));
      const resource = asked && families.get(asked.family);
      if (asked === undefined || resource === undefined) return `${notFound} (${taskDefinition})`;
      return definition(plain(resource.outputs), asked.family, asked.revision, region);
    },
  };
}

/** `family`, `family:revision` or an ARN; a family alone means its newest revision. */
function parse(name: string): { family: string; revision: number } | undefined {
  const [, family, revision = "1"] = /^(?:arn:[^/]*\/)?([\w-]+)(?::(\d+))?$/.exec(name) ?? [];
  return family === undefined || Number(revision) < 1 ? undefined : { family, revision: Number(revision) };
}

/** What AWS would say of the revision. */
function definition(given: Properties, family: string, revision: number, region: string): Properties {
  const arnWithoutRevision = `arn:aws:ecs:${region}:${account}:task-definition/${family}`;
  const arn = `${arnWithoutRevision}:${revision}`;
  const text = (property: string) => String(given[property] ?? "");
  const list = (property: string) => (Array.isArray(given[property]) ? given[property] : []);
  const one = (property: string) => (given[property] === undefined ? [] : [given[property]]);
  return {
    arn,
    arnWithoutRevision,
    containerDefinitions: text("containerDefinitions"),
    cpu: text("cpu"),
    enableFaultInjection: given.enableFaultInjection ?? false,
    ephemeralStorages: one("ephemeralStorage"),
    executionRoleArn: text("executionRoleArn"),
    family,
    id: arn,
    ipcMode: text("ipcMode"),
    memory: text("memory"),
    networkMode: given.networkMode ?? "bridge",
    pidMode: text("pidMode"),
    placementConstraints: list("placementConstraints"),
    proxyConfigurations: one("proxyConfiguration"),
    region,
    requiresCompatibilities: list("requiresCompatibilities"),
    revision,
    runtimePlatforms: one("runtimePlatform"),
    status: "ACTIVE",
    taskDefinition: `${family}:${revision}`,
    taskRoleArn: text("taskRoleArn"),
    volumes: list("volumes").map(volume),
  };
}

/** A volume: what is one block in the resource is a list in the answer. */
function volume(given: Properties): Properties {
  const kinds = ["dockerVolume", "efsVolume", "fsxWindowsFileServerVolume", "s3filesVolume"];
  return {
    name: given.name,
    hostPath: given.hostPath ?? "",
    configureAtLaunch: given.configureAtLaunch ?? false,
    ...Object.fromEntries(kinds.map((kind) => [`${kind}Configurations`, [given[`${kind}Configuration`] ?? []].flat()])),
  };
}
