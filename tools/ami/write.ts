import { isMap, parseDocument } from "yaml";
import { editYaml, settingIn } from "../stack/editYaml";
import { StackError } from "../stack/stackError";
import type { Move } from "./plan";

/**
 * Moves pins in a stack's file: of all its characters only the ids change, and a first pin is added below the others or, with
 * its map, behind the last key of `config`.
 * @throws StackError when the file keeps them in a way that cannot be edited
 */
export function withPins(text: string, file: string, project: string, moves: readonly Move[]): string {
  if (moves.length === 0) return text;
  const path = ["config", settingIn(text, project, "nodeImages")];
  const document = parseDocument(text);
  if (document.hasIn(path) && isEmptyMap(document.getIn(path))) {
    throw new StackError(`${file} has an empty ${path[1]}: take the line out, then run this again.`);
  }
  return moves.reduce((edited, { processor, to }) => editYaml(edited, file, [...path, processor], to.id), text);
}

function isEmptyMap(node: unknown): boolean {
  return node === null || (isMap(node) && node.items.length === 0);
}
