import { planPool } from "../capacity/capacityPlan";
import { Architecture } from "../capacity/instanceTypes";
import { argsOf, isRecord, type Problem } from "../check";
import type { EcsEnvironmentArgs, PoolArgs } from "./environmentArgs";

type Images = Pick<Partial<EcsEnvironmentArgs>, "pools" | "nodeImages" | "nodeBundlePath">;

/** Pools that run an image of one's own, by name, with its architecture: those of that architecture without an `imageId`. */
export function poolsOnOwnImages({ pools, nodeImages }: Images): Record<string, Architecture> {
  const images = isRecord(nodeImages) ? nodeImages : {};
  return Object.fromEntries(
    planned(pools).flatMap(({ name, architecture, imageId }) =>
      imageId === undefined && images[architecture] !== undefined ? [[name, architecture]] : [],
    ),
  );
}

/** Images that no pool runs, and a bundle that no node reads. Of pools that are wrong themselves nothing is known. */
export function ownImageProblems(args: Images): Problem[] {
  const { nodeImages, nodeBundlePath } = args;
  const pools = planned(args.pools);
  if (pools.length === 0 || pools.some(({ wrong }) => wrong)) return [];
  const run = Object.values(poolsOnOwnImages(args));
  const images = isRecord(nodeImages) ? nodeImages : {};
  const idle = Object.values(Architecture).filter((kind) => images[kind] !== undefined && !run.includes(kind));
  return [
    ...idle.map((kind) => {
      const taken = pools.some(({ architecture }) => architecture === kind);
      return {
        argument: `nodeImages.${kind}`,
        value: images[kind],
        rule: taken ? `each pool of ${kind} names an imageId of its own` : `no pool has nodes of ${kind}`,
        remedy: `Leave it out, or ${taken ? "take imageId away where it is to run" : "add a pool of such instance types"}.`,
      };
    }),
    ...(nodeBundlePath === undefined || Object.keys(images).length > 0
      ? []
      : [
          {
            argument: "nodeBundlePath",
            value: nodeBundlePath,
            rule: "only nodes of nodeImages read a bundle, and there are none",
            remedy: "Pass nodeImages too, or leave it out.",
          },
        ]),
  ];
}

function planned(pools: unknown) {
  return Object.entries(isRecord(pools) ? pools : {}).map(([name, pool]) => {
    const settings = argsOf(pool as PoolArgs);
    const { plan, problems } = planPool(settings);
    return { name, architecture: plan.architecture, imageId: settings.imageId, wrong: problems.length > 0 };
  });
}
