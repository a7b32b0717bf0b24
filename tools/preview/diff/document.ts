import type { URN } from "../recording";
import type { Comparison, Difference } from "./compare";

/** What `--diff` prints with `--json`. */
export interface DiffDocument {
  readonly diff: {
    readonly stacks: readonly [string, string];
    readonly differences: readonly Difference[];
    /** Resources that only one of the stacks has, in the stacks' order; of a component, not what is in it. */
    readonly only: readonly { readonly stack: string; readonly resources: readonly URN[] }[];
  };
}

/** The document for a comparison. */
export function diffDocument({ stacks, differences, only }: Comparison): DiffDocument {
  return {
    diff: {
      stacks,
      differences,
      only: stacks.map((stack, side) => ({ stack, resources: (only[side] ?? []).map(({ urn }) => urn) })),
    },
  };
}
