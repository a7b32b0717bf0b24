import { readings } from "./readings";

/** What tells environments apart. */
export interface Environments {
  readonly names: readonly string[];
  /** The account of each. One that all of them share tells nothing. @default - not known */
  readonly accounts?: Readonly<Record<string, string>>;
  /** Texts that may be there all the same. */
  readonly allowed?: readonly string[];
}

/** A place in a definition that names an environment. */
export interface Leak {
  /** Path of the text, like `containers.app.variables.URL`. */
  readonly path: string;
  readonly environment: string;
  /** The account, where its id is what names the environment. */
  readonly account?: string;
  /** How the text is written, where that hides the name. */
  readonly encoding?: string;
  /** Which of the texts that are allowed has the name in it. */
  readonly allowedBy?: number;
}

/** What is known of places in a definition. */
export interface Places {
  /** Whether the keys at a path are words of the library or of AWS, so that only their values say something. */
  readonly ownKeys?: (path: readonly string[]) => boolean;
  /** Whether a path has names of what is in AWS, where no device is meant and no host. */
  readonly namesOnly?: (path: readonly string[]) => boolean;
}

/**
 * Finds what names an environment in a definition that all environments share: names as words of a text or of a key, and
 * ids of accounts. A word ends where the letters do, and where the case says so: `https://api.dev.example.com`, `PROD_URL`,
 * `prod2` and `apiDev` are found, `product`, `develop` and `devhost` are not. A dash in a name may be any other sign, or a
 * change of case. Percent encoding and base64 are looked into; parts of words, abbreviations and other encodings are not:
 * they would find names where there are none.
 */
export function findLeaks(value: unknown, environments: Environments, places: Places = {}): Leak[] {
  const { ownKeys = () => false, namesOnly = () => false } = places;
  const searches = searchFor(environments);
  const search = (text: string, path: readonly string[]) => searches(text, path, namesOnly(path) ? [] : EXEMPT);
  const walk = (within: unknown, path: readonly string[]): Leak[] => {
    if (typeof within === "string") return search(within, path);
    if (within === null || typeof within !== "object") return [];
    const own = Array.isArray(within) || ownKeys(path);
    return Object.entries(within).flatMap(([key, child]) => {
      const inside = [...path, Array.isArray(within) ? `[${key}]` : key];
      return [...(own ? [] : search(key, inside)), ...walk(child, inside)];
    });
  };
  return walk(value, []);
}

/** A part of a text, and what it says. */
interface Match {
  readonly from: number;
  readonly to: number;
  readonly environment: string;
  readonly account?: string;
}

function searchFor({ names, accounts = {}, allowed = [] }: Environments) {
  const telling = new Set(Object.values(accounts)).size > 1 ? Object.entries(accounts) : [];
  const searches = [
    ...names.map((environment) => ({ environment, pattern: nameIn(environment) })),
    ...telling.map(([environment, account]) => ({ environment, account, pattern: accountIn(account) })),
  ];
  return (text: string, path: readonly string[], exceptions: readonly RegExp[]): Leak[] => {
    const leaks = readings(text).flatMap(({ said, encoding }) => {
      const matches = searches.flatMap(({ pattern, ...found }) =>
        [...said.matchAll(pattern)].map((match): Match => ({ ...found, ...placeOf(match) })),
      );
      const exempt = exceptions.flatMap((each) => [...said.matchAll(each)].map(placeOf));
      return matches
        .filter((match) => !matches.some((other) => isLonger(other, match)))
        .filter((match) => !exempt.some((place) => holds(place, match)))
        .map(({ from, to, ...found }): Leak => {
          const allowedBy = allowed.findIndex((each) =>
            placesOf(each, said).some((place) => holds(place, { from, to })),
          );
          const hidden = encoding === undefined ? {} : { encoding };
          return { path: written(path), ...found, ...hidden, ...(allowedBy >= 0 && { allowedBy }) };
        });
    });
    return distinct(leaks);
  };
}

/**
 * What names no environment, whatever they are called: device files, and the hosts of Google's registry. A device ends where
 * a shell's word does, since `/dev/log-level` and `/dev/log/token` may be anybody's parameters; some are folders.
 */
const EXEMPT = [
  /(?<![\w./-])\/dev\/(?:null|zero|full|u?random|stdin|stdout|stderr|tty|console|ptmx|log|fuse|net\/tun|(?:fd|pts)(?:\/\d+)?|shm)(?=\.*(?:$|[\s"'`;&|<>()[\]{},:\\]))/g,
  /(?<![\w./-])\/dev\/shm(?=\/)/g,
  /\bdocker\.pkg\.dev\b/g,
];

/** Where a new word begins without a sign between: `api|Dev`, `API|Dev`. */
const HUMP = "(?:(?<=\\p{Ll})(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll}))";

/** A name as a word. Case is spelled out, because a pattern that ignores it could not see where a word begins. */
function nameIn(name: string): RegExp {
  const edge = (side: "<" | "", end: string | undefined) =>
    /\d/.test(end ?? "") ? `(?${side}!\\p{N})` : `(?:(?${side}!\\p{L})|${HUMP})`;
  const spelled = [...name].map((sign) => {
    if (sign === "-") return `(?:[^\\p{L}\\p{N}]|${HUMP}|(?<=\\p{N})(?=\\p{Lu}))`;
    return /[a-z]/i.test(sign)
      ? `[${sign.toLowerCase()}${sign.toUpperCase()}]`
      : sign.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&");
  });
  return new RegExp(`${edge("<", name.at(0))}${spelled.join("")}${edge("", name.at(-1))}`, "gu");
}

/** The id of an account, also as AWS shows it, with dashes. */
function accountIn(id: string): RegExp {
  return new RegExp(`(?<!\\d)${id.replace(/\D/g, "").replace(/(\d{4})(?=\d)/g, "$1-?")}(?!\\d)`, "g");
}

interface Place {
  readonly from: number;
  readonly to: number;
}

function placeOf(match: RegExpExecArray): Place {
  return { from: match.index, to: match.index + match[0].length };
}

function placesOf(part: string, text: string): Place[] {
  const places: Place[] = [];
  if (part === "") return places;
  for (let from = text.indexOf(part); from >= 0; from = text.indexOf(part, from + 1)) {
    places.push({ from, to: from + part.length });
  }
  return places;
}

function holds(outer: Place, inner: Place): boolean {
  return outer.from <= inner.from && inner.to <= outer.to;
}

/** In `eu-prod` the environment eu-prod is named, and not prod. */
function isLonger(other: Match, match: Match): boolean {
  return holds(other, match) && other.to - other.from > match.to - match.from;
}

/** One for what a text says several times, unless one is allowed and another is not. */
function distinct(leaks: readonly Leak[]): Leak[] {
  const keys = leaks.map(({ environment, account, allowedBy }) => JSON.stringify([environment, account, allowedBy]));
  return leaks.filter((_, i) => keys.indexOf(keys[i] ?? "") === i);
}

function written(path: readonly string[]): string {
  return path.reduce((at, key) => (at === "" || key.startsWith("[") ? `${at}${key}` : `${at}.${key}`), "");
}
