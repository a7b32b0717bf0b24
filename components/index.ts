/**
 * Components to run containers on Amazon ECS with EC2 and spot capacity.
 *
 * @packageDocumentation
 */

export type { CapacityArgs, PoolSettings } from "./capacity/capacityArgs";
// What the components decide, as plain functions: for programs that check a whole plan before the first resource.
export { planPool } from "./capacity/capacityPlan";
export { describeProblem, describeProblems, type Findings, type Problem, problemsIn } from "./check";
export { environmentFindings } from "./environment/environmentChecks";
export { planRules, priorityClashes } from "./tasks/listenerRules";
export { type PinnedRelease, readRelease } from "./tasks/pinnedRelease";
export { scheduledTaskFindings } from "./tasks/scheduledTaskChecks";
export { taskReleaseFindings } from "./tasks/taskReleaseChecks";
export { webServiceFindings } from "./tasks/webServiceChecks";
export { workerFindings } from "./tasks/worker";
