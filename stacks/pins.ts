import * as aws from "@pulumi/aws";
import type { Problem } from "fairlead";

/** Asks AWS whether every pinned revision can be deployed. @returns what is wrong with pins, with the newest revision. */
export async function unusablePins(pins: Record<string, number>): Promise<Problem[]> {
  const found = await Promise.all(Object.entries(pins).map(([family, revision]) => unusablePin(family, revision)));
  return found.flat();
}

async function unusablePin(family: string, revision: number): Promise<Problem[]> {
  const pinned = await describe(`${family}:${revision}`);
  if (pinned?.status === "ACTIVE") return [];
  const newest = await describe(family);
  return [
    {
      argument: `pins.${family}`,
      value: revision,
      rule: pinned === undefined ? `there is no revision ${family}:${revision}` : "that revision is deregistered",
      remedy:
        newest === undefined
          ? "None is registered in this account and region yet: update the stack `releases` first."
          : `The newest is ${newest.family}:${newest.revision}.`,
    },
  ];
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
