import type { Fit } from "fairlead";
import { defaultRegion } from "./answers";
import { longestChain } from "./chain";
import { type Bill, billOf } from "./cost/bill";
import { readFit } from "./nodes/readFit";
import type { Pack, Violation } from "./pack";
import { judgeInProcess } from "./packHost";
import { isDefaultProvider } from "./providers";
import { record } from "./recorder";
import type { InvokeAnswers, LogMessage, ProgramRun, RecordedResource, Recording } from "./recording";
import { releaseAnswers, taskDefinitionToken } from "./releaseAnswers";
import { makesReleases, type Project, readStackConfig, SettingsError } from "./settings";

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
  /** The nodes that the program says it needs, by pool; `undefined` when it does not. */
  readonly nodes?: Fit | undefined;
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

  /** Records a stack as `pulumi preview` would see it, and has the pack judge it; settings that do not fit fail the stack. */
  async preview(stack: string): Promise<StackPreview> {
    let run: ProgramRun;
    try {
      run = this.runOf(stack);
    } catch (error) {
      if (error instanceof SettingsError) return unread(this.project.name, stack, error.message);
      throw error;
    }
    const recording = await record(run);
    const messages = [...recording.messages];
    const judged = this.pack !== undefined && recording.errors.length === 0;
    const violations = judged ? await judgeInProcess(this.pack, recording, messages) : [];
    return previewOf({ ...recording, messages }, violations);
  }

  private runOf(stack: string): ProgramRun {
    const { name: project } = this.project;
    return { project, stack, ...readStackConfig(this.project, stack), program: this.program, answers: this.answers };
  }
}

/** All there is to say about a recorded stack that was judged so. */
export function previewOf(recording: Recording, violations: readonly Violation[]): StackPreview {
  const { project, stack, config, outputs, messages, invoked, errors } = recording;
  const resources = recording.resources.filter((resource) => !isDefaultProvider(resource));
  return {
    project,
    stack,
    resources,
    chain: longestChain(resources),
    bill: billOf(resources, config["aws:region"] ?? defaultRegion),
    nodes: readFit(outputs),
    messages,
    violations,
    pins: invoked.filter(({ token }) => token === taskDefinitionToken).map(({ args }) => String(args.taskDefinition)),
    errors,
  };
}

/** A stack whose settings cannot be read, so that its program did not run. */
function unread(project: string, stack: string, error: string): StackPreview {
  const bill = billOf([], defaultRegion);
  return { project, stack, resources: [], chain: [], bill, messages: [], violations: [], pins: [], errors: [error] };
}
