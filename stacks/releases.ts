import { problemsIn, TaskRelease, taskReleaseFindings } from "fairlead";
import { refusal } from "./refusal";
import { readEnvironments, unknownKeys } from "./settings";
import { RELEASES } from "./shop";

/**
 * The releases of the shop: one task definition of each part for all environments. An update registers a revision of
 * what has changed and touches no environment; those move when their pins do.
 * @throws pulumi.RunError with every problem of every release, before the first resource.
 */
export async function releases(): Promise<object> {
  const { environments, problems: unread } = readEnvironments();
  const args = Object.entries(RELEASES).map(([name, release]) => [name, { ...release, environments }] as const);
  const wrong = args.flatMap(([name, release]) =>
    problemsIn(taskReleaseFindings(name, release)).map((problem) => ({
      ...problem,
      argument: `${name}.${problem.argument}`,
    })),
  );
  const problems = [...unread, ...unknownKeys(), ...wrong];
  if (problems.length > 0) throw refusal(problems);

  const made = args.map(([name, release]) => [name, new TaskRelease(name, release)] as const);
  return {
    releases: Object.fromEntries(made.map(([name, { release }]) => [name, release])),
    contentHashes: Object.fromEntries(made.map(([name, { contentHash }]) => [name, contentHash])),
  };
}
