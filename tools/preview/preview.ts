import { defaultRegion } from "./answers";
import { longestChain } from "./chain";
import { type Bill, billOf } from "./cost/bill";
import type { Pack, Violation } from "./pack";
import { judgeInProcess } from "./packHost";
import { isDefaultProvider } from "./providers";
import { record } from "./recorder";
import type { InvokeAnswers, LogMessage, RecordedResource, Recording } from "./recording";
import { releaseAnswers, taskDefinitionToken } from "./releaseAnswers";
import { makesReleases, type Project, readStackConfig } from "./settings";

/** All there is to say about a stack. */
export interface StackPreview {
  readonly project: string;
  readonly stack: string;
  /** Without default providers, which Pulumi's display leaves out too. */
  readonly resources: readonly RecordedResource[];
  /** The longest chain of dependencies, its first member first. */
  readonly chain: readonly RecordedResource[];
  /** What bills by the hour. */
  readonly bill: Bill;
  readonly messages: readonly LogMessage[];
  readonly violations: readonly Violation[];
  /** Task definitions that the stack pins and that recorded releases stood in for. */
  readonly pins: readonly string[];
  /** What failed the program; then the rest is incomplete, and was not judged. */
  readonly errors: readonly string[];
}

/** Previews the stacks of a project one after another; what later ones ask of releases, earlier ones answer. */
export class Previewer {
  private answers: InvokeAnswers = {};

  constructor(
    private readonly project: Project,
    private readonly program: () => unknown,
    /** What judges the stacks; without one there are no violations. */
    private readonly pack: Pack | undefined,
  ) {}

  /** Records a stack without judging it, for those that look up its releases. */
  async recordReleases(stack: string): Promise<readonly string[]> {
    if (!makesReleases(this.project, stack)) return [];
    const releases = await record({ ...this.runOf(stack), preview: false });
    this.answers = { ...this.answers, ...releaseAnswers(releases) };
    return releases.errors;
  }

  /** Records a stack as `pulumi preview` would see it, and has the pack judge it. */
  async preview(stack: string): Promise<StackPreview> {
    const recording = await record(this.runOf(stack));
    const messages = [...recording.messages];
    const judged = this.pack !== undefined && recording.errors.length === 0;
    const violations = judged ? await judgeInProcess(this.pack, recording, messages) : [];
    return previewOf({ ...recording, messages }, violations);
  }

  private runOf(stack: string) {
    const { name: project } = this.project;
    return { project, stack, ...readStackConfig(this.project, stack), program: this.program, answers: this.answers };
  }
}

/** All there is to say about a recorded stack that was judged so. */
export function previewOf(recording: Recording, violations: readonly Violation[]): StackPreview {
  const { project, stack, config, messages, invoked, errors } = recording;
  const resources = recording.resources.filter((resource) => !isDefaultProvider(resource));
  return {
    project,
    stack,
    resources,
    chain: longestChain(resources),
    bill: billOf(resources, config["aws:region"] ?? defaultRegion),
    messages,
    violations,
    pins: invoked.filter(({ token }) => token === taskDefinitionToken).map(({ args }) => String(args.taskDefinition)),
    errors,
  };
}
