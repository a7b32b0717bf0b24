import type { StackPreview } from "./preview";
import type { LogMessage } from "./recording";
import { nameOf } from "./urn";

/** What a program says that is worth more than a note. */
export function warningsOf({ messages }: Pick<StackPreview, "messages">): LogMessage[] {
  return messages.filter(({ severity }) => severity !== "info");
}

/** What a program says for whoever reads on, and nobody has to do something about. */
export function notesOf({ messages }: Pick<StackPreview, "messages">): LogMessage[] {
  return messages.filter(({ severity }) => severity === "info");
}

/** What a message says, behind the name of what it is about where it does not name that itself. */
export function warningText({ text, urn }: Pick<LogMessage, "text" | "urn">): string {
  const name = urn === undefined ? "" : nameOf(urn);
  return text.includes(name) ? text : `${name}: ${text}`;
}
