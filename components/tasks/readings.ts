/** What a text says, and how it is written when it has to be decoded for that. */
export interface Reading {
  readonly said: string;
  readonly encoding?: string;
}

/**
 * What a text may say: itself, without percent encoding, and each part of it that is readable text in base64, over several
 * lines too. Encodings that are not looked into are those that hide every name, like compression, and those that nobody uses
 * for this, like hex.
 */
export function readings(text: string): Reading[] {
  return [
    { said: text },
    ...(ESCAPES.test(text) ? [{ said: text.replace(ESCAPES_ALL, " ") }] : []),
    ...(PERCENT.test(text) ? [{ said: text.replace(PERCENT_ALL, decoded), encoding: "percent encoding" }] : []),
    ...partsInBase64(text).flatMap((part) => {
      const said = plain(Buffer.from(part, "base64"));
      return said === undefined ? [] : [{ said, encoding: "base64" }];
    }),
  ];
}

/** Line ends and the like as JSON and shells write them: in `\nprod` the n is no letter of the name. */
const ESCAPES = /\\[bfnrtv]/;
const ESCAPES_ALL = /\\[bfnrtv]/g;

const PERCENT = /%[0-9a-f]{2}/i;
const PERCENT_ALL = /(?:%[0-9a-f]{2})+/gi;

/** Long enough that what is none does not decode to text by chance: of nine bytes of anything, one in 10,000 is readable. */
const BASE64 = /[A-Za-z0-9+/_-]{12,}={0,2}/g;
/** The same between signs that base64 has and paths and names have, too: `/cfg/aGVsbG8...`. */
const BETWEEN = /[A-Za-z0-9]{12,}={0,2}/g;
/** Where a line of base64 goes on in the next one, also as JSON and shells write it. */
const WRAPPED = /(?<=[A-Za-z0-9+/_-]{12})(?:\r?\n|(?:\\r)?\\n)[ \t]*(?=[A-Za-z0-9+/_=-])/g;

/** Parts that may be base64. Up to three signs before may not belong to it: `/` and `-` are signs of it, too. */
function partsInBase64(text: string): string[] {
  const texts = new Set([text, text.replace(WRAPPED, "")]);
  const parts = [...texts].flatMap((each) =>
    [BASE64, BETWEEN].flatMap((pattern) => [...each.matchAll(pattern)].map(([part]) => part)),
  );
  return [...new Set(parts)].flatMap((part) => [0, 1, 2, 3].map((before) => part.slice(before)));
}

function decoded(part: string): string {
  return Buffer.from(part.replaceAll("%", ""), "hex").toString();
}

function plain(bytes: Buffer): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return /[^\P{Cc}\t\r\n]/u.test(text) ? undefined : text;
  } catch {
    return undefined; // no text
  }
}
