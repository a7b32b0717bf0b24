import { join } from "node:path";
import { record } from "../tools/preview/recorder";
import type { RecordedResource, Recording } from "../tools/preview/recording";
import { releaseAnswers } from "../tools/preview/releaseAnswers";
import { estateOf } from "./estate";
import { environment, releases } from "./program";

/** What one preview found. */
export interface Once {
  readonly services: number;
  /** Resources of AWS, those of the releases among them, without components, stacks and providers. */
  readonly resources: number;
  /** The same, counted as CloudFormation does. */
  readonly inCloudFormation: number;
  /** Types of these resources, each once. */
  readonly types: readonly string[];
  /** Violations, when the pack was asked. */
  readonly violations?: number;
}

/** Types of settings that in CloudFormation are properties of the bucket. */
const BUCKET_SETTING =
  /^aws:s3\/bucket(LifecycleConfiguration|PublicAccessBlock|ServerSideEncryptionConfiguration|Versioning):/;
/** Types of rules that are properties of their security group there, unless they name another group. */
const GROUP_RULE = /^aws:vpc\/securityGroup(In|E)gressRule:/;

/**
 * Previews an environment of so many services, as `npm start` does: its releases first, which answer for AWS, then the
 * environment itself.
 * @throws Refused when the program fails, so that nothing incomplete is ever measured.
 */
export async function previewOnce(services: number, pack: boolean): Promise<Once> {
  const estate = estateOf(services);
  const run = { project: "bench", config: { "aws:region": estate.region } };
  const released = complete(
    await record({ ...run, stack: "releases", program: () => releases(estate), preview: false }),
  );
  const answers = releaseAnswers(released);
  const recording = complete(await record({ ...run, stack: estate.name, program: () => environment(estate), answers }));
  const resources = [...released.resources, ...recording.resources].filter(isOfAws);
  const found = {
    services,
    resources: resources.length,
    inCloudFormation: resources.filter((resource) => !isPropertyInCloudFormation(resource)).length,
    types: [...new Set(resources.map(({ type }) => type))].sort(),
  };
  if (!pack) return found;
  const { judgeInProcess, loadPack } =
    require("../tools/preview/packHost") as typeof import("../tools/preview/packHost");
  const violations = await judgeInProcess(loadPack(join(__dirname, "../policy/pack.ts")), recording);
  return { ...found, violations: violations.length };
}

/** What the library says of an environment that it refuses, like one that is too large. */
export class Refused extends Error {}

function complete(recording: Recording): Recording {
  if (recording.errors.length > 0) throw new Refused(recording.errors.join("\n"));
  return recording;
}

function isOfAws({ custom, type }: RecordedResource): boolean {
  return custom && type.startsWith("aws:");
}

function isPropertyInCloudFormation({ type, inputs }: RecordedResource): boolean {
  return BUCKET_SETTING.test(type) || (GROUP_RULE.test(type) && inputs.referencedSecurityGroupId === undefined);
}
