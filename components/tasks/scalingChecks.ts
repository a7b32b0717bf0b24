import { type ArgumentNames, otherArguments } from "../argumentNames";
import { isPlain, isRecord, optional, type Problem, problemsOf, type Rule, text, wholeNumber } from "../check";
import type { PinnedRelease } from "./pinnedRelease";
import type { ScheduledMinimum, WebScalingArgs } from "./scalingArgs";
import { scheduleExpression, timeZone } from "./scheduleExpression";

/** Tasks of one service without a raised quota. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html */
export const MAX_TASKS = 5_000;

const cooldown = optional(wholeNumber(0, 3_600, "seconds"));
const percent = optional(wholeNumber(1, 200, "percent"));

const RULES: Readonly<Record<Exclude<keyof WebScalingArgs, "scheduledMinimums">, Rule>> = {
  minTasks: wholeNumber(1, MAX_TASKS, "tasks (without any there is no metric that could start one)"),
  maxTasks: wholeNumber(1, MAX_TASKS, "tasks"),
  cpuPercent: percent,
  memoryPercent: percent,
  requestsPerTaskPerMinute: optional(wholeNumber(1, 1_000_000, "requests")),
  scaleOutCooldownSeconds: cooldown,
  scaleInCooldownSeconds: cooldown,
};

/** The name of a scheduled minimum, a part of the action's name. */
const minimumName = text(/^[a-z][a-z0-9-]{0,39}$/, "it is no plain name", 'Choose one like "morning".');

/** Only a cron expression: a minimum that begins every six hours begins at no time of day. */
const timeOfDay: Rule = (value) =>
  typeof value === "string" && value.startsWith("rate(")
    ? { rule: "a minimum begins at a time of day", remedy: 'Write it like "cron(0 7 ? * MON-FRI *)".' }
    : scheduleExpression(value);

const MINIMUM_RULES: Readonly<Record<keyof ScheduledMinimum, Rule>> = {
  schedule: timeOfDay,
  timeZone,
  minTasks: wholeNumber(1, MAX_TASKS, "tasks"),
};

const ARGUMENTS: ArgumentNames<WebScalingArgs> = {
  minTasks: true,
  maxTasks: true,
  cpuPercent: true,
  memoryPercent: true,
  requestsPerTaskPerMinute: true,
  scheduledMinimums: true,
  scaleOutCooldownSeconds: true,
  scaleInCooldownSeconds: true,
};
const MINIMUM: ArgumentNames<ScheduledMinimum> = { schedule: true, timeZone: true, minTasks: true };

/** What is wrong with a service's scaling, alone and beside its other arguments. */
export function scalingProblems(
  args: { readonly scaling?: unknown; readonly capacity?: unknown },
  behindLoadBalancer: boolean,
): Problem[] {
  const { scaling } = args;
  if (scaling === undefined) return [];
  if (!isPlain(scaling)) {
    const rule = "it decides which resources there are, so it must be known before the update";
    return [{ argument: "scaling", value: scaling, rule, remedy: "Pass plain values." }];
  }
  if (!isRecord(scaling)) {
    const rule = `it has minTasks, maxTasks and any of ${Object.keys(ARGUMENTS).slice(2).join(", ")}`;
    return [{ argument: "scaling", value: scaling, rule, remedy: "Pass a map of these." }];
  }
  const minimums = minimumProblems(scaling.scheduledMinimums);
  const problems = [
    ...otherArguments(scaling, ARGUMENTS, "scaling"),
    ...problemsOf(
      Object.entries(RULES).map(([key, rule]) => ({ argument: `scaling.${key}`, value: scaling[key], rule })),
    ),
    ...minimums,
  ];
  if (!behindLoadBalancer && scaling.requestsPerTaskPerMinute !== undefined) {
    problems.push({
      argument: "scaling.requestsPerTaskPerMinute",
      value: scaling.requestsPerTaskPerMinute,
      rule: "it is counted by the load balancer, and this has none",
      remedy: "Scale on cpuPercent or memoryPercent.",
    });
  }
  // Numbers are held against each other as soon as they are numbers, whatever else is wrong.
  if (problems.some(({ argument }) => /^scaling\.(minTasks|maxTasks|scheduledMinimums)/.test(argument)))
    return problems;
  const known = scaling as unknown as WebScalingArgs;
  return [...problems, ...rangeProblems(known), ...baseProblems(known, args.capacity)];
}

