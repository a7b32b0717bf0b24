import { type ArgumentNames, otherArguments } from "../argumentNames";
import { anyText, argsOf, type Findings, listOf, optional, type Problem, trueOrFalse, wholeNumber } from "../check";
import { resourceName, teamName } from "../names";
import { releaseName } from "./releaseLookup";
import type { ScheduledTaskArgs } from "./scheduledTaskArgs";
import { scheduleExpression, timeZone } from "./scheduleExpression";
import { capacityProblems } from "./serviceCapacity";

const SCHEDULED_TASK: ArgumentNames<ScheduledTaskArgs> = {
  environment: true,
  release: true,
  schedule: true,
  timeZone: true,
  capacity: true,
  team: true,
  enabled: true,
  container: true,
  command: true,
  flexibleWindowMinutes: true,
  maximumRetryAttempts: true,
  maximumEventAgeSeconds: true,
};

/** What can be said of a scheduled task's arguments beforehand. */
export function scheduledTaskFindings(name: string, given: Omit<ScheduledTaskArgs, "environment">): Findings {
  const args = argsOf(given);
  return {
    judged: [
      { argument: "name", value: name, rule: resourceName },
      { argument: "release", value: args.release, rule: releaseName },
      { argument: "team", value: args.team, rule: optional(teamName), plain: true },
      { argument: "schedule", value: args.schedule, rule: scheduleExpression },
      { argument: "timeZone", value: args.timeZone, rule: timeZone },
      { argument: "enabled", value: args.enabled, rule: optional(trueOrFalse) },
      { argument: "container", value: args.container, rule: optional(anyText) },
      { argument: "command", value: args.command, rule: optional(listOf(anyText)) },
      {
        argument: "flexibleWindowMinutes",
        value: args.flexibleWindowMinutes,
        rule: optional(wholeNumber(1, 1_440, "minutes")),
        plain: true,
      },
      { argument: "maximumRetryAttempts", value: args.maximumRetryAttempts, rule: optional(wholeNumber(0, 185)) },
      {
        argument: "maximumEventAgeSeconds",
        value: args.maximumEventAgeSeconds,
        rule: optional(wholeNumber(60, 86_400, "seconds")),
      },
    ],
    problems: [
      ...otherArguments(given, SCHEDULED_TASK),
      ...(args.capacity === undefined ? [] : capacityProblems(args.capacity)),
      ...(args.command !== undefined && args.container === undefined ? [commandWithoutContainer] : []),
    ],
  };
}

const commandWithoutContainer: Problem = {
  argument: "container",
  value: undefined,
  rule: "a command is one container's",
  remedy: "Name the container whose command is replaced.",
};
