import * as pulumi from "@pulumi/pulumi";
import { type Problem, problemsIn, TaskRelease, taskReleaseFindings } from "fairlead";
import { refusal } from "./refusal";
import { readReleaseSettings, unknownKeys } from "./settings";
import { sharingNote } from "./sharedAccount";
import { RELEASES } from "./shop";

/**
 * The releases of the shop: one task definition of each part for all environments. An update registers a revision of
 * what has changed and touches no environment; those move when their pins do.
 * @throws pulumi.RunError with every problem of every release, before the first resource.
 */
export async function releases(): Promise<object> {
  const { settings, problems: unread } = readReleaseSettings();
  const args = Object.entries(RELEASES).map(([name, release]) => [name, { ...release, ...settings }] as const);
  const wrong = args.flatMap(([name, release], i) =>
    problemsIn(taskReleaseFindings(name, release))
      .filter((problem) => i === 0 || !isOfAll(problem))
      .map((problem) => (isOfAll(problem) ? problem : { ...problem, argument: `${name}.${problem.argument}` })),
  );
  const problems = [...unread, ...unknownKeys(), ...wrong];
  if (problems.length > 0) throw refusal(problems);

  const note = sharingNote(settings);
  if (note !== undefined) await pulumi.log.info(note);

  const made = args.map(([name, release]) => [name, new TaskRelease(name, release)] as const);
  return {
    releases: Object.fromEntries(made.map(([name, { release }]) => [name, release])),
    contentHashes: Object.fromEntries(made.map(([name, { contentHash }]) => [name, contentHash])),
  };
}

/** What the configuration says of all releases is wrong once, and not of each. */
function isOfAll({ argument }: Problem): boolean {
  return /^(environments|accounts|roleNames)\b/.test(argument);
}
