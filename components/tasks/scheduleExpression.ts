import type { Rule } from "../check";

const RATE = /^rate\(([1-9]\d*) (minutes?|hours?|days?)\)$/;
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAY_OF_MONTH = 2;
const DAY_OF_WEEK = 4;

/** A field of a cron expression. */
interface Field {
  readonly called: string;
  readonly from: number;
  readonly to: number;
  /** Other names of its values, the first for `from`. */
  readonly names?: readonly string[];
  /** What it may say instead of values, ranges and steps. */
  readonly also?: RegExp;
}

/** @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based */
const FIELDS: readonly Field[] = [
  { called: "minutes", from: 0, to: 59 },
  { called: "hours", from: 0, to: 23 },
  { called: "days of the month", from: 1, to: 31, also: /^(\?|L|LW|([1-9]|[12]\d|3[01])W)$/ },
  { called: "months", from: 1, to: 12, names: MONTHS },
  {
    called: "days of the week",
    from: 1,
    to: 7,
    names: DAYS,
    also: new RegExp(`^(\\?|L|([1-7]|${DAYS.join("|")})(L|#[1-5]))$`),
  },
  { called: "years", from: 1970, to: 2199 },
];

/** A schedule that repeats, as EventBridge Scheduler takes it. */
export const scheduleExpression: Rule = (value) => {
  const expression = typeof value === "string" ? value : "";
  if (RATE.test(expression)) return undefined;
  const inside = /^cron\((.*)\)$/.exec(expression)?.[1];
  if (inside === undefined) return broken('it is neither "cron(...)" nor "rate(...)"');
  const fields = inside.split(" ");
  if (fields.length !== FIELDS.length) {
    return broken(`a cron expression has ${FIELDS.length} fields, with the year last, and this has ${fields.length}`);
  }
  const wrong = FIELDS.findIndex((field, at) => !fits(field, fields[at] ?? ""));
  const { called, from, to, names } = FIELDS[wrong] ?? {};
  if (wrong >= 0) {
    const also = names === undefined ? "" : ` or ${names[0]} to ${names.at(-1)}`;
    return broken(`"${fields[wrong]}" is not understood for ${called}, which are ${from} to ${to}${also}`);
  }
  const unspecified = [fields[DAY_OF_MONTH], fields[DAY_OF_WEEK]].filter((field) => field === "?").length;
  if (unspecified !== 1) return broken("exactly one of day of month and day of week must be ?");
  return undefined;
};

/** Whether a field says values, ranges or steps that there are. */
function fits({ from, to, names = [], also }: Field, text: string): boolean {
  const numberOf = (part: string) => {
    const named = names.indexOf(part.toUpperCase());
    return named >= 0 ? named + from : /^\d{1,4}$/.test(part) ? Number(part) : Number.NaN;
  };
  if (also?.test(text.toUpperCase())) return true;
  return text.split(",").every((part) => {
    const [range = "", step, ...more] = part.split("/");
    if (more.length > 0 || (step !== undefined && !/^[1-9]\d{0,3}$/.test(step))) return false;
    if (range === "*") return true;
    const [first = Number.NaN, last = first, ...others] = range.split("-").map(numberOf);
    // Days of the week go round, as in FRI-MON.
    return others.length === 0 && first >= from && last <= to && last >= from && (first <= last || names === DAYS);
  });
}

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
    const { timeZone } = new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions();
    return timeZone === name || timeZone.toLowerCase() !== name.toLowerCase(); // it takes any case, and AWS does not
  } catch {
    return false;
  }
}

function broken(rule: string) {
  return { rule, remedy: 'Write it like "cron(0 3 * * ? *)" or "rate(6 hours)".' };
}
