import { existsSync, readFileSync } from "node:fs";
import { type Document, isCollection, isMap, parseDocument, visit } from "yaml";
import { Refusal } from "./ends";

/** Reads a file of settings. @throws Refusal when it is missing or cannot be read. */
export function readDocument(file: string): Document {
  if (!existsSync(file)) throw new Refusal(`There is no ${file}, and the sandbox is made from what it says.`);
  const document = parseDocument(textOf(file));
  const problem = problemIn(document);
  if (problem) throw new Refusal(`${file} cannot be read: ${problem}`);
  return document;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Refusal(`${file} cannot be read: ${(error as Error).message}`); // it is a folder, or somebody else's
  }
}

/** What is wrong with a file of settings, in one line. */
function problemIn(document: Document): string | undefined {
  const [error] = document.errors;
  if (error?.code === "MULTIPLE_DOCS") return "it holds several documents, and must be one.";
  if (error) return error.message.split(":\n")[0]; // what follows is a picture of the place
  if (!isMap(document.contents)) return "it must hold settings by name.";
  const config = document.get("config") ?? undefined;
  if (config !== undefined && !isMap(config)) return "config must hold settings by name.";
  const odd = oddName(document);
  if (odd) return `${odd} is no name of a setting.`;
  try {
    document.toJS();
    return undefined;
  } catch (error) {
    return (error as Error).message; // an alias of nothing
  }
}

/** A list or a map that stands where a name must. */
function oddName(document: Document): string | undefined {
  let odd: string | undefined;
  visit(document, {
    Pair(_, { key }) {
      if (!isCollection(key)) return undefined;
      odd = String(key);
      return visit.BREAK;
    },
  });
  return odd;
}
