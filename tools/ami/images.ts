import type { Image } from "@aws-sdk/client-ec2";
import type { Architecture } from "../../components/capacity/instanceTypes";

/** Tags of images that node-image/ has made, where image.pkr.hcl writes them. */
export const IMAGE_TAGS = {
  /** Marks them, with the name of their project; only what has it is pinned. */
  made: "fairlead:node-image",
  sourceName: "fairlead:source-image-name",
  agentVersion: "fairlead:ecs-agent-version",
  revision: "fairlead:git-revision",
  bundle: "fairlead:node-bundle",
} as const;

/** An image that nodes can start from, as EC2 knows it. */
export interface NodeImage {
  readonly id: string;
  readonly name: string;
  /** As EC2 says it: `x86_64`, `arm64`, or another one that no pool has. */
  readonly architecture: string;
  /** When it was made, in ISO 8601. */
  readonly created: string;
  /** `available`, or why no node can start from it. */
  readonly state: string;
  /** The root disk that nodes need for it, in GiB; nothing when EC2 does not say it. */
  readonly diskGiB?: number;
  /** Until when EC2 recommends it, in ISO 8601. */
  readonly deprecated?: string;
  /** What it is made of; nothing when node-image/ has not made it, or somebody has taken its tags. */
  readonly made?: {
    readonly sourceName?: string;
    readonly agentVersion?: string;
    readonly revision?: string;
    readonly bundle?: string;
  };
}

/** Amazon's image for ECS, as its public parameter says. */
export interface AmazonImage {
  readonly id: string;
  /** Like `al2023-ami-ecs-hvm-2023.0.20260226-kernel-6.1-x86_64`. */
  readonly name: string;
  readonly agentVersion: string;
}

/** Reads what EC2 says of an image. */
export function nodeImage(image: Image): NodeImage {
  const tags = Object.fromEntries((image.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
  const made = {
    ...present("sourceName", tags[IMAGE_TAGS.sourceName]),
    ...present("agentVersion", tags[IMAGE_TAGS.agentVersion]),
    ...present("revision", tags[IMAGE_TAGS.revision]),
    ...present("bundle", tags[IMAGE_TAGS.bundle]),
  };
  const root = image.BlockDeviceMappings?.find(({ DeviceName }) => DeviceName === image.RootDeviceName);
  const diskGiB = root?.Ebs?.VolumeSize;
  return {
    id: image.ImageId ?? "",
    name: image.Name ?? "",
    architecture: image.Architecture ?? "unknown",
    created: image.CreationDate ?? "",
    state: image.State ?? "unknown",
    ...(diskGiB !== undefined && { diskGiB }),
    ...present("deprecated", image.DeprecationTime),
    ...(IMAGE_TAGS.made in tags && { made }),
  };
}

/** What Amazon publishes of its newest image for ECS, each as a parameter of its own. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html */
const PUBLISHED = { id: "image_id", name: "image_name", agentVersion: "ecs_agent_version" } as const;

/** The public parameters that say which image of Amazon is the newest for a processor. */
export function parametersOf(processor: Architecture): { readonly [Part in keyof AmazonImage]: string } {
  const folder = `/aws/service/ecs/optimized-ami/amazon-linux-2023/${processor === "arm64" ? "arm64/" : ""}recommended`;
  const { id, name, agentVersion } = PUBLISHED;
  return { id: `${folder}/${id}`, name: `${folder}/${name}`, agentVersion: `${folder}/${agentVersion}` };
}

/** Reads them; nothing where Amazon has no image. */
export function amazonImage(processor: Architecture, values: ReadonlyMap<string, string>): AmazonImage | undefined {
  const parameters = parametersOf(processor);
  const [id, name, agentVersion] = [parameters.id, parameters.name, parameters.agentVersion].map((it) =>
    values.get(it),
  );
  return id && name && agentVersion ? { id, name, agentVersion } : undefined;
}

/** Whether an image of Amazon is of a later day than another one, by their names; `false` when a name has no day. */
export function isLater(name: string, than: string): boolean {
  const [a, b] = [name, than].map((it) => /-2023\.0\.(\d{8})/.exec(it)?.[1]);
  return a !== undefined && b !== undefined && a > b;
}

/** Newest first. */
export function byAge(a: NodeImage, b: NodeImage): number {
  return a.created === b.created ? a.id.localeCompare(b.id) : a.created < b.created ? 1 : -1;
}

function present<Key extends string>(key: Key, value: string | undefined): { [K in Key]?: string } {
  return value === undefined || value === "" ? {} : ({ [key]: value } as { [K in Key]?: string });
}
