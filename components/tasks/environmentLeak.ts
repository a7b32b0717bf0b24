/** A place in a definition that names an environment. */
export interface Leak {
  /** Path of the text, like `containers.app.variables.URL`. */
  readonly path: string;
  readonly environment: string;
}

/**
 * Finds environments' names in a definition that all environments share: as whole words of a text or of a key, in any
 * case, so `https://api.dev.example.com` and `PROD_URL` are found while `product` and `develop` are not.
 */
export function findLeaks(value: unknown, environments: readonly string[], path = ""): Leak[] {
  if (typeof value === "string") return leaksIn(value, environments, path);
  if (Array.isArray(value)) return value.flatMap((entry, i) => findLeaks(entry, environments, `${path}[${i}]`));
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const inside = path === "" ? key : `${path}.${key}`;
    return [...leaksIn(key, environments, inside), ...findLeaks(child, environments, inside)];
  });
}

/** Device files: `/dev/null` does not speak of an environment called dev. */
const DEVICES = /(?<![\w./-])\/dev\/(null|zero|full|random|urandom|stdin|stdout|stderr|fd|shm|tty|console)\b/g;

function leaksIn(text: string, environments: readonly string[], path: string): Leak[] {
  const said = text.replace(DEVICES, "");
  return environments
    .filter((environment) => wholeWord(environment).test(said))
    .map((environment) => ({ path, environment }));
}

/** An environment's name with no letter or digit on either side; a name may itself have dashes. */
function wholeWord(name: string): RegExp {
  const literal = name.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, "iu");
}
