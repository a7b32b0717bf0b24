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
  if (moves.length === 0) return text;
  const document = parseDocument(text);
  const usual = `${project}:nodeImages`;
  const there = [usual, "nodeImages"].find((key) => document.hasIn(["config", key]));
  if (there !== undefined && isEmptyMap(document.getIn(["config", there]))) {
    throw new StackError(`${file} has an empty ${there}: take the line out, then run this again.`);
  }
  const path = ["config", there ?? usual];
  return moves.reduce((edited, { processor, to }) => editYaml(edited, file, [...path, processor], to.id), text);
}

function isEmptyMap(node: unknown): boolean {
  return node === null || (isMap(node) && node.items.length === 0);
}
