type ErrorClass = abstract new (...args: never[]) => Error;

/**
 * What went wrong, for people: an error of a kind that its reader can put right, or one of `parseArgs`, by its message; a
 * fault of the tool itself with its stack.
 */
export function explain(error: unknown, ...theirs: readonly ErrorClass[]): string {
  if (!(error instanceof Error)) return String(error);
  const isTheirs = theirs.some((kind) => error instanceof kind) || isOfArguments(error);
  return isTheirs ? error.message : (error.stack ?? error.message);
}

/** Whether `parseArgs` has thrown it. */
export function isOfArguments(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}
