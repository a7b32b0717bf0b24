/** What a node of one instance type offers, before anything is reserved on it. */
export interface NodeSize {
  readonly memoryMiB: number;
  /** CPU units: 1,024 for each vCPU. */
  readonly cpuUnits: number;
}

/** Processor architecture of a node and of the images that run on it, as Amazon EC2 spells it. */
export const Architecture = {
  /** Intel and AMD. */
  X86_64: "x86_64",
  /** AWS Graviton. */
  Arm64: "arm64",
} as const;
/** Processor architecture of a node and of the images that run on it, as Amazon EC2 spells it. */
export type Architecture = (typeof Architecture)[keyof typeof Architecture];

/** vCPUs of the sizes that every general family has. */
const SIZES = { medium: 1, large: 2, xlarge: 4, "2xlarge": 8, "4xlarge": 16, "8xlarge": 32 } as const;

/** GiB for each vCPU, by the family's first letter. https://aws.amazon.com/ec2/instance-types/ */
const GIB_PER_VCPU = { c: 2, m: 4, r: 8 } as const;

/** Families whose memory follows from their letter, with their architecture. */
const FAMILIES: Readonly<Record<string, Architecture>> = {
  ...each("x86_64", ["c5", "c5a", "c5d", "c6a", "c6i", "c6id", "c6in", "c7a", "c7i", "c7i-flex"]),
  ...each("x86_64", ["m5", "m5a", "m5ad", "m5d", "m5n", "m6a", "m6i", "m6id", "m6in", "m7a", "m7i", "m7i-flex"]),
  ...each("x86_64", ["r5", "r5a", "r5d", "r5n", "r6a", "r6i", "r6id", "r6in", "r7a", "r7i"]),
  ...each("arm64", ["c6g", "c6gd", "c6gn", "c7g", "c7gd", "c7gn", "c8g", "m6g", "m6gd", "m7g", "m7gd", "m8g"]),
  ...each("arm64", ["r6g", "r6gd", "r7g", "r7gd", "r8g"]),
};

/** Burstable sizes: memory in MiB and vCPUs. https://aws.amazon.com/ec2/instance-types/t3/ */
const BURSTABLE = {
  micro: [1_024, 2],
  small: [2_048, 2],
  medium: [4_096, 2],
  large: [8_192, 2],
  xlarge: [16_384, 4],
  "2xlarge": [32_768, 8],
} as const;
const BURSTABLE_FAMILIES: Readonly<Record<string, Architecture>> = { t3: "x86_64", t3a: "x86_64", t4g: "arm64" };

/** What is known of an instance type; undefined when its family or size is in no table here. */
export function instanceType(name: string): (NodeSize & { architecture: Architecture }) | undefined {
  const [family = "", size = ""] = name.split(".");
  const burstable = hasKey(BURSTABLE_FAMILIES, family) ? BURSTABLE_FAMILIES[family] : undefined;
  if (burstable && hasKey(BURSTABLE, size)) {
    const [memoryMiB, vcpus] = BURSTABLE[size];
    return { memoryMiB, cpuUnits: vcpus * 1_024, architecture: burstable };
  }
  const architecture = hasKey(FAMILIES, family) ? FAMILIES[family] : undefined;
  const letter = family.charAt(0);
  if (!architecture || !hasKey(SIZES, size) || !hasKey(GIB_PER_VCPU, letter)) return undefined;
  if (!isMade(family, size, architecture)) return undefined;
  const vcpus = SIZES[size];
  return { memoryMiB: vcpus * GIB_PER_VCPU[letter] * 1_024, cpuUnits: vcpus * 1_024, architecture };
}

/** Not every family has every size: one vCPU is Graviton's and AMD's of the 7th generation, c5 goes on with 9xlarge. */
function isMade(family: string, size: keyof typeof SIZES, architecture: Architecture): boolean {
  if (size === "medium") return architecture === Architecture.Arm64 || family.endsWith("7a");
  return !(size === "8xlarge" && (family === "c5" || family === "c5d"));
}

function each(architecture: Architecture, families: string[]): Record<string, Architecture> {
  return Object.fromEntries(families.map((family) => [family, architecture]));
}

function hasKey<T extends object>(table: T, key: string): key is string & keyof T {
  return Object.hasOwn(table, key);
}
