import { isAlias, isMap, isPair, isScalar, isSeq, type Pair, parseDocument, type Scalar, type YAMLMap } from "yaml";
import { StackError } from "./stackError";

/** A setting of the project as a stack's file spells it: with the project before it as a rule, or without. */
export function settingIn(text: string, project: string, key: string): string {
  const usual = `${project}:${key}`;
  const document = parseDocument(text);
  return [usual, key].find((spelled) => document.hasIn(["config", spelled])) ?? usual;
}

/**
 * Writes a plain value (a number, an id) at a path of a YAML file, like `["config", "fairlead:pins", "web"]`. What stands
 * there is exchanged and keeps its quotes; no other character of the file changes: comments, order and line ends stay. A key
 * that the last map of the path has not got is added behind its last one; so is that map, when the one above it is there. Of
 * a map that is empty braces the key takes the place.
 * @param file Its name, for errors.
 * @throws StackError when the file is not YAML, no map is there, or the value or a map around it is shared by an anchor
 */
export function editYaml(text: string, file: string, path: readonly string[], value: string): string {
  const found = find(text, file, path);
  const where = `${file} has ${found.said}`;
  if (found.kind === "refused") throw new StackError(`${where}: write ${path.at(-1)}: ${value} there by hand.`);
  const edited =
    found.kind === "value"
      ? exchange(text, found.node, value)
      : found.kind === "braces"
        ? fill(text, found.map, `${path.at(-1)}: ${value}`)
        : add(text, found.map, found.missing, value);
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
  | { readonly kind: "map"; readonly map: YAMLMap; readonly missing: readonly string[] }
  | { readonly kind: "braces"; readonly map: YAMLMap }
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
    if (node.anchor !== undefined) return { kind: "refused", said: `an anchor at ${at}`, keys };
    const pair: Pair | undefined = node.items.find((item) => String(isScalar(item.key) ? item.key.value : "") === key);
    if (pair === undefined) {
      const said = `no ${key} in ${at}`;
      const missing = path.slice(depth);
      const isBraces = /^\{\s*\}$/.test(text.slice(node.range?.[0], node.range?.[1])); // and no comment in them
      if (isBraces && depth > 1 && missing.length === 1)
        return { kind: "braces", map: node, said, keys: [...keys, ...missing] };
      const canAdd = depth > 0 && missing.length <= 2 && !node.flow && node.items.length > 0;
      return canAdd
        ? { kind: "map", map: node, missing, said, keys: [...keys, ...missing] }
        : { kind: "refused", said, keys };
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

/** Adds a line below the map's last value, as far in as its first key; before it one for a map that is missing. */
function add(text: string, map: YAMLMap, missing: readonly string[], value: string): string {
  const end = endOf(map.items.at(-1)?.value) ?? text.length;
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const [first = 0] = isScalar(map.items[0]?.key) ? (map.items[0].key.range ?? []) : [];
  const indent = text.slice(text.lastIndexOf("\n", first - 1) + 1, first);
  const last = missing.length - 1;
  const lines = missing
    .map((key, depth) => `${indent.repeat(depth + 1)}${key}:${depth === last ? ` ${value}` : ""}`)
    .join(lineEnd);
  return below(text, end, lines);
}

/** Takes empty braces out, and adds a line below theirs, twice as far in; a comment behind them stays. */
function fill(text: string, { range }: YAMLMap, line: string): string {
  const [start, end] = range ?? [0, 0];
  const before = text.slice(0, start).trimEnd();
  const [indent = ""] = /^ */.exec(text.slice(text.lastIndexOf("\n", start - 1) + 1)) ?? [];
  return below(before + text.slice(end), before.length, indent.repeat(2) + line);
}

/** Adds lines below the one in which a value ends. */
function below(text: string, end: number, lines: string): string {
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const rest = text.indexOf("\n", text[end - 1] === "\n" ? end - 1 : end); // a text over lines ends with its line end
  if (rest < 0) return `${text}${lineEnd}${lines}`;
  return `${text.slice(0, rest + 1)}${lines}${lineEnd}${text.slice(rest + 1)}`;
}

/** Where a value ends, without comments and empty lines below it: a map or list over lines where its last value does. */
function endOf(node: unknown): number | undefined {
  if ((isMap(node) || isSeq(node)) && !node.flow && node.items.length > 0) {
    const last = node.items.at(-1);
    return isPair(last) ? (endOf(last.value) ?? endOf(last.key)) : endOf(last);
  }
  const range = typeof node === "object" && node !== null && "range" in node ? node.range : undefined;
  return Array.isArray(range) ? Number(range[1]) : undefined;
}
