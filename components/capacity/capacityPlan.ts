import type { ArgumentNames } from "../argumentNames";
import { argsOf, oneOf, optional, type Problem, problemsOf, type Rule, text, wholeNumber } from "../check";
import type { PoolSettings } from "./capacityArgs";
import { Architecture, instanceType, type NodeSize } from "./instanceTypes";
import { Market } from "./market";

/** What a pool is decided from: the plain part of its arguments. */
export interface PoolRequest {
  readonly market: Market;
  readonly instanceTypes: readonly string[];
  readonly minNodes?: number;
  readonly maxNodes: number;
  readonly architecture?: Architecture;
  readonly diskGiB?: number;
  readonly reservedMemoryMiB?: number;
  readonly daemonsMemoryMiB?: number;
  readonly targetCapacityPercent?: number;
  readonly instanceWarmupSeconds?: number;
  readonly maxNodeAgeDays?: number;
  readonly nodeMemoryMiB?: number;
  readonly nodeCpuUnits?: number;
  /** May be an output; then it is judged when it is known. */
  readonly imageId?: unknown;
}

/** A pool as it will be declared. */
export interface PoolPlan {
  readonly market: Market;
  readonly architecture: Architecture;
  readonly instanceTypes: readonly string[];
  readonly minNodes: number;
  readonly maxNodes: number;
  readonly diskGiB: number;
  /** Without that of daemons. */
  readonly reservedMemoryMiB: number;
  readonly daemonsMemoryMiB: number;
  readonly targetCapacityPercent: number;
  readonly instanceWarmupSeconds: number;
  readonly maxNodeAgeDays: number;
  /** What tasks can have on the smallest node: a task above it is never placed. */
  readonly schedulable: NodeSize;
}

/** A pool's plan, what is wrong with it, and what its owner should know. */
export interface PlannedPool {
  /** To be used only when there are no problems. */
  readonly plan: PoolPlan;
  /** Why it cannot be declared. */
  readonly problems: Problem[];
  /** What can be declared and had better not be. */
  readonly warnings: string[];
}

/** Share of a node's memory that its kernel and system daemons keep, above what is reserved on purpose. */
const KERNEL_SHARE = 0.05;

/** Instance types below which a spot pool is likely to run dry. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-best-practices.html */
const ENOUGH_SPOT_TYPES = 4;

/** An image by its id, or by a parameter that EC2 looks up. */
export const image: Rule = text(
  /^(ami-[0-9a-f]{8,17}|resolve:ssm:\S+)$/,
  "it is no image",
  'Pass an id like "ami-0123456789abcdef0", or "resolve:ssm:PARAMETER".',
);

/** An image that configures itself: it is pinned, so that nobody's nodes change when nobody has decided it. */
export const nodeImage: Rule = text(
  /^ami-[0-9a-f]{8,17}$/,
  "it is no image of one's own",
  'Pass an id like "ami-0123456789abcdef0".',
);

const rules: Record<string, Rule> = {
  imageId: optional(image),
  market: oneOf(Object.values(Market)),
  architecture: optional(oneOf(Object.values(Architecture))),
  minNodes: optional(wholeNumber(0, 5_000, "nodes")),
  maxNodes: wholeNumber(1, 5_000, "nodes"),
  diskGiB: optional(wholeNumber(30, 16_384, "GiB (30 is what the ECS image needs)")),
  reservedMemoryMiB: optional(wholeNumber(0, 65_536, "MiB")),
  daemonsMemoryMiB: optional(wholeNumber(0, 65_536, "MiB")),
  targetCapacityPercent: optional(wholeNumber(1, 100, "percent")),
  instanceWarmupSeconds: optional(wholeNumber(0, 10_000, "seconds")),
  maxNodeAgeDays: optional((value) =>
    value === 0 ? undefined : wholeNumber(1, 365, "days, or 0 for no limit")(value),
  ),
  nodeMemoryMiB: optional(wholeNumber(256, 25_165_824, "MiB")),
  nodeCpuUnits: optional(wholeNumber(128, 1_048_576, "CPU units")),
};

/** Arguments of every pool. */
export const POOL_SETTINGS: ArgumentNames<PoolSettings> = {
  instanceTypes: true,
  minNodes: true,
  maxNodes: true,
  imageId: true,
  architecture: true,
  diskGiB: true,
  reservedMemoryMiB: true,
  daemonsMemoryMiB: true,
  targetCapacityPercent: true,
  instanceWarmupSeconds: true,
  maxNodeAgeDays: true,
  nodeMemoryMiB: true,
  nodeCpuUnits: true,
};

const typeName = text(/^[a-z0-9-]+\.[a-z0-9-]+$/, "it is no instance type", 'Pass types like "m7i.large".');

