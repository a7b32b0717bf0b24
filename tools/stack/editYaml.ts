import { isAlias, isMap, isScalar, type Pair, parseDocument, type Scalar, type YAMLMap } from "yaml";
import { StackError } from "./stackError";

/**
 * Writes a plain value (a number, an id) at a path of a YAML file, like `["config", "fairlead:pins", "web"]`. What stands
 * there is exchanged and keeps its quotes; no other character of the file changes: comments, order and line ends stay. A key
 * that the last map of the path has not got is added behind its last one.
 * @param file Its name, for errors.
 * @throws StackError when the file is not YAML, the map is not there, or the value is shared by an anchor
 */
export function editYaml(text: string, file: string, path: readonly string[], value: string): string {
  const found = find(text, file, path);
  const where = `${file} has ${found.said}`;
  if (found.kind === "refused") throw new StackError(`${where}: write ${path.at(-1)}: ${value} there by hand.`);
  const edited = found.kind === "value" ? exchange(text, found.node, value) : add(text, found.map, path, value);
  // The tree must be the old one with the new value: nobody finds out later that it is not.
  const [before, after] = [parseDocument(text), parseDocument(edited)];
  before.setIn(found.keys, after.getIn(found.keys));
  const isRight = after.errors.length === 0 && String(after.getIn(found.keys)) === value;
  if (isRight && JSON.stringify(before.toJS()) === JSON.stringify(after.toJS())) return edited;
  throw new StackError(`${where}, which cannot be exchanged: write ${path.at(-1)}: ${value} there by hand.`);
}

/** What a path leads to, in words for an error too; `keys` is the path as the file spells it. */
type Found = { readonly said: string; readonly keys: unknown[] } & (
  | { readonly kind: "value"; readonly node: Scalar }
  | { readonly kind: "map"; readonly map: YAMLMap }
  | { readonly kind: "refused" }
);

function find(text: string, file: string, path: readonly string[]): Found {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) throw new StackError(`${file} is no YAML: ${error.message.split("\n")[0]}`);
  let node: unknown = document.contents;
  const keys: unknown[] = [];
  for (const [depth, key] of path.entries()) {
    const at = path.slice(0, depth).join(".") || "the file";
    if (!isMap(node)) return { kind: "refused", said: `no map at ${at}`, keys };
    const pair: Pair | undefined = node.items.find((item) => String(isScalar(item.key) ? item.key.value : "") === key);
    if (pair === undefined) {
      const said = `no ${key} in ${at}`;
      const isLast = depth === path.length - 1 && !node.flow && node.items.length > 0;
      return isLast ? { kind: "map", map: node, said, keys: [...keys, key] } : { kind: "refused", said, keys };
    }
    keys.push(isScalar(pair.key) ? pair.key.value : key);
    node = pair.value;
  }
  const said = path.join(".");
  if (isAlias(node)) return { kind: "refused", said: `an alias at ${said}`, keys };
  if (!isScalar(node) || !node.range || node.range[0] === node.range[1]) {
    return { kind: "refused", said: `no plain value at ${said}`, keys };
  }
  if (node.anchor !== undefined) return { kind: "refused", said: `an anchor at ${said}`, keys };
  return { kind: "value", node, said, keys };
}

function exchange(text: string, { range, type }: Scalar, value: string): string {
  const [start, end] = range ?? [0, 0];
  const quote = type === "QUOTE_DOUBLE" ? '"' : type === "QUOTE_SINGLE" ? "'" : "";
  return text.slice(0, start) + quote + value + quote + text.slice(end);
}

/** Adds a line below the map's last value, as far in as its first key. */
function add(text: string, map: YAMLMap, path: readonly string[], value: string): string {
  const end = endOf(map.items.at(-1)?.value) ?? text.length;
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const [first = 0] = isScalar(map.items[0]?.key) ? (map.items[0].key.range ?? []) : [];
  const indent = text.slice(text.lastIndexOf("\n", first - 1) + 1, first);
  const line = `${indent}${path.at(-1)}: ${value}`;
  const rest = text.indexOf("\n", end);
  if (rest < 0) return `${text}${lineEnd}${line}`;
  return `${text.slice(0, rest + 1)}${line}${lineEnd}${text.slice(rest + 1)}`;
}

/** Where a value ends, without comments and empty lines below it. */
function endOf(node: unknown): number | undefined {
  const range = typeof node === "object" && node !== null && "range" in node ? node.range : undefined;
  return Array.isArray(range) ? Number(range[1]) : undefined;
}
