import type { EnvironmentFile } from "../stack/environments";
import type { LedgerLine } from "./ledger";

/** A stack, as far as its file says where it is. */
type Place = Pick<EnvironmentFile, "stack" | "config">;

/**
 * Whether the numbers of two stacks' revisions can mean the same: whether neither their files nor the ledger say that they
 * are in different accounts or regions. Each account counts its own revisions, in each region.
 */
export function countAlike(a: Place, b: Place, lines: readonly LedgerLine[]): boolean {
  const [one, other] = [placeOf(a), placeOf(b)];
  const apart =
    one.accounts.length > 0 && other.accounts.length > 0 && !one.accounts.some((id) => other.accounts.includes(id));
  const told = lines.some(
    ({ from, to, fromRevision, toRevision }) => from === a.stack && to === b.stack && fromRevision !== toRevision,
  );
  return one.region === other.region && one.endpoints === other.endpoints && !apart && !told;
}

function placeOf({ config }: Place) {
  const roles = `${config["aws:assumeRoles"] ?? ""}${config["aws:assumeRole"] ?? ""}`;
  const inRoles = [...roles.matchAll(/arn:[\w-]+:iam::(\d{12}):role/g)].map(([, account = ""]) => account);
  const allowed = JSON.parse(config["aws:allowedAccountIds"] ?? "[]") as string[];
  return {
    region: config["aws:region"],
    endpoints: config["aws:endpoints"],
    // The last role is the one that calls.
    accounts: allowed.length > 0 ? allowed.map(String) : inRoles.slice(-1),
  };
}
