import { parseArgs } from "node:util";
import { SettingsError } from "./settings";

/** What the command line asks for. */
export interface Asked {
  readonly help: boolean;
  readonly json: boolean;
  /** Stacks by name, none for all. */
  readonly stacks: readonly string[];
  /** Two stacks to compare. */
  readonly diff: readonly [string, string] | undefined;
  /** File to write a page to. */
  readonly html: string | undefined;
}

/**
 * Reads the command line.
 * @throws SettingsError, or parseArgs' own error, when it asks for what there is not.
 */
export function readArguments(args: readonly string[]): Asked {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      stack: { type: "string", multiple: true, default: [] },
      diff: { type: "boolean", default: false },
      html: { type: "string" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const { stack: stacks, diff, html, json, help } = values;
  if (diff && (stacks.length > 0 || html !== undefined)) {
    throw new SettingsError("--diff stands alone, or with --json.");
  }
  if (html === "") throw new SettingsError("--html takes the name of a file, as in: npm start -- --html preview.html");
  const [one, other, ...more] = positionals;
  if (diff && (one === undefined || other === undefined || more.length > 0)) {
    throw new SettingsError("--diff takes the names of two stacks, as in: npm start -- --diff dev prod");
  }
  if (!diff && one !== undefined) {
    throw new SettingsError(
      `There is no "${one}" to ask for. --stack ${one} previews a stack of that name; see --help.`,
    );
  }
  return { help, json, stacks, html, diff: one === undefined || other === undefined ? undefined : [one, other] };
}