/** Decides a pool. */
export function planPool(asked: PoolRequest): PlannedPool {
  const request = argsOf(asked);
  const given = request as unknown as Record<string, unknown>;
  const problems: Problem[] = Object.entries(rules).flatMap(([argument, rule]) =>
    broken(argument, given[argument], rule),
  );
  const types = Array.isArray(request.instanceTypes) ? [...new Set(request.instanceTypes)] : [];
  if (types.length === 0) {
    problems.push({
      argument: "instanceTypes",
      value: request.instanceTypes,
      rule: "it must be a list of at least one instance type",
      remedy: 'Name types of one size, like ["m7i.large", "m6i.large"].',
    });
  }
  problems.push(...types.flatMap((type) => broken("instanceTypes", type, typeName)));
  const nodes = problems.length > 0 ? [] : sizesOf(types, request, problems);

  const minNodes = request.minNodes ?? 0;
  if (problems.length === 0 && minNodes > request.maxNodes) {
    problems.push({
      argument: "minNodes",
      value: minNodes,
      rule: `it is more than maxNodes, ${request.maxNodes}`,
      remedy: "Lower it, or raise maxNodes.",
    });
  }

  const memoryMiB = Math.min(...nodes.map((node) => node.memoryMiB));
  const reservedMemoryMiB = typeof request.reservedMemoryMiB === "number" ? request.reservedMemoryMiB : 256;
  const daemonsMemoryMiB = typeof request.daemonsMemoryMiB === "number" ? request.daemonsMemoryMiB : 0;
  const reservedInAll = reservedMemoryMiB + daemonsMemoryMiB;
  const plan: PoolPlan = {
    market: request.market,
    architecture: nodes[0]?.architecture ?? Architecture.X86_64,
    instanceTypes: types,
    minNodes,
    maxNodes: request.maxNodes,
    diskGiB: request.diskGiB ?? 30,
    reservedMemoryMiB,
    daemonsMemoryMiB,
    targetCapacityPercent: request.targetCapacityPercent ?? 100,
    instanceWarmupSeconds: request.instanceWarmupSeconds ?? 90,
    maxNodeAgeDays: request.maxNodeAgeDays ?? 14,
    schedulable: {
      memoryMiB: Math.max(0, Math.floor(memoryMiB * (1 - KERNEL_SHARE)) - reservedInAll),
      cpuUnits: Math.min(...nodes.map((node) => node.cpuUnits)),
    },
  };
  return { plan, problems, warnings: problems.length > 0 ? [] : warningsFor(plan) };
}

function sizesOf(
  types: readonly string[],
  request: PoolRequest,
  problems: Problem[],
): (NodeSize & { architecture: Architecture })[] {
  const { nodeMemoryMiB, nodeCpuUnits } = request;
  const nodes = types.map((type) => {
    const known = instanceType(type);
    if (known) return { type, ...known };
    if (nodeMemoryMiB !== undefined && nodeCpuUnits !== undefined && request.architecture !== undefined) {
      return { type, memoryMiB: nodeMemoryMiB, cpuUnits: nodeCpuUnits, architecture: request.architecture };
    }
    problems.push({
      argument: "instanceTypes",
      value: type,
      rule: "its size is not in Fairlead's table",
      remedy: "Say nodeMemoryMiB, nodeCpuUnits and architecture of the smallest type, or use another family.",
    });
    return undefined;
  });
  const sized = nodes.filter((node) => node !== undefined);
  const [first] = sized;
  if (!first || problems.length > 0) return sized;
  const otherArchitecture = sized.find((node) => node.architecture !== (request.architecture ?? first.architecture));
  if (otherArchitecture) {
    problems.push({
      argument: "instanceTypes",
      value: otherArchitecture.type,
      rule: `it is ${otherArchitecture.architecture}; a pool has one image and so one architecture, here ${request.architecture ?? first.architecture}`,
      remedy: "Make a second pool for it.",
    });
  }
  const otherSize = sized.find((node) => node.memoryMiB !== first.memoryMiB || node.cpuUnits !== first.cpuUnits);
  if (otherSize) {
    problems.push({
      argument: "instanceTypes",
      value: otherSize.type,
      rule: `it is not of the size of ${first.type}; every task must fit the smallest type, and ECS scales a pool as if all its nodes were that small`,
      remedy: "Keep to types with the same memory and vCPUs.",
    });
  }
  return sized;
}

function warningsFor(plan: PoolPlan): string[] {
  if (plan.market !== Market.Spot || plan.instanceTypes.length >= ENOUGH_SPOT_TYPES) return [];
  return [
    `instanceTypes has ${plan.instanceTypes.length}: with fewer than ${ENOUGH_SPOT_TYPES} a spot pool runs dry often. ` +
      "Add types of the same size from other families.",
  ];
}

function broken(argument: string, value: unknown, rule: Rule): Problem[] {
  return problemsOf([{ argument, value, rule, plain: argument !== "imageId" }]);
}
