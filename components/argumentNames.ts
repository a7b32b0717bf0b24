import { isRecord, type Problem } from "./check";

/**
 * The names of all arguments of a kind, as a table that does not compile when one is missing. TypeScript says a name that
 * there is not; JavaScript and YAML do not, and what is misspelt would have no effect.
 */
export type ArgumentNames<Args> = Readonly<Record<keyof Args, true>>;

/** What a map has beside the arguments that there are. @param at Where the map is, like `pools.spot`; "" for a component's own. */
export function otherArguments(value: unknown, known: Readonly<Record<string, true>>, at = ""): Problem[] {
  if (!isRecord(value)) return [];
  const others = Object.keys(value).filter((key) => value[key] !== undefined && !Object.hasOwn(known, key));
  return others.map((key) => ({
    argument: at === "" ? key : `${at}.${key}`,
    value: value[key],
    shown: "given",
    rule: "there is no such argument",
    remedy: `There are ${Object.keys(known).sort().join(", ")}.`,
  }));
}
