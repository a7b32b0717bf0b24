import type { ServedEnvironments } from "./settings";

/**
 * What environments of one account have in common by construction, as a note for whoever deploys releases; none where each
 * has an account of its own. It is not wrong, but nobody should find it out from a leak.
 */
export function sharingNote({ environments, accounts }: ServedEnvironments): string | undefined {
  const together = accounts
    ? [...new Set(Object.values(accounts))].map((id) => environments.filter((name) => accounts[name] === id))
    : [environments];
  const shared = together.filter((names) => names.length > 1);
  if (shared.length === 0) return undefined;
  const who = shared.map((names) => `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`).join("; ");
  return (
    `${who} share an account, as far as fairlead:accounts says: each release's task role, secrets and log group are ` +
    "the same for them. docs/accounts.md says what that means, and how each gets an account of its own."
  );
}
