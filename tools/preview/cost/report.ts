import { count } from "../terminal";
import type { Bill, BillLine } from "./bill";
import { isSpot } from "./nodes";
import { HOURS_PER_MONTH } from "./prices";

/** Where the figures come from, if there are any, and what they leave out. */
export function billSource(bills: readonly Bill[]): string {
  const [first] = bills;
  if (first === undefined) return "";
  const from = `List prices read ${first.pricesOf}, with the fewest nodes to the most; traffic, requests, metrics on top. `;
  return `${bills.some(isPriced) ? from : ""}Types that are not known here to bill by the hour are not counted.`;
}

/** Whether the price of anything on it is known. */
export function isPriced({ lines }: Bill): boolean {
  return lines.some(({ each }) => each !== null);
}

/** "0.59 USD an hour, 429.97 a month with the fewest nodes, 1,934.60 with all; spot costs less". */
export function billSummary({ perHour, perMonth, lines }: Bill): string {
  const priced = lines.filter(({ each }) => each !== null);
  if (lines.length === 0) return "nothing that is known here bills by the hour";
  const unknown = lines.length - priced.length;
  if (priced.length === 0) return `${count(unknown, "price")} not known here`;
  const most = perMonth.most > perMonth.fewest ? ` with the fewest nodes, ${money(perMonth.most)} with all` : "";
  const also = unknown > 0 ? `, and what is not known here` : "";
  const hour = perHour.fewest > 0 && perHour.fewest < 0.01 ? "less than 0.01" : perHour.fewest.toFixed(2);
  return `${hour} USD an hour, ${money(perMonth.fewest)} a month${most}${also}${savings(priced)}`;
}

/** What makes it cost less than the sums say, where some prices are upper bounds. */
function savings(priced: readonly BillLine[]): string {
  const bounds = priced.filter(({ atMost }) => atMost);
  const spot = bounds.some(({ what }) => isSpot(what));
  const types = bounds.some(({ what }) => !isSpot(what));
  if (spot && types) return "; spot and cheaper types cost less";
  if (types) return "; cheaper types cost less";
  return spot ? "; spot costs less" : "";
}

/** Each line in a few words: "3 NAT gateways 113.88". */
export function billItems({ lines }: Bill): string[] {
  return lines.map((line) => `${countOf(line)} ${amountOf(line)}`.trim());
}

/** "3 NAT gateways", "1 to 4 spot nodes". */
export function countOf({ what, count: { fewest, most } }: BillLine): string {
  const noun = (n: number) => plural(what, n);
  return fewest === most ? `${fewest} ${noun(fewest)}` : `${fewest} to ${most} ${noun(most)}`;
}

/** A line's amount for a month with the fewest nodes, or why there is none. */
export function amountOf({ count: { fewest }, each, atMost }: BillLine): string {
  if (each === null) return "(price not known here)";
  return fewest === 0 ? "" : `${atMost ? "≤ " : ""}${money(fewest * each * HOURS_PER_MONTH)}`;
}

/** A bill in one cell: "156.98 to 422.06", with a mark where it is a bound or something is missing. */
export function billCell({ perMonth: { fewest, most }, lines }: Bill): string {
  if (lines.every(({ each }) => each === null)) return lines.length === 0 ? "-" : "not known";
  const missing = lines.some(({ each }) => each === null) ? " + ?" : "";
  return (most > fewest ? `${money(fewest)} to ${money(most)}` : money(fewest)) + missing;
}

/** "1 disk (30 GiB gp3)", "2 disks (30 GiB gp3)", "2 public IPv4 addresses". */
function plural(what: string, n: number): string {
  if (n === 1) return what;
  const [, noun = what, rest = ""] = /^([^(]*?)( \(.*\))?$/.exec(what) ?? [];
  return `${noun}${noun.endsWith("s") ? "es" : "s"}${rest}`;
}

/** Dollars with two decimals and thousands apart. */
export function money(usd: number): string {
  return usd.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}
