import type { ArgumentNames } from "../argumentNames";
import { type Judged, optional, texts, wholeNumber } from "../check";
import { resourceName, teamName } from "../names";
import { releaseName } from "./releaseLookup";
import { withinScaling } from "./scalingChecks";
import type { ServiceArgs } from "./serviceArgs";

/** Arguments that web services and workers have in common. */
export const SERVICE_ARGUMENTS: ArgumentNames<ServiceArgs> = {
  environment: true,
  release: true,
  capacity: true,
  desiredCount: true,
  scaling: true,
  minimumHealthyPercent: true,
  maximumPercent: true,
  steadyStateTimeoutMinutes: true,
  team: true,
  tags: true,
};

/** Rules of the arguments that web services and workers have in common. */
export function serviceChecks(name: string, args: Omit<ServiceArgs, "environment">): Judged[] {
  return [
    { argument: "name", value: name, rule: resourceName },
    { argument: "team", value: args.team, rule: optional(teamName), plain: true },
    { argument: "tags", value: args.tags, rule: optional(texts) },
    { argument: "release", value: args.release, rule: releaseName },
    { argument: "desiredCount", value: args.desiredCount, rule: optional(withinScaling(args.scaling)) },
    { argument: "maximumPercent", value: args.maximumPercent, rule: optional(wholeNumber(101, 200, "percent")) },
    {
      argument: "minimumHealthyPercent",
      value: args.minimumHealthyPercent,
      rule: optional(wholeNumber(0, 100, "percent")),
    },
    {
      argument: "steadyStateTimeoutMinutes",
      value: args.steadyStateTimeoutMinutes,
      rule: optional(wholeNumber(1, 60, "minutes")),
      plain: true,
    },
  ];
}
