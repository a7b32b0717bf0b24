import { isMap, parseDocument } from "yaml";
import { editYaml } from "../stack/editYaml";
import { StackError } from "../stack/stackError";
import type { Move } from "./plan";

/**
 * Moves pins in a stack's file: of all its characters only the ids change, and a first pin is added below the others or, with
 * its map, behind the last key of `config`.
 * @throws StackError when the file keeps them in a way that cannot be edited
 */
export function withPins(text: string, file: string, project: string, moves: readonly Move[]): string {
  const [first] = moves;
  if (first === undefined) return text;
  const document = parseDocument(text);
  const key = [`${project}:nodeImages`, "nodeImages"].find((it) => document.hasIn(["config", it]));
  if (key !== undefined && !isEmptyMap(document.getIn(["config", key]))) {
    return moves.reduce((edited, { processor, to }) => editYaml(edited, file, ["config", key, processor], to.id), text);
  }
  if (key !== undefined) throw new StackError(`${file} has an empty ${key}: take the line out, then run this again.`);
  return withFirstPins(text, file, `${project}:nodeImages`, moves);
}

function isEmptyMap(node: unknown): boolean {
  return node === null || (isMap(node) && node.items.length === 0);
}

/** Adds a line with a mark for its value, and exchanges the mark for a map. */
function withFirstPins(text: string, file: string, key: string, moves: readonly Move[]): string {
  const mark = "map-of-node-images";
  const marked = editYaml(text, file, ["config", key], mark);
  return marked.replace(new RegExp(`^( *)${key}: ${mark}(\\r?\\n|$)`, "m"), (_line, indent: string, end: string) => {
    const lines = moves.map(({ processor, to }) => `${indent}${indent}${processor}: ${to.id}`);
    return [`${indent}${key}:`, ...lines].join(end || (text.includes("\r\n") ? "\r\n" : "\n")) + end;
  });
}
