import { type ArgumentNames, otherArguments } from "../argumentNames";
import { image, nodeImage, POOL_SETTINGS, planPool } from "../capacity/capacityPlan";
import { aMap, argsOf, isRecord, type Judged, knownAtOnce, optional, type Problem, problemsOf } from "../check";
import { poolName } from "../names";
import { waits } from "../values";
import type { EcsEnvironmentArgs, NodeImages, PoolArgs } from "./environmentArgs";
import { ownImageProblems } from "./ownImages";

const POOL: ArgumentNames<PoolArgs> = { ...POOL_SETTINGS, market: true };
const NODE_IMAGES: ArgumentNames<NodeImages> = { x86_64: true, arm64: true };

/** What is wrong with the pools of an environment, each of which says what its own arguments are. */
export function poolProblems(name: string, pools: unknown): Problem[] {
  const waits = knownAtOnce("pools", pools);
  if (waits.length > 0) return waits;
  const names = isRecord(pools) ? Object.keys(pools) : [];
  if (names.length === 0) {
    const rule = "an environment needs at least one pool of nodes";
    return [
      { argument: "pools", value: pools, rule, remedy: 'Pass pools by name, like { spot: { market: "spot", ... } }.' },
    ];
  }
  return names.flatMap((pool) => {
    const settings = (pools as Record<string, PoolArgs | undefined>)[pool];
    if (!isRecord(settings)) return [noPool(pool, settings)];
    return [
      ...otherArguments(settings, POOL, `pools.${pool}`),
      ...problemsOf([{ argument: "pools", value: `${name}-${pool}`, rule: poolName }]),
      ...planPool(settings).problems.map((problem) => ({ ...problem, argument: `pools.${pool}.${problem.argument}` })),
    ];
  });
}

/** Images that are not known yet, which are told here by what the caller wrote. Others are a pool's problems. */
export function imageChecks(pools: unknown): Judged[] {
  return Object.entries(isRecord(pools) ? pools : {}).flatMap(([pool, settings]) => {
    const { imageId } = argsOf(settings as Partial<PoolArgs>);
    return waits(imageId) ? [{ argument: `pools.${pool}.imageId`, value: imageId, rule: optional(image) }] : [];
  });
}

/** Of each architecture that is named, because whether one is named decides how nodes are configured. */
export function nodeImageChecks(images: unknown): Judged[] {
  return Object.entries(isRecord(images) ? images : {}).flatMap(([architecture, value]) =>
    value === undefined || !Object.hasOwn(NODE_IMAGES, architecture)
      ? []
      : [{ argument: `nodeImages.${architecture}`, value, rule: nodeImage }],
  );
}

function noPool(pool: string, value: unknown): Problem {
  return {
    argument: `pools.${pool}`,
    value,
    rule: "it describes no pool",
    remedy: "Pass market, instanceTypes and maxNodes.",
  };
}

/** What is wrong with images of one's own and their bundle beside what each of them is. */
export function nodeImageProblems(args: Partial<EcsEnvironmentArgs>): Problem[] {
  const { nodeImages } = args;
  return [
    ...otherArguments(nodeImages, NODE_IMAGES, "nodeImages"),
    ...knownAtOnce("nodeImages", nodeImages),
    ...problemsOf([{ argument: "nodeImages", value: nodeImages, rule: optional(aMap) }]),
    ...ownImageProblems(args),
  ];
}
