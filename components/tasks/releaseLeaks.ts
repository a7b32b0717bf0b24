import { otherArguments } from "../argumentNames";
import { isPlain, isRecord, type Problem, problemsOf, text } from "../check";
import { listed } from "../values";
import { findLeaks, type Leak, type Places } from "./environmentLeak";
import type { AllowedName, TaskReleaseArgs } from "./taskReleaseArgs";

/** What is said of environments beside a definition; any of it may be of the wrong kind. */
export type Environments = Pick<TaskReleaseArgs, "environments" | "accounts" | "allowedNames">;

/**
 * What names an environment in what is known of a definition's arguments, also where that is allowed. Whatever else is in
 * the definition are words of the library and of AWS, the same everywhere.
 * @param own The account that it is deployed in, for what may name that: a policy has to, a definition never.
 */
export function leaksIn(said: object, { environments, accounts, allowedNames }: Environments, own?: string): Leak[] {
  const names = listed(environments).filter((name): name is string => typeof name === "string" && name !== "");
  const ids = Object.entries(isRecord(accounts) ? accounts : {}).filter(([, id]) => isAccount(id));
  const leaks = findLeaks(
    plainParts(withoutReasons(said)),
    { names, accounts: Object.fromEntries(ids), allowed: listed(allowedNames).map((each) => textOf(each) ?? "") },
    { ownKeys, namesOnly },
  );
  return leaks.filter(({ account }) => account === undefined || account !== own);
}

/** What a release is called: its roles, and where it says no family the family, begin with the name of the component. */
export function namesOf(name: string, family: string | undefined): { name?: string; family: string } {
  return family === undefined ? { family: name } : { name, family };
}

/** What of it is not allowed. */
export function leakProblems(leaks: readonly Leak[]): Problem[] {
  return leaks
    .filter(({ allowedBy }) => allowedBy === undefined)
    .map(({ path, environment, account, encoding }) => ({
      argument: path,
      value: account ?? environment,
      shown: [
        "naming ",
        ...(account === undefined ? [] : [`${account}, the account of `]),
        `"${environment}"`,
        ...(encoding === undefined ? [] : [` in ${encoding}`]),
      ].join(""),
      rule: "one definition serves every environment, so none may be in it",
      remedy: `${account === undefined ? CHOOSE : NAME_ALIKE} What is the same everywhere goes into allowedNames, with a reason.`,
    }));
}

const CHOOSE = "Let the entry point choose by MY_ENVIRONMENT, or read a parameter of the same name in each account.";
const NAME_ALIKE = "Name parameters without an ARN, and take images from one registry.";

/** Texts that are allowed for nothing. */
export function unusedNames(allowedNames: readonly AllowedName[], leaks: readonly Leak[]): string[] {
  return allowedNames
    .filter((_, i) => leaks.every(({ allowedBy }) => allowedBy !== i))
    .map((each) => `allowedNames has "${each.text}", which nothing in the definition needs any more: take it out.`);
}

/** What is wrong with accounts and allowed texts themselves. */
export function environmentsProblems({ environments, accounts, allowedNames }: Environments): Problem[] {
  const names = listed(environments).filter((name): name is string => typeof name === "string");
  const known = isPlain(accounts) && isRecord(accounts) ? accounts : undefined;
  const bare = [...names, ...Object.values(known ?? {}).filter(isAccount)].map(lettersOf);
  return [
    ...(known === undefined ? [] : accountsProblems(known, names)),
    ...(isPlain(allowedNames) ? listed(allowedNames) : []).flatMap((each, i) =>
      allowedProblems(`allowedNames[${i}]`, each, bare),
    ),
  ];
}

function accountsProblems(accounts: Record<string, unknown>, names: readonly string[]): Problem[] {
  const known = { rule: "there is no such environment", remedy: `There are ${names.join(", ") || "none"}.` };
  const wrong = [...new Set([...Object.keys(accounts), ...names])].filter((name) => !isAccount(accounts[name]));
  const rule = "each environment is in an account, whose id has 12 digits";
  return [
    ...Object.keys(accounts)
      .filter((name) => !names.includes(name))
      .map((name) => ({ argument: "accounts", value: name, ...known })),
    ...wrong.map((name) => ({
      argument: `accounts.${name}`,
      value: accounts[name],
      rule,
      remedy: 'Write it in quotes, like "111111111111".',
    })),
  ];
}

function allowedProblems(at: string, each: unknown, bare: readonly string[]): Problem[] {
  if (!isRecord(each)) return [{ argument: at, value: each, rule: "it is no text with a reason", remedy: WITH_REASON }];
  const { text: allowed, reason } = each;
  const letters = typeof allowed === "string" ? lettersOf(allowed) : "";
  const broken =
    letters === ""
      ? { rule: "it is no text", remedy: WITH_REASON }
      : bare.includes(letters)
        ? { rule: "it would allow the environment everywhere", remedy: "Add what stands around it." }
        : undefined;
  return [
    ...otherArguments(each, { text: true, reason: true }, at),
    ...(broken === undefined ? [] : [{ argument: `${at}.text`, value: allowed, ...broken }]),
    ...problemsOf([{ argument: `${at}.reason`, value: reason, rule: someReason }]),
  ];
}

const someReason = text(/\S/, "it says no reason", "Say in a few words why it is the same in every environment.");
const WITH_REASON = 'Pass one like { text: "registry.dev/web", reason: "the registry of all environments" }.';

function textOf(each: unknown): string | undefined {
  return isRecord(each) && typeof each.text === "string" ? each.text : undefined;
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

function isAccount(id: unknown): id is string {
  return typeof id === "string" && /^\d{12}$/.test(id);
}

/** Arguments by name; what is in them by name (variables, labels) has its name from whoever writes the definition. */
const ownKeys: Places["ownKeys"] = ([argument, ...rest]) => {
  if (argument === "containers") return rest.length === 1 || rest[1] === "healthCheck";
  return argument === undefined || argument === "permissions";
};

/** A parameter may be called like a device, and so may what a policy allows. */
const namesOnly: Places["namesOnly"] = ([argument, , inContainer]) =>
  argument === "permissions" || (argument === "containers" && inContainer === "secrets");

/** The definition without what only explains it. */
function withoutReasons(said: object): object {
  const { containers } = said as { containers?: unknown };
  if (!isRecord(containers)) return said;
  const known = Object.entries(containers).map(([name, container]) => [
    name,
    isRecord(container) ? { ...container, writableRootFilesystem: undefined } : container,
  ]);
  return { ...said, containers: Object.fromEntries(known) };
}

/** What of the arguments is known without waiting. */
function plainParts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainParts);
  if (value === null || typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype) {
    return isPlain(value) ? value : undefined;
  }
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, plainParts(child)]));
}
