/** What a rule finds out: a preview often cannot tell yet. */
export type Answer = "yes" | "no" | "unknown";

/** Whether all hold. */
export function all(answers: readonly Answer[]): Answer {
  if (answers.includes("no")) return "no";
  return answers.includes("unknown") ? "unknown" : "yes";
}

/** Whether at least one holds. */
export function any(answers: readonly Answer[]): Answer {
  if (answers.includes("yes")) return "yes";
  return answers.includes("unknown") ? "unknown" : "no";
}

/** The common answer of things of which one, but not which, is meant. */
export function same(answers: readonly Answer[]): Answer {
  const [first] = answers;
  return first !== undefined && answers.every((answer) => answer === first) ? first : "unknown";
}
