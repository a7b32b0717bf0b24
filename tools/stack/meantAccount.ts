import { type AwsOfStack, askedAs, settingsOf } from "./clientSettings";
import { allowedAccounts } from "./environments";
import { StackError } from "./stackError";

/**
 * Lets pass what AWS answered a stack when it lies in the account that the stack's files mean: numbers of another account's
 * revisions mean something else. What names no account passes.
 * @throws StackError with both accounts, and what leads to the wrong one
 */
export async function inMeantAccount(
  stack: AwsOfStack,
  client: Parameters<typeof askedAs>[1],
  accountsOrArns: readonly (string | undefined)[],
): Promise<void> {
  const reached = accountsOrArns.map(accountIn).filter((id) => id !== "");
  for (const { by, ids } of meant(stack)) {
    const wrong = reached.find((id) => !ids.includes(id));
    if (wrong === undefined) continue;
    throw new StackError(
      `Stack ${stack.stack} is meant for account ${ids.join(" or ")} (${by}), and AWS, asked ` +
        `${await askedAs(settingsOf(stack), client)}, answered for account ${wrong}, so nothing was touched. Put that account ` +
        "right, or what leads there: aws:profile, aws:assumeRoles or the shell.",
    );
  }
}

/** Whether a stack's files mean an account. */
export function meansAccount(stack: AwsOfStack): boolean {
  return meant(stack).length > 0;
}

function accountIn(accountOrArn = ""): string {
  return accountOrArn.startsWith("arn:") ? (accountOrArn.split(":")[4] ?? "") : accountOrArn;
}

function meant({ stack, account, aws }: AwsOfStack) {
  return [
    { by: "`accounts`", ids: account === undefined ? [] : [account] },
    { by: "aws:allowedAccountIds", ids: allowedAccounts(stack, aws.allowedAccountIds) },
  ].filter(({ ids }) => ids.length > 0);
}
