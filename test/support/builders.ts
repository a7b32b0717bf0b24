import type {
  CapacityArgs,
  EcsEnvironmentArgs,
  EnvironmentReference,
  ScheduledTaskArgs,
  TaskReleaseArgs,
  WebServiceArgs,
  WorkerArgs,
} from "fairlead";
import type { InvokeAnswers } from "../../tools/preview/recorder";

/** Types of one size in four families. */
export const LARGE = ["m7i.large", "m7a.large", "m6i.large", "m6a.large"];

/** Arguments of a pool that works. */
export function capacityArgs(changes: Partial<CapacityArgs> = {}): CapacityArgs {
  return {
    clusterName: "fairlead-dev",
    environment: "dev",
    subnetIds: ["subnet-a", "subnet-b"],
    securityGroupIds: ["sg-nodes"],
    instanceTypes: LARGE,
    maxNodes: 6,
    ...changes,
  };
}

/** Arguments of an environment with both kinds of pool. */
export function environmentArgs(changes: Partial<EcsEnvironmentArgs> = {}): EcsEnvironmentArgs {
  return {
    profile: "staging",
    network: {
      vpcId: "vpc-1",
      publicSubnetIds: ["subnet-pa", "subnet-pb"],
      privateSubnetIds: ["subnet-a", "subnet-b"],
    },
    pools: {
      "on-demand": { market: "on-demand", instanceTypes: LARGE, minNodes: 1, maxNodes: 3 },
      spot: { market: "spot", instanceTypes: LARGE, maxNodes: 6 },
    },
    certificateArns: ["arn:aws:acm:eu-west-1:123456789012:certificate/one"],
    ...changes,
  };
}

/** A reference as another program would have it: plain data. */
export function environmentReference(changes: Partial<EnvironmentReference> = {}): EnvironmentReference {
  return {
    contractVersion: 1,
    environment: "dev",
    profile: "development",
    clusterArn: "arn:aws:ecs:eu-west-1:123456789012:cluster/fairlead-dev",
    clusterName: "fairlead-dev",
    vpcId: "vpc-1",
    privateSubnetIds: ["subnet-a", "subnet-b"],
    listenerArn: "arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/dev/1/2",
    loadBalancerArnSuffix: "app/dev/1",
    loadBalancerDnsName: "dev.example.com",
    loadBalancerZoneId: "Z1",
    loadBalancerSecurityGroupId: "sg-alb",
    nodeSecurityGroupId: "sg-nodes",
    pools: {
      "on-demand": pool("dev-on-demand-1a2b3c4", "on-demand"),
      spot: pool("dev-spot-1a2b3c4", "spot"),
    },
    logGroupPrefix: "/fairlead/environment/dev",
    scheduleGroup: "dev-1a2b3c4",
    teams: { payments: { priorityBlock: 3 } },
    ...changes,
  };
}

/** A pool of m7i.large, as a reference has it. */
export function pool(capacityProvider: string, market: "on-demand" | "spot") {
  return { capacityProvider, market, nodeMemoryMiB: 7_526, nodeCpuUnits: 2_048 };
}

export function webServiceArgs(changes: Partial<WebServiceArgs> = {}): WebServiceArgs {
  return {
    environment: environmentReference(),
    release: "web:7",
    hosts: ["shop.example.com"],
    desiredCount: 3,
    capacity: { "on-demand": { base: 1 }, spot: { weight: 2 } },
    ...changes,
  };
}

export function workerArgs(changes: Partial<WorkerArgs> = {}): WorkerArgs {
  return {
    environment: environmentReference(),
    release: "web:7",
    capacity: { spot: {} },
    noLoadBalancer: { reason: "reads its work from a queue" },
    ...changes,
  };
}

export function scheduledTaskArgs(changes: Partial<ScheduledTaskArgs> = {}): ScheduledTaskArgs {
  return {
    environment: environmentReference(),
    release: "web:7",
    schedule: "cron(0 3 * * ? *)",
    timeZone: "Europe/Berlin",
    ...changes,
  };
}

export function taskReleaseArgs(changes: Partial<TaskReleaseArgs> = {}): TaskReleaseArgs {
  return {
    environments: ["dev", "stage", "prod"],
    containers: { app: { image: "registry.example.com/web:1.4", memoryReservationMiB: 256, ports: [8080] } },
    ...changes,
  };
}

/** A registered revision, as AWS describes it: one container with port 8080, a stop timeout of 30 s and 256 MiB. */
export function describedRelease(changes: Record<string, unknown> = {}, container: Record<string, unknown> = {}) {
  return {
    arn: "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:7",
    family: "web",
    revision: 7,
    status: "ACTIVE",
    networkMode: "bridge",
    executionRoleArn: "arn:aws:iam::123456789012:role/web-execution",
    taskRoleArn: "arn:aws:iam::123456789012:role/web-task",
    cpu: "",
    memory: "",
    containerDefinitions: JSON.stringify([
      {
        name: "app",
        memoryReservation: 256,
        memory: 512,
        cpu: 128,
        stopTimeout: 30,
        portMappings: [{ containerPort: 8080, hostPort: 0 }],
        ...container,
      },
    ]),
    ...changes,
  };
}

/** Answers of AWS with one registered revision. */
export function withRelease(described = describedRelease()): { answers: InvokeAnswers } {
  return { answers: { "aws:ecs/getTaskDefinition:getTaskDefinition": () => described } };
}
