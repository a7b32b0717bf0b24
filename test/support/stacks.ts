import { join } from "node:path";
import program from "../../index";
import {
  type InvokeAnswers,
  type Properties,
  type RecordedResource,
  type Recording,
  record,
} from "../../tools/preview/recorder";
import { releaseAnswers } from "../../tools/preview/releaseAnswers";
import { readProject, readStackConfig } from "../../tools/preview/settings";

const project = readProject(join(__dirname, "../.."));
export const STACKS = ["releases", "dev", "stage", "prod"] as const;
export const ENVIRONMENTS = ["dev", "stage", "prod"] as const;

let answers: Promise<ReturnType<typeof releaseAnswers>> | undefined;

/** Runs a stack of this project with its committed configuration, or with some of it changed. */
export async function recordStack(
  stack: string,
  changes: Record<string, unknown> = {},
  options: { preview?: boolean; name?: string; answers?: InvokeAnswers } = {},
): Promise<Recording> {
  answers ??= run("releases", {}, { preview: false }).then(releaseAnswers);
  return run(stack, changes, options, { ...(await answers), ...options.answers });
}

function run(
  stack: string,
  changes: Record<string, unknown>,
  { preview = true, name = stack }: { preview?: boolean; name?: string },
  answers = {},
): Promise<Recording> {
  const { config } = readStackConfig(project, stack);
  const changed = Object.entries(changes).map(([key, value]) => [
    `fairlead:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return record({
    project: project.name,
    stack: name,
    config: { ...config, ...Object.fromEntries(changed) },
    program,
    answers,
    preview,
    computed,
  });
}

/** What an update has of a certificate: the records that prove its domains. */
function computed({ type, inputs }: RecordedResource): Properties | undefined {
  if (type !== "aws:acm/certificate:Certificate") return undefined;
  const domains = [inputs.domainName, ...((inputs.subjectAlternativeNames as unknown[] | undefined) ?? [])].map(String);
  return {
    domainValidationOptions: domains.map((domainName) => ({
      domainName,
      resourceRecordName: `_proof.${domainName}.`,
      resourceRecordType: "CNAME",
      resourceRecordValue: "_proof.acm-validations.aws.",
    })),
  };
}

/** A value of a stack's configuration, as the program reads it. */
export function configured<T>(stack: string, key: string): T {
  const { config } = readStackConfig(project, stack);
  return JSON.parse(config[`fairlead:${key}`] ?? "null") as T;
}

/** The resources of a type. */
export function typed(recording: Recording, type: string): readonly RecordedResource[] {
  return recording.resources.filter((resource) => resource.type === type);
}
