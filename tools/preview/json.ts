import { type Fit, nodesAfterLoss } from "fairlead";
import type { Bill } from "./cost/bill";
import type { Violation } from "./pack";
import type { StackPreview } from "./preview";
import type { LogMessage, Properties, URN } from "./recording";
import { readable } from "./values";
import { notesOf, warningsOf } from "./warnings";

/** What `--json` prints. */
export interface PreviewDocument {
  readonly stacks: readonly (StackDocument | FailedStackDocument)[];
}

/** A stack in `--json` whose program or settings fail: nothing but what failed it, for the rest is not complete. */
export interface FailedStackDocument {
  readonly stack: string;
  readonly errors: readonly [string, ...string[]];
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
  /** The nodes that it needs, by pool; `null` where the program does not say. */
  readonly nodes: Fit | null;
  /** Nodes of all its other pools together after the loss of a spot pool, by that. */
  readonly nodesAfterLoss: Readonly<Record<string, number>> | null;
  readonly violations: readonly Violation[];
  /** What the program warns of. */
  readonly warnings: readonly MessageDocument[];
  /** What it says in passing. */
  readonly notes: readonly MessageDocument[];
  readonly errors: readonly [];
}

/** What a program says; `urn` is `null` where it is about no single resource. */
export interface MessageDocument {
  readonly urn: URN | null;
  readonly message: string;
}

/** The document for the previews of some stacks. */
export function documentOf(previews: readonly StackPreview[]): PreviewDocument {
  return { stacks: previews.map(stackDocument) };
}

function stackDocument(preview: StackPreview): StackDocument | FailedStackDocument {
  const { stack, resources, chain, bill, nodes, violations, errors } = preview;
  const [error, ...more] = errors;
  if (error !== undefined) return { stack, errors: [error, ...more] };
  return {
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
    nodes: nodes ?? null,
    nodesAfterLoss: nodes === undefined ? null : nodesAfterLoss(nodes),
    violations,
    warnings: warningsOf(preview).map(messageDocument),
    notes: notesOf(preview).map(messageDocument),
    errors: [],
  };
}

function messageDocument({ urn, text }: LogMessage): MessageDocument {
  return { urn: urn ?? null, message: text };
}

/** How many resources there are of each type, the most frequent first. */
export function countsByType(resources: readonly { readonly type: string }[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { type } of resources) counts.set(type, (counts.get(type) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a, n], [b, m]) => m - n || a.localeCompare(b)));
}
