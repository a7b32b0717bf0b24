import {
  EcsEnvironment,
  OnDemandCapacity,
  ScheduledTask,
  SpotCapacity,
  TaskRelease,
  WebService,
  Worker,
} from "fairlead";
import {
  capacityArgs,
  environmentArgs,
  environmentReference,
  scheduledTaskArgs,
  taskReleaseArgs,
  webServiceArgs,
  workerArgs,
} from "./builders";
import { bundleWith } from "./nodeBundle";

/** A component, whatever its arguments. */
export type Component = new (name: string, args: never) => unknown;

const POOL = {
  minNodes: 1,
  imageId: "ami-0123456789abcdef0",
  architecture: "x86_64",
  diskGiB: 40,
  reservedMemoryMiB: 512,
  daemonsMemoryMiB: 64,
  targetCapacityPercent: 90,
  instanceWarmupSeconds: 60,
  maxNodeAgeDays: 0,
  nodeMemoryMiB: 8_192,
  nodeCpuUnits: 2_048,
} as const;
const NODES = { ...POOL, instanceProfileArn: "arn:aws:iam::123456789012:instance-profile/nodes" };
const SELF_CONFIGURING = capacityArgs({ nodeImageId: "ami-0123456789abcdef0" });
const PERMISSIONS = [{ actions: ["sqs:ReceiveMessage"], resources: ["arn:aws:sqs:eu-west-1:123456789012:mail"] }];
const TEAM = {
  priorityBlock: 2,
  families: ["cart-*"],
  deployers: ["arn:aws:iam::123456789012:role/ci"],
  permissions: PERMISSIONS,
};
const ENVIRONMENT = environmentArgs({ teams: { payments: TEAM }, logRetentionDays: 30, environment: "dev" });
const POOLS = Object.fromEntries(Object.entries(ENVIRONMENT.pools).map(([name, pool]) => [name, { ...pool, ...POOL }]));
const CONTAINER = {
  image: "registry.example.com/web:1.4",
  memoryReservationMiB: 256,
  memoryLimitMiB: 512,
  cpuUnits: 256,
  essential: true,
  command: ["serve"],
  entryPoint: ["/enter"],
  ports: [8080],
  variables: { MODE: "calm" },
  secrets: { TOKEN: "/shop/token" },
  stopTimeoutSeconds: 20,
  tmpfs: { "/tmp": 32 },
  writableRootFilesystem: { reason: "writes where it likes" },
  user: "1000",
  workingDirectory: "/srv",
  labels: { team: "shop" },
  healthCheck: { command: "true", intervalSeconds: 10, timeoutSeconds: 5, retries: 3, startPeriodSeconds: 5 },
};
const SERVICE = {
  tags: { owner: "shop" },
  minimumHealthyPercent: 50,
  maximumPercent: 200,
  steadyStateTimeoutMinutes: 5,
  desiredCount: 3,
  team: "payments",
  capacity: { "on-demand": { base: 1, weight: 1 }, spot: { base: 0, weight: 2 } },
};
const DAY = { schedule: "cron(0 7 ? * * *)", timeZone: "UTC", minTasks: 4 };
const SCALING = {
  minTasks: 2,
  maxTasks: 6,
  cpuPercent: 60,
  memoryPercent: 80,
  scaleOutCooldownSeconds: 60,
  scaleInCooldownSeconds: 600,
  scheduledMinimums: { day: DAY, night: { ...DAY, minTasks: 2 } },
};
const TARGETS = {
  container: "app",
  port: 8080,
  paths: ["/a"],
  listenerPriority: 5,
  deregistrationDelaySeconds: 20,
  healthCheckGracePeriodSeconds: 30,
};
const CHECK = { intervalSeconds: 10, timeoutSeconds: 5, healthyThreshold: 2, unhealthyThreshold: 3 };

/** Arguments that work, for each component. Between them they have every argument that there is. */
export const EXAMPLES: readonly (readonly [Component, readonly object[]])[] = [
  [
    EcsEnvironment,
    [
      { ...ENVIRONMENT, protect: false, pools: POOLS },
      environmentArgs({ certificateArns: undefined, domain: { zoneId: "Z1", hosts: ["shop.example.com"] } }),
      environmentArgs({ certificateArns: undefined, httpOnly: true }),
      environmentArgs({
        pools: {
          ...environmentArgs().pools,
          spot: { market: "spot", instanceTypes: ["m7g.large", "m6g.large", "m8g.large", "m7gd.large"], maxNodes: 2 },
        },
        nodeImages: { x86_64: "ami-0123456789abcdef0", arm64: "ami-0fedcba9876543210" },
        nodeBundlePath: bundleWith("example"),
      }),
    ],
  ],
  [OnDemandCapacity, [capacityArgs(NODES), SELF_CONFIGURING]],
  [SpotCapacity, [capacityArgs(NODES), SELF_CONFIGURING]],
  [
    TaskRelease,
    [
      taskReleaseArgs({
        containers: { app: CONTAINER },
        permissions: PERMISSIONS,
        accounts: { dev: "111111111111", stage: "222222222222", prod: "333333333333" },
        allowedNames: [{ text: "a dev's word", reason: "it names nobody" }],
        family: "thing",
        logRetentionDays: 30,
        owner: { environment: environmentReference(), team: "payments" },
        architecture: "x86_64",
        roleNames: "fixed",
      }),
    ],
  ],
  [
    WebService,
    [
      webServiceArgs({
        ...SERVICE,
        ...TARGETS,
        scaling: { ...SCALING, requestsPerTaskPerMinute: 600 },
        healthCheck: { ...CHECK, path: "/healthz", matcher: "200" },
      }),
    ],
  ],
  [Worker, [workerArgs({ ...SERVICE, scaling: SCALING })]],
  [
    ScheduledTask,
    [
      scheduledTaskArgs({
        container: "app",
        command: ["run"],
        enabled: true,
        capacity: { spot: { base: 0, weight: 1 } },
        team: "payments",
        flexibleWindowMinutes: 5,
        maximumRetryAttempts: 3,
        maximumEventAgeSeconds: 600,
      }),
    ],
  ],
];
