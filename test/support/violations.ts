/** Violations as lines in a fixed order: policy, level, resource and every word of the message. */
export function violationsIn(
  violations: readonly {
    readonly policy: string;
    readonly level: string;
    readonly urn: string;
    readonly message: string;
  }[],
): string[] {
  return violations
    .map(({ policy, level, urn, message }) => `${policy} ${level} ${urn} ${message.replaceAll(/\s+/g, " ").trim()}`)
    .sort();
}
