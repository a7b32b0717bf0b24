import type { Rule } from "../check";

const RATE = /^rate\(([1-9]\d*) (minutes?|hours?|days?)\)$/;
const FIELD = /^[\dA-Z*?,\-/LW#]+$/i;
/** Fields of a cron expression: minute, hour, day of month, month, day of week, year. */
const CRON_FIELDS = 6;
const DAY_OF_MONTH = 2;
const DAY_OF_WEEK = 4;

/** A schedule that repeats, as EventBridge Scheduler takes it. */
export const scheduleExpression: Rule = (value) => {
  const expression = typeof value === "string" ? value : "";
  if (RATE.test(expression)) return undefined;
  const inside = /^cron\((.*)\)$/.exec(expression)?.[1];
  if (inside === undefined) return broken('it is neither "cron(...)" nor "rate(...)"');
  const fields = inside.split(" ");
  if (fields.length !== CRON_FIELDS) {
    return broken(`a cron expression has ${CRON_FIELDS} fields, with the year last, and this has ${fields.length}`);
  }
  const odd = fields.find((field) => !FIELD.test(field));
  if (odd !== undefined) return broken(`"${odd}" is no field of a cron expression`);
  const unspecified = [fields[DAY_OF_MONTH], fields[DAY_OF_WEEK]].filter((field) => field === "?").length;
  if (unspecified !== 1) return broken("exactly one of day of month and day of week must be ?");
  return undefined;
};

/** The name of a time zone that this Node.js knows, as AWS spells it. */
export const timeZone: Rule = (value) => {
  const known =
    typeof value === "string" && /^(UTC|[A-Z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)+)$/.test(value) && isZone(value);
  return known
    ? undefined
    : { rule: "there is no such time zone", remedy: 'Pass a name like "Europe/Berlin", or "UTC".' };
};

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function broken(rule: string) {
  return { rule, remedy: 'Write it like "cron(0 3 * * ? *)" or "rate(6 hours)".' };
}
