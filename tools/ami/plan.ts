import type { Architecture } from "../../components/capacity/instanceTypes";
import { type ImageSettings, type ImagesThere, isProcessor } from "./environment";
import { byAge, type NodeImage } from "./images";
import { usable } from "./pinState";

/** What somebody wants pinned. */
export type Wanted =
  /** These, each for its own processor. */
  | { readonly kind: "ids"; readonly ids: readonly string[] }
  /** The newest of one's own. */
  | { readonly kind: "newest" }
  /** What another environment pins; `images` is what AWS says of them where that one is. */
  | { readonly kind: "from"; readonly from: ImageSettings; readonly images: ReadonlyMap<string, NodeImage> };

/** A pin that moves. */
export interface Move {
  readonly processor: Architecture;
  /** Nothing for a first pin. */
  readonly from?: string;
  readonly to: NodeImage;
}

/** What is to be written, or why nothing is. */
export interface Plan {
  readonly moves: readonly Move[];
  readonly problems: readonly string[];
}

/** Decides which pins of an environment move. All problems at once; with one, nothing moves. */
export function planMoves(wanted: Wanted, settings: ImageSettings, there: ImagesThere, forceOlder: boolean): Plan {
  const chosen = choose(wanted, settings, there);
  const moves = chosen.images.flatMap((to): Move[] => {
    const processor = to.architecture;
    if (!isProcessor(processor) || settings.pins[processor] === to.id) return [];
    const from = settings.pins[processor];
    return [{ processor, to, ...(from !== undefined && { from }) }];
  });
  const problems = [
    ...chosen.problems,
    ...chosen.images.flatMap((image) => refusals(image, settings, there, forceOlder)),
    ...twice(chosen.images),
  ];
  return { moves: problems.length > 0 ? [] : moves, problems };
}

function choose(
  wanted: Wanted,
  { environment, pins, processors, hasPools }: ImageSettings,
  there: ImagesThere,
): { images: NodeImage[]; problems: string[] } {
  if (wanted.kind !== "ids" && processors.length === 0)
    return { images: [], problems: [hasPools ? noPool(environment) : noPools(environment)] };
  switch (wanted.kind) {
    case "ids": {
      const found = wanted.ids.map((id) => [id, there.byId.get(id)] as const);
      return {
        images: found.flatMap(([, image]) => image ?? []),
        problems: found.flatMap(([id, image]) => (image === undefined ? [notThere(id, there.region)] : [])),
      };
    }
    case "newest": {
      const asked = processors.map((processor) => [processor, usable(there.own, processor)[0]] as const);
      return {
        images: asked.flatMap(([, image]) => image ?? []),
        problems: asked.flatMap(([processor, image]) =>
          image === undefined
            ? [
                `There is no image of your own for ${processor} in ${there.region} that was made for the project ` +
                  `${there.project}. Build one: node-image/README.md`,
              ]
            : [],
        ),
      };
    }
    case "from": {
      const { from, images } = wanted;
      const asked = processors.map((processor) => [processor, from.pins[processor]] as const);
      const isNone = asked.every(([, id]) => id === undefined);
      const found = asked.map(([processor, id]) => [processor, id, id && sameThere(id, images, there)] as const);
      return {
        images: found.flatMap(([, , image]) => image || []),
        problems: found.flatMap(([processor, id, image]) => {
          if (id === undefined) {
            const why =
              pins[processor] !== undefined ? `${environment} does` : isNone && `${environment} has pools of it`;
            return why ? [`${from.environment} pins no image for ${processor}, and ${why}.`] : [];
          }
          return image
            ? []
            : [`${notThere(id, there.region)} That is what ${from.environment} pins. Build the same revision there.`];
        }),
      };
    }
  }
}

/** The image itself; in another account or region, the newest one that was made of the same. */
function sameThere(id: string, images: ReadonlyMap<string, NodeImage>, there: ImagesThere): NodeImage | undefined {
  const made = images.get(id)?.made;
  const isSame = (it: NodeImage) =>
    made?.revision !== undefined &&
    it.made?.revision === made.revision &&
    it.made.bundle === made.bundle &&
    it.made.sourceName === made.sourceName;
  return there.byId.get(id) ?? usable(there.own, images.get(id)?.architecture ?? "").find(isSame);
}

function noPool(environment: string): string {
  return (
    `No pool of ${environment} takes an image of one's own: each has an imageId, or instance types whose processor is not ` +
    "known; say their architecture."
  );
}

function noPools(environment: string): string {
  return `${environment} has no pools, so nothing of it takes an image of one's own.`;
}

function notThere(id: string, region: string): string {
  return `There is no image ${id} in ${region} that this account may use.`;
}

/** Why an image is not pinned. */
function refusals(
  image: NodeImage,
  { environment, file, pins, processors, smallest }: ImageSettings,
  there: ImagesThere,
  forceOlder: boolean,
) {
  const { id, architecture, state, made, diskGiB = 0 } = image;
  const small = isProcessor(architecture) ? smallest[architecture] : undefined;
  const refusal = (rule: string, remedy: string) => `${environment} does not pin ${id}: ${rule}. ${remedy}`;
  const pinned = isProcessor(architecture) ? there.byId.get(pins[architecture] ?? "") : undefined;
  const isUsed = processors.some((processor) => processor === architecture);
  const isOlder = pinned !== undefined && byAge(pinned, image) < 0;
  return [
    ...(isUsed
      ? []
      : [
          refusal(
            `it is for ${architecture}, and its pools are of ${processors.join(" and ") || "no processor that takes one"}`,
            "Take one for those, or add a pool.",
          ),
        ]),
    ...(state === "available" ? [] : [refusal(`it is ${state}`, "Wait until it is available, or take another.")]),
    ...(small !== undefined && small.diskGiB < diskGiB
      ? [
          refusal(
            `its root disk is of ${diskGiB} GiB, and nodes of ${small.pool} have ${small.diskGiB} GiB, so EC2 would start none`,
            `Give each of its pools a diskGiB of ${diskGiB} in ${file}, or take an image with a smaller disk.`,
          ),
        ]
      : []),
    ...(made === undefined
      ? [
          refusal(
            "it was not made with node-image/, so its nodes would not configure themselves",
            "Build one: node-image/README.md",
          ),
        ]
      : []),
    ...(isOlder && !forceOlder
      ? [
          refusal(
            `it is of ${minute(image)}, older than ${pinned.id} of ${minute(pinned)}`,
            "To go back to it: --force-older",
          ),
        ]
      : []),
  ];
}

function twice(images: readonly NodeImage[]): string[] {
  return images
    .filter((image, i) => images.findIndex(({ architecture }) => architecture === image.architecture) < i)
    .map(({ id, architecture }) => `${id} is the second image for ${architecture}. Name one for each processor.`);
}

/** When an image was made, as people write it; two of one day are told apart. */
function minute({ created }: NodeImage): string {
  return created.slice(0, 16).replace("T", " ");
}
