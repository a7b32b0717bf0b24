/**
 * Components to run containers on Amazon ECS with EC2 and spot capacity.
 *
 * @packageDocumentation
 */

// An environment: where things run.

export { EcsEnvironment } from "./environment/ecsEnvironment";
export type { DomainArgs, EcsEnvironmentArgs, NetworkArgs, NodeImages, PoolArgs } from "./environment/environmentArgs";
export { environmentFromParameter, environmentFromStack } from "./environment/environmentReader";
export type { EnvironmentReference, PoolReference, TeamReference } from "./environment/environmentReference";
export { Profile } from "./environment/profile";
export type { TeamArgs } from "./teams/teamArgs";

// Its nodes; each pool also works alone, on any cluster.

export type { CapacityArgs, PoolSettings } from "./capacity/capacityArgs";
export { Architecture } from "./capacity/instanceTypes";
export { Market } from "./capacity/market";
export { OnDemandCapacity } from "./capacity/onDemandCapacity";
export { SpotCapacity } from "./capacity/spotCapacity";

// What a node knows of itself and its agent is told, for images that configure themselves.

export { AGENT_SETTINGS } from "./nodes/agentConfig";
export { NODE_CONFIG_KEYS } from "./nodes/nodeConfig";

// What runs in it.

export type { ContainerArgs, ContainerHealthCheck, WritableRootFilesystem } from "./tasks/containerArgs";
export type { Permission } from "./tasks/permissions";
export { RoleNames } from "./tasks/roleNames";
export type { ScalingArgs, ScheduledMinimum, WebScalingArgs } from "./tasks/scalingArgs";
export { ScheduledTask } from "./tasks/scheduledTask";
export type { ScheduledTaskArgs } from "./tasks/scheduledTaskArgs";
export type { ServiceArgs } from "./tasks/serviceArgs";
export type { CapacityShare } from "./tasks/serviceCapacity";
export { TaskRelease } from "./tasks/taskRelease";
export type { AllowedName, ReleaseOwner, TaskReleaseArgs } from "./tasks/taskReleaseArgs";
export { WebService } from "./tasks/webService";
export type { TargetHealthCheck, WebServiceArgs } from "./tasks/webServiceArgs";
export { type NoLoadBalancer, Worker, type WorkerArgs } from "./tasks/worker";

// What the components decide, as plain functions: for programs that check a whole plan before the first resource.

export { planPool } from "./capacity/capacityPlan";
export { describeProblem, describeProblems, type Findings, type Problem, problemsIn } from "./check";
export { environmentFindings } from "./environment/environmentChecks";
export { poolsOnOwnImages } from "./environment/ownImages";
export { poolChangeProblems } from "./environment/poolChanges";
export { type Fit, type KeptTasks, nodesAfterLoss, type PoolFit, planFit } from "./fit/fit";
export { roomProblems, roomWarnings } from "./fit/fitFindings";
export type { FitJob, FitPool, FitRequest, FitService, TaskSize } from "./fit/fitRequest";
export {
  overlappingRules,
  planRules,
  priorityClashes,
  type RuleConflict,
  type RuleOverlap,
  type RulePlan,
  shadowedRules,
} from "./tasks/listenerRules";
export {
  type PinnedRelease,
  readRelease,
  type TrafficDecision,
  type TrafficTarget,
  trafficTarget,
} from "./tasks/pinnedRelease";
export { scheduledTaskFindings } from "./tasks/scheduledTaskChecks";
export { capacityProblems, fitProblems, type KnownPool, safestCapacity } from "./tasks/serviceCapacity";
export { type DeploymentPlan, planDeployment, type ServiceDeployment } from "./tasks/serviceDeployment";
export { taskReleaseFindings } from "./tasks/taskReleaseChecks";
export { webServiceFindings } from "./tasks/webServiceChecks";
export { workerFindings } from "./tasks/worker";
export { familiesMeaning } from "./teams/teamChecks";
