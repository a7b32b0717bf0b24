import type {
  EnforcementLevel,
  PolicyProviderResource,
  PolicyResource,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationArgs,
  StackValidationPolicy,
} from "@pulumi/policy";
import * as pulumi from "@pulumi/pulumi";
import { isRead } from "./graph/kinds";
import { at, type PlainObject, plainCopy, textOf } from "./graph/plain";
import { StackGraph, type StackResource } from "./graph/stackGraph";
import type { Run } from "./settings";

/**
 * A policy with both halves: the engine asks it about each resource before it is created and about the whole stack at
 * the end. One name, one configuration, one exception cover both.
 */
export type EcsPolicy = ResourceValidationPolicy & StackValidationPolicy;

/** What every policy of this pack can be told. */
export interface PolicyOptions {
  /** @default "mandatory" */
  readonly enforcementLevel?: EnforcementLevel;
}

/** Properties without the engine's proxy. */
export function propertiesOf(properties: unknown): PlainObject {
  return plainCopy(properties, pulumi.runtime.unknownValue);
}

/** What is known about the run; the stack's name is part of every URN, so one process can judge several stacks. */
export function runOf(...urns: readonly string[]): Run {
  const stack = urns.map((urn) => /^urn:pulumi:([^:]+)::/.exec(urn)?.[1]).find((name) => name !== undefined);
  return { stack: stack ?? pulumi.getStack(), preview: pulumi.runtime.isDryRun() };
}

/**
 * Keeps what the resource half of a policy saw for its stack half: the inputs, which the stack view lacks, and which
 * resources were refused already. What the stack half has taken is forgotten, so that the next run starts afresh.
 */
export class Memory {
  private readonly inputs = new Map<string, PlainObject>();
  private readonly refused = new Set<string>();

  /** Remembers a resource as the program asked for it. @returns Its inputs, for the types that rules read. */
  see(args: ResourceValidationArgs): PlainObject | undefined {
    this.refused.delete(args.urn);
    if (!isRead(args.type)) return undefined;
    const inputs = propertiesOf(args.props);
    this.inputs.set(args.urn, inputs);
    return inputs;
  }

  /** Remembers that a resource was refused before it was created. */
  refuse(urn: string): void {
    this.refused.add(urn);
  }

  /** The resources of a stack with their inputs, and the URNs of those that were refused. */
  take(args: StackValidationArgs): { graph: StackGraph; refused: ReadonlySet<string> } {
    const regionOf = providerRegions();
    const graph = new StackGraph(args.resources.map((resource) => this.join(resource, regionOf)));
    const refused = new Set(args.resources.map(({ urn }) => urn).filter((urn) => this.refused.delete(urn)));
    for (const { urn } of args.resources) this.inputs.delete(urn);
    return { graph, refused };
  }

  private join(
    resource: PolicyResource,
    regionOf: (provider: PolicyProviderResource) => string | undefined,
  ): StackResource {
    const { urn, type, name, parent, provider } = resource;
    const inputs = this.inputs.get(urn);
    const outputs = isRead(type) ? propertiesOf(resource.props) : {};
    const region = regionIn(outputs) ?? regionIn(inputs) ?? (provider && regionOf(provider));
    return {
      urn,
      type,
      name,
      outputs,
      ...(inputs && { inputs }),
      dependencies: resource.dependencies.map((other) => other.urn),
      propertyDependencies: Object.fromEntries(
        Object.entries(resource.propertyDependencies).map(([key, resources]) => [
          key,
          resources.map((other) => other.urn),
        ]),
      ),
      ...(parent && { parent: parent.urn }),
      ...(provider && { provider: provider.urn }),
      ...(region !== undefined && { region }),
    };
  }
}

/** Regions of providers; many resources have the same one. */
function providerRegions(): (provider: PolicyProviderResource) => string | undefined {
  const regions = new Map<string, string | undefined>();
  return ({ urn, props }) => {
    if (!regions.has(urn)) regions.set(urn, regionIn(propertiesOf(props)));
    return regions.get(urn);
  };
}

function regionIn(properties: PlainObject | undefined): string | undefined {
  const region = textOf(at(properties, "region"));
  return typeof region === "string" ? region : undefined;
}
