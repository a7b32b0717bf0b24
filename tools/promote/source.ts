import { type Project, readStackConfig } from "../preview/settings";
import { environmentCalled, type StackFiles, withReadPins } from "../stack/environments";
import { resourcesOf } from "../stack/pulumi";
import { StackError } from "../stack/stackError";
import { BEFORE_ALL, type Source } from "./plan";

/**
 * What a promotion comes from: the pins of an environment's file, or the newest revisions that a stack of releases has as
 * its output, for which the engine is asked.
 */
export async function sourceCalled(name: string, project: Project, stacks: StackFiles): Promise<Source> {
  if (!stacks.releases.includes(name)) {
    const { pins, ...environment } = withReadPins(environmentCalled(name, stacks));
    return { ...environment, revisions: pins };
  }
  const { config } = readStackConfig(project, name);
  return { stack: name, order: BEFORE_ALL, config, revisions: await newestRevisions(name) };
}

/** @throws StackError when the stack has no releases among its outputs */
async function newestRevisions(stack: string): Promise<Record<string, number>> {
  const own = (await resourcesOf(stack)).find(({ type }) => type === "pulumi:pulumi:Stack");
  const releases = own?.outputs?.releases;
  if (typeof releases !== "object" || releases === null) {
    throw new StackError(
      `Stack ${stack} has no output \`releases\` in its state. Update it first: pulumi up -s ${stack}`,
    );
  }
  return Object.fromEntries(
    Object.values(releases).map((release) => {
      const [family = "", revision] = String(release).split(":");
      return [family, Number(revision)];
    }),
  );
}
