import type { Architecture } from "../../components/capacity/instanceTypes";
import { type ImageSettings, type ImagesThere, isProcessor } from "./environment";
import { type AmazonImage, byAge, isLater, type NodeImage } from "./images";

/** How a pinned image stands. */
export interface PinState {
  readonly processor: Architecture;
  readonly id: string;
  readonly image?: NodeImage;
  readonly ageDays?: number;
  /** The newest of one's own that is newer. */
  readonly newer?: NodeImage;
  /** Amazon's, when the pinned one is made from an older one. */
  readonly amazon?: AmazonImage;
  /** What is wrong with it: nodes do not start, or are not what they should be. */
  readonly problems: readonly string[];
  /** What somebody should know. */
  readonly remarks: readonly string[];
}

const DAY_MS = 86_400_000;

/** Whole days from one moment to another. */
export function daysBetween(from: string, to: Date): number {
  return Math.floor((to.getTime() - new Date(from).getTime()) / DAY_MS);
}

/** Images of one's own for a processor from which nodes can start, newest first. */
export function usable(own: readonly NodeImage[], processor: string): NodeImage[] {
  return own.filter((it) => it.architecture === processor && it.state === "available").sort(byAge);
}

/** How the pins of an environment stand. */
export function pinStates({ pins, processors }: ImageSettings, there: ImagesThere, now: Date): PinState[] {
  return Object.entries(pins).flatMap(([processor, id]) => {
    if (!isProcessor(processor)) return [];
    const image = there.byId.get(id);
    const [newest] = usable(there.own, processor);
    const newer = image !== undefined && newest !== undefined && byAge(newest, image) < 0 ? newest : undefined;
    const recommended = there.amazon[processor];
    const source = image?.made?.sourceName;
    const amazon = recommended && source !== undefined && isLater(recommended.name, source) ? recommended : undefined;
    return {
      processor,
      id,
      ...(image !== undefined && { image, ageDays: daysBetween(image.created, now) }),
      ...(newer !== undefined && { newer }),
      ...(amazon !== undefined && { amazon }),
      problems:
        image === undefined ? [`this account has no such image in ${there.region}`] : wrongWith(image, processor),
      remarks: [
        ...(processors.includes(processor) ? [] : [`no pool is of ${processor}, so no node runs it`]),
        ...(image === undefined ? [] : remarksOn(image, now)),
      ],
    };
  });
}

/** What keeps nodes of a processor from starting with an image, or from configuring themselves. */
function wrongWith(image: NodeImage, processor: Architecture): string[] {
  return [
    ...(image.architecture === processor ? [] : [`it is an image for ${image.architecture}`]),
    ...(image.state === "available" ? [] : [`it is ${image.state}`]),
    ...(image.made === undefined ? ["it was not made with node-image/, or its tags are gone"] : []),
  ];
}

/** What is odd about an image, and keeps nobody from using it. */
export function remarksOn({ made, deprecated }: NodeImage, now: Date): string[] {
  return [
    ...(deprecated !== undefined && new Date(deprecated) <= now
      ? [`EC2 calls it deprecated since ${deprecated.slice(0, 10)}`]
      : []),
    ...(made?.revision?.endsWith("-dirty") ? ["it was made of something that was not committed"] : []),
  ];
}
