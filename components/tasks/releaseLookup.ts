import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type CheckedArguments, text } from "../check";
import { type PinnedRelease, readRelease } from "./pinnedRelease";

/** `family:revision`. */
export const releaseName = text(
  /^[A-Za-z0-9_-]{1,255}:[1-9]\d{0,8}$/,
  "a release is family:revision, with a revision of 1 to 999,999,999",
  'Pin one, like "web:42".',
);

/** A release by name, and what AWS says is in it. */
export interface LookedUpRelease {
  readonly name: pulumi.Output<string>;
  readonly facts: pulumi.Output<PinnedRelease>;
}

/** Asks AWS what a release says: only the pinned revision counts, not what today's code would register. */
export function lookUpRelease(
  parent: pulumi.ComponentResource,
  check: CheckedArguments,
  release: pulumi.Input<string>,
): LookedUpRelease {
  const name = check.value("release", release);
  const facts = pulumi
    .output(aws.ecs.getTaskDefinitionOutput({ taskDefinition: name }, { parent }))
    .apply((described) => {
      const facts = readRelease(described);
      const problem = unusable(facts);
      if (problem)
        return check.raise([{ argument: "release", value: `${facts.family}:${facts.revision}`, ...problem }]);
      return facts;
    });
  return { name, facts };
}

function unusable({ status, networkMode }: PinnedRelease) {
  if (status !== "ACTIVE") {
    return { rule: "the revision is deregistered, and ECS deploys only active ones", remedy: "Pin another revision." };
  }
  if (networkMode === "awsvpc") {
    return {
      rule: "its network mode is awsvpc, and tasks here share their node's address",
      remedy: "Register a revision with network mode bridge, as TaskRelease does.",
    };
  }
  return undefined;
}
