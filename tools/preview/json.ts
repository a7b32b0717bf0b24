import type { Bill } from "./cost/bill";
import type { Violation } from "./pack";
import type { StackPreview } from "./preview";
import type { Properties, URN } from "./recording";
import { readable } from "./values";

/** What `--json` prints. */
export interface PreviewDocument {
  readonly stacks: readonly StackDocument[];
}

/** A stack in `--json`. Unknown values read `[unknown]`, secret ones `[secret]`. */
export interface StackDocument {
  readonly stack: string;
  readonly resources: readonly {
    readonly type: string;
    readonly name: string;
    /** `null` for the Stack. */
    readonly parent: URN | null;
    readonly inputs: Properties;
    readonly dependencies: readonly URN[];
  }[];
  /** Number of resources of each type. */
  readonly counts: Readonly<Record<string, number>>;
  /** The longest chain of dependencies, its first member first. */
  readonly chain: readonly URN[];
  /** What bills by the hour, at list prices. */
  readonly bill: Bill;
  readonly violations: readonly Violation[];
}

/** The document for the previews of some stacks. */
export function documentOf(previews: readonly StackPreview[]): PreviewDocument {
  return {
    stacks: previews.map(({ stack, resources, chain, bill, violations }) => ({
      stack,
      resources: resources.map(({ type, name, parent, inputs, dependencies }) => ({
        type,
        name,
        parent: parent ?? null,
        inputs: readable(inputs),
        dependencies,
      })),
      counts: countsByType(resources),
      chain: chain.map(({ urn }) => urn),
      bill,
      violations,
    })),
  };
}

/** How many resources there are of each type, the most frequent first. */
export function countsByType(resources: readonly { readonly type: string }[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { type } of resources) counts.set(type, (counts.get(type) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a, n], [b, m]) => m - n || a.localeCompare(b)));
}
