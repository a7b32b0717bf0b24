/** Whether a name is one of some names or fits one of some patterns, in which `*` stands for any text. */
export function matchesAny(name: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const parts = pattern
      .toLowerCase()
      .split("*")
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`, "s").test(name.toLowerCase());
  });
}

/** Parts of a sentence: the first few, and how many more. */
export function fewOf(parts: readonly string[], most = 5): string {
  const shown = parts.slice(0, most);
  return [...shown, ...(parts.length > most ? [`${parts.length - most} more`] : [])].join("; ");
}

/** Names for a sentence: the first few, and how many more. */
export function someOf(names: readonly string[], most = 5): string {
  const sorted = [...new Set(names)].sort();
  const shown = sorted.slice(0, most).map((name) => `"${name}"`);
  return sorted.length > most ? `${shown.join(", ")} and ${sorted.length - most} more` : shown.join(", ");
}
