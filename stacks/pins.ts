import * as aws from "@pulumi/aws";
import { type PinnedRelease, type Problem, readRelease } from "fairlead";

/** What AWS says of the pinned revisions. */
export interface Pinned {
  /** What is wrong with pins, with the newest revision. */
  readonly problems: readonly Problem[];
  /** Those that can be deployed, by family. */
  readonly releases: Readonly<Record<string, PinnedRelease>>;
}

/** Asks AWS for every pinned revision, and whether it can be deployed. */
export async function lookUpPins(pins: Record<string, number>): Promise<Pinned> {
  const found = await Promise.all(
    Object.entries(pins).map(async ([family, revision]) => ({ family, ...(await lookUp(family, revision)) })),
  );
  return {
    problems: found.flatMap(({ problem }) => problem ?? []),
    releases: Object.fromEntries(found.flatMap(({ family, release }) => (release ? [[family, release]] : []))),
  };
}

async function lookUp(family: string, revision: number): Promise<{ problem?: Problem; release?: PinnedRelease }> {
  const pinned = await describe(`${family}:${revision}`);
  if (pinned?.status === "ACTIVE") return { release: readRelease(pinned) };
  const newest = await describe(family);
  const problem = {
    argument: `pins.${family}`,
    value: revision,
    rule: pinned === undefined ? `there is no revision ${family}:${revision}` : "that revision is deregistered",
    remedy:
      newest === undefined
        ? "None is registered in this account and region yet: update the stack `releases` first."
        : `The newest is ${newest.family}:${newest.revision}.`,
  };
  return { problem };
}

/** What AWS says of a definition that it does not know, and what the provider makes of that. */
const UNKNOWN = /unable to describe task definition|couldn't find resource|empty result/i;

/** A definition, or nothing when AWS does not know it. Any other error goes on: it says nothing about the pin. */
async function describe(taskDefinition: string): Promise<aws.ecs.GetTaskDefinitionResult | undefined> {
  try {
    return await aws.ecs.getTaskDefinition({ taskDefinition });
  } catch (error) {
    if (error instanceof Error && UNKNOWN.test(error.message)) return undefined;
    throw error;
  }
}
