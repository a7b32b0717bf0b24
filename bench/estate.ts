/**
 * The estate that is measured: an environment of N web services, as plain data, so that Fairlead's program and the one
 * it is compared with declare the same things.
 */

/** One service, with the container that it runs. */
export interface EstateService {
  readonly name: string;
  readonly image: string;
  readonly memoryMiB: number;
  readonly cpuUnits: number;
  readonly port: number;
  readonly hosts: readonly string[];
  /** Tasks at least and at most; their number follows CPU and requests. */
  readonly tasks: { readonly min: number; readonly max: number };
  readonly requestsPerTaskPerMinute: number;
  /** Tasks that stay on on-demand nodes; what is above them goes to spot by these weights. */
  readonly onDemand?: { readonly base: number; readonly weight: number };
  readonly spotWeight: number;
  readonly graceSeconds: number;
  readonly variables: Readonly<Record<string, string>>;
  /** Variables by the SSM parameter that they come from. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** An environment in one region and account. */
export interface Estate {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly zones: readonly string[];
  readonly cidrBlock: string;
  readonly certificateArn: string;
  readonly logRetentionDays: number;
  /** Use of CPU that the services are scaled to, in percent. */
  readonly cpuPercent: number;
  readonly pools: Readonly<
    Record<"on-demand" | "spot", { instanceTypes: readonly string[]; minNodes: number; maxNodes: number }>
  >;
  readonly services: readonly EstateService[];
}

type Kind = Omit<EstateService, "name" | "hosts" | "secrets"> & {
  readonly prefixes: readonly string[];
  readonly secrets: readonly string[];
};

/** What services are like: two critical kinds, a JVM that may be late, a tool that spot is good enough for. */
const KINDS: Readonly<Record<string, Kind>> = {
  site: {
    image: "public.ecr.aws/nginx/nginx-unprivileged:1.29-alpine",
    memoryMiB: 128,
    cpuUnits: 128,
    port: 8080,
    prefixes: ["", "www."],
    tasks: { min: 6, max: 24 },
    requestsPerTaskPerMinute: 3_000,
    onDemand: { base: 3, weight: 1 },
    spotWeight: 2,
    graceSeconds: 60,
    variables: {},
    secrets: [],
  },
  api: {
    image: "registry.example.com/api:4.2",
    memoryMiB: 256,
    cpuUnits: 256,
    port: 8080,
    prefixes: [""],
    tasks: { min: 4, max: 16 },
    requestsPerTaskPerMinute: 1_200,
    onDemand: { base: 2, weight: 1 },
    spotWeight: 1,
    graceSeconds: 60,
    variables: { LOG_LEVEL: "info" },
    secrets: ["DATABASE_URL", "API_KEY"],
  },
  search: {
    image: "registry.example.com/search:17",
    memoryMiB: 512,
    cpuUnits: 256,
    port: 9000,
    prefixes: [""],
    tasks: { min: 3, max: 9 },
    requestsPerTaskPerMinute: 600,
    onDemand: { base: 1, weight: 1 },
    spotWeight: 1,
    graceSeconds: 120,
    variables: { JAVA_TOOL_OPTIONS: "-XX:MaxRAMPercentage=75 -XX:+ExitOnOutOfMemoryError" },
    secrets: ["INDEX_PASSWORD"],
  },
  tool: {
    image: "registry.example.com/tool:0.9",
    memoryMiB: 128,
    cpuUnits: 128,
    port: 3000,
    prefixes: [""],
    tasks: { min: 2, max: 4 },
    requestsPerTaskPerMinute: 600,
    spotWeight: 1,
    graceSeconds: 60,
    variables: {},
    secrets: [],
  },
};

/** A production environment with that many services, 1 or more. */
export function estateOf(services: number): Estate {
  const kinds = Object.entries(KINDS);
  const region = "eu-central-1";
  const account = "123456789012";
  return {
    name: "prod",
    account,
    region,
    zones: ["a", "b", "c"].map((zone) => `${region}${zone}`),
    cidrBlock: "10.30.0.0/16",
    certificateArn: `arn:aws:acm:${region}:${account}:certificate/0b8a5f4e-1c2d-4e3f-8a9b-0c1d2e3f4a5b`,
    logRetentionDays: 90,
    cpuPercent: 60,
    pools: {
      "on-demand": { instanceTypes: ["m7i.large", "m7a.large", "m6i.large"], minNodes: 3, maxNodes: 30 },
      spot: {
        instanceTypes: ["m7i.large", "m7a.large", "m6i.large", "m6a.large", "m5.large", "m5a.large"],
        minNodes: 0,
        maxNodes: 60,
      },
    },
    services: Array.from({ length: services }, (_, i) => {
      const [kind, { prefixes, secrets, ...rest }] = kinds[i % kinds.length] as [string, Kind];
      const name = `${kind}-${i + 1}`;
      return {
        ...rest,
        name,
        hosts: prefixes.map((prefix) => `${prefix}${name}.example.com`),
        secrets: Object.fromEntries(secrets.map((key) => [key, `/${name}/${key.toLowerCase()}`])),
      };
    }),
  };
}
