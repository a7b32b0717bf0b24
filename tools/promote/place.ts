import { allowedAccounts, type EnvironmentFile } from "../stack/environments";
import type { LedgerLine } from "./ledger";

/** A stack, as far as its file says where it is. */
type Place = Pick<EnvironmentFile, "stack" | "config" | "account">;

/**
 * Whether the numbers of two stacks' revisions can mean the same: whether neither their files nor the ledger say that they
 * are in different accounts or regions. Each account counts its own revisions, in each region. Where a file does not say the
 * account, another profile or role may lead to another one.
 */
export function countAlike(a: Place, b: Place, lines: readonly LedgerLine[]): boolean {
  const [one, other] = [placeOf(a), placeOf(b)];
  const apart =
    one.accounts.length > 0 && other.accounts.length > 0
      ? !one.accounts.some((id) => other.accounts.includes(id))
      : one.caller !== other.caller;
  const told = lines.some(
    ({ from, to, fromRevision, toRevision }) => from === a.stack && to === b.stack && fromRevision !== toRevision,
  );
  return one.region === other.region && one.endpoints === other.endpoints && !apart && !told;
}

function placeOf({ stack, config, account }: Place) {
  const roles = `${config["aws:assumeRoles"] ?? ""}${config["aws:assumeRole"] ?? ""}`;
  // The last role is the one that calls.
  const inRole = [...roles.matchAll(/arn:[\w-]+:iam::(\d{12}):role/g)].map(([, id = ""]) => id).slice(-1);
  const allowed = allowedAccounts(stack, config["aws:allowedAccountIds"]);
  return {
    region: config["aws:region"],
    endpoints: config["aws:endpoints"],
    accounts: account !== undefined ? [account] : allowed.length > 0 ? allowed : inRole,
    caller: JSON.stringify([config["aws:profile"], roles]),
  };
}