function minimumProblems(minimums: unknown): Problem[] {
  if (minimums === undefined) return [];
  const at = "scaling.scheduledMinimums";
  const remedy = "Pass minimums by name, each with schedule, timeZone and minTasks.";
  if (!isRecord(minimums)) return [{ argument: at, value: minimums, rule: "it must be a map", remedy }];
  return Object.entries(minimums).flatMap(([name, minimum]) => {
    const one = `${at}.${name}`;
    if (!isRecord(minimum)) return [{ argument: one, value: minimum, rule: "it is no minimum", remedy }];
    return [
      ...problemsOf([{ argument: at, value: name, rule: minimumName }]),
      ...otherArguments(minimum, MINIMUM, one),
      ...problemsOf(
        Object.entries(MINIMUM_RULES).map(([key, rule]) => ({ argument: `${one}.${key}`, value: minimum[key], rule })),
      ),
    ];
  });
}

function rangeProblems(scaling: WebScalingArgs): Problem[] {
  const { minTasks, maxTasks, scheduledMinimums = {} } = scaling;
  const minimums = Object.entries(scheduledMinimums);
  const problems: Problem[] = [];
  if (maxTasks <= minTasks) {
    const rule = `it leaves no room above minTasks, ${minTasks}`;
    const remedy = "Raise it; a number of tasks that stays is desiredCount alone.";
    problems.push({ argument: "scaling.maxTasks", value: maxTasks, rule, remedy });
  }
  const metrics = [scaling.cpuPercent, scaling.memoryPercent, scaling.requestsPerTaskPerMinute];
  if (metrics.every((metric) => metric === undefined)) {
    problems.push({
      argument: "scaling",
      value: scaling,
      shown: "without a metric",
      rule: "nothing would ever take tasks away, or add any above a minimum",
      remedy: "Say cpuPercent, memoryPercent or, behind a load balancer, requestsPerTaskPerMinute.",
    });
  }
  for (const [name, minimum] of minimums) {
    if (minimum.minTasks >= minTasks && minimum.minTasks <= maxTasks) continue;
    const rule = `it is not between minTasks, ${minTasks}, and maxTasks, ${maxTasks}`;
    const argument = `scaling.scheduledMinimums.${name}.minTasks`;
    problems.push({ argument, value: minimum.minTasks, rule, remedy: "Move it, or one of those." });
  }
  if (minimums.length > 0 && minimums.every(([, minimum]) => minimum.minTasks > minTasks)) {
    problems.push({
      argument: "scaling.scheduledMinimums",
      value: minimums.map(([name, minimum]) => `${name} ${minimum.minTasks}`).join(", "),
      rule: `none of them goes back to minTasks, ${minTasks}, so that would never hold again`,
      remedy: `Add one with minTasks ${minTasks} for when the others end.`,
    });
  }
  return problems;
}

/** A base is a promise of tasks that stay on a pool. A service that shrinks below it does not keep that. */
function baseProblems({ minTasks }: WebScalingArgs, capacity: unknown): Problem[] {
  const shares = isRecord(capacity) ? Object.entries(capacity) : [];
  return shares.flatMap(([pool, share]) => {
    const base = isRecord(share) && typeof share.base === "number" ? share.base : 0;
    if (base <= minTasks) return [];
    const rule = `the service may shrink to minTasks, ${minTasks}, and the base is what stays`;
    const remedy = "Raise scaling.minTasks, or lower the base.";
    return [{ argument: `capacity.${pool}.base`, value: base, rule, remedy }];
  });
}

/** The rule of a desired count beside scaling, which begins there and never leaves its range. */
export function withinScaling(scaling: unknown): Rule {
  const { minTasks, maxTasks } = isRecord(scaling) ? scaling : {};
  if (typeof minTasks !== "number" || typeof maxTasks !== "number") return wholeNumber(0, MAX_TASKS, "tasks");
  return (value) =>
    wholeNumber(0, MAX_TASKS, "tasks")(value) ??
    (Number(value) >= minTasks && Number(value) <= maxTasks
      ? undefined
      : {
          rule: `with scaling it is only where the service begins, between minTasks, ${minTasks}, and maxTasks, ${maxTasks}`,
          remedy: "Leave it out for minTasks.",
        });
}

/** What is wrong with scaling once it is known what the release reserves. */
export function unscalableProblems(scaling: WebScalingArgs | undefined, { cpuUnits }: PinnedRelease): Problem[] {
  if (scaling?.cpuPercent === undefined || cpuUnits > 0) return [];
  return [
    {
      argument: "scaling.cpuPercent",
      value: scaling.cpuPercent,
      rule: "the release reserves no CPU that this could be a share of",
      remedy: "Give its containers cpuUnits, or scale on something else.",
    },
  ];
}
