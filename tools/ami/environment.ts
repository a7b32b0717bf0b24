import { Architecture, instanceType } from "../../components/capacity/instanceTypes";
import type { AmazonImage, NodeImage } from "./images";

/** Image ids by the processor that they are for. */
export type Pins = { readonly [A in Architecture]?: string };

/** What the files say of an environment's images. */
export interface ImageSettings {
  readonly environment: string;
  readonly stack: string;
  readonly file: string;
  /** `nodeImages`. */
  readonly pins: Pins;
  readonly hasPools: boolean;
  /** Processors of the pools that run such images: those without an image of their own. */
  readonly processors: readonly Architecture[];
  /** Their pools with the smallest disk, by processor. */
  readonly smallest: { readonly [A in Architecture]?: { readonly pool: string; readonly diskGiB: number } };
}

/** What AWS says of them, where the environment is. */
export interface ImagesThere {
  readonly region: string;
  readonly project: string;
  /** Images that node-image/ has made for the project in this account and region. */
  readonly own: readonly NodeImage[];
  /** Images asked for by id, as far as this account may use them. */
  readonly byId: ReadonlyMap<string, NodeImage>;
  readonly amazon: { readonly [A in Architecture]?: AmazonImage | undefined };
}

const PROCESSORS = Object.values(Architecture);

/** Whether something is a processor that pools have. */
export function isProcessor(text: string): text is Architecture {
  return (PROCESSORS as readonly string[]).includes(text);
}

/** A pool as far as it says which image it needs. */
interface Pool {
  readonly instanceTypes?: readonly string[];
  readonly architecture?: string;
  readonly imageId?: string;
  readonly diskGiB?: number;
}

/** Whether a setting is a map that has the list, if any, that is read of a pool. What else there is of it, the stacks judge. */
function isPool(value: unknown): value is Pool {
  if (typeof value !== "object" || value === null) return false;
  const { instanceTypes = [] } = value as { instanceTypes?: unknown };
  return Array.isArray(instanceTypes) && instanceTypes.every((type) => typeof type === "string");
}

/** What a pool has that says nothing of its disk. */
const DISK_GIB = 30;

/**
 * Reads the configuration of a stack, in the engine's form.
 * @returns with what is wrong with its pins and pools
 */
export function imageSettings(
  { environment, stack, file }: Pick<ImageSettings, "environment" | "stack" | "file">,
  project: string,
  config: Readonly<Record<string, string>>,
): { settings: ImageSettings; problems: string[] } {
  const read = (key: string) => JSON.parse(config[`${project}:${key}`] ?? "{}") as Record<string, unknown>;
  const pins = Object.entries(read("nodeImages"));
  const all = Object.entries(read("pools"));
  const pools = all.flatMap(([pool, value]) => {
    if (!isPool(value)) return [];
    const { instanceTypes = [], architecture, imageId, diskGiB = DISK_GIB } = value;
    const found = architecture ?? instanceTypes.map(instanceType).find((type) => type !== undefined)?.architecture;
    const isOne = imageId === undefined && found !== undefined && isProcessor(found);
    return isOne ? [{ processor: found, pool, diskGiB }] : [];
  });
  const bySize = [...pools].sort((a, b) => b.diskGiB - a.diskGiB);
  return {
    settings: {
      environment,
      stack,
      file,
      pins: Object.fromEntries(pins.map(([key, id]) => [key, String(id)])),
      hasPools: all.length > 0,
      processors: PROCESSORS.filter((it) => pools.some(({ processor }) => processor === it)),
      smallest: Object.fromEntries(bySize.map(({ processor, pool, diskGiB }) => [processor, { pool, diskGiB }])),
    },
    problems: [
      ...pins.flatMap(([key, id]) => [
        ...(isProcessor(key)
          ? []
          : [`${file}: nodeImages.${key} is no processor. There are ${PROCESSORS.join(" and ")}.`]),
        ...(isImageId(String(id))
          ? []
          : [`${file}: nodeImages.${key} is ${JSON.stringify(id)}, no id of an image like ami-0123456789abcdef0.`]),
      ]),
      ...all
        .filter(([, value]) => !isPool(value))
        .map(
          ([pool, value]) =>
            `${file}: pools.${pool} is ${JSON.stringify(value)}, no pool with a list of instanceTypes.`,
        ),
    ],
  };
}

/** Whether a text looks like the id of an image. */
export function isImageId(text: string): boolean {
  return /^ami-([0-9a-f]{8}|[0-9a-f]{17})$/.test(text);
}
