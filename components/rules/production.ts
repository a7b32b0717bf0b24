/** Words that name production. */
const PRODUCTION_WORD = /^prod(uction)?\d*$/;

/** Words that turn the next one into its opposite, as in `non-prod`. */
const OPPOSITES: ReadonlySet<string> = new Set(["non", "not", "no", "pre"]);

/**
 * Whether a stack or an environment is called like production, which it is when its name holds the whole word "prod" or
 * "production": `prod`, `eu-prod`, `production-2`, but not `nonprod`, `pre-prod` or `product-dev`.
 */
export function namesProduction(name: string): boolean {
  const words = name.toLowerCase().split(/[^a-z0-9]+/);
  return words.some((word, i) => PRODUCTION_WORD.test(word) && !OPPOSITES.has(words[i - 1] ?? ""));
}
