/**
 * Components to run containers on Amazon ECS with EC2 and spot capacity.
 *
 * @packageDocumentation
 */

export type { CapacityArgs, PoolSettings } from "./capacity/capacityArgs";
// Decisions of the above as plain functions, for programs that check a whole plan before the first resource.
export { planPool } from "./capacity/capacityPlan";
export { Architecture } from "./capacity/instanceTypes";
export { Market } from "./capacity/market";
export { OnDemandCapacity } from "./capacity/onDemandCapacity";
export { SpotCapacity } from "./capacity/spotCapacity";
export { describeProblem, describeProblems, type Problem } from "./check";
export { EcsEnvironment } from "./environment/ecsEnvironment";
export type { DomainArgs, EcsEnvironmentArgs, NetworkArgs, PoolArgs, TeamArgs } from "./environment/environmentArgs";
export { environmentProblems } from "./environment/environmentChecks";
export type { EnvironmentReference, PoolReference, TeamReference } from "./environment/environmentReference";
export { Profile } from "./environment/profile";
export type { ContainerArgs, ContainerHealthCheck, WritableRootFilesystem } from "./tasks/containerArgs";
export { planRules, priorityClashes } from "./tasks/listenerRules";
export type { Permission } from "./tasks/permissions";
export { readRelease } from "./tasks/pinnedRelease";
export { ScheduledTask, type ScheduledTaskArgs } from "./tasks/scheduledTask";
export type { ServiceArgs } from "./tasks/serviceArgs";
export type { CapacityShare } from "./tasks/serviceCapacity";
export { TaskRelease, type TaskReleaseArgs } from "./tasks/taskRelease";
export { type TargetHealthCheck, WebService, type WebServiceArgs } from "./tasks/webService";
export { type NoLoadBalancer, Worker, type WorkerArgs } from "./tasks/worker";
