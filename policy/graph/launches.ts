import { kindOf } from "./kinds";
import { at, entriesOf, type Plain } from "./plain";
import { asked, type StackGraph, type StackResource } from "./stackGraph";

/** One way in which nodes are started: what says their market, user data and security groups. */
export interface Launch {
  /** The resource in which it is written. */
  readonly owner: StackResource;
  /** Reads one of its properties. */
  readonly read: (property: string) => Plain | undefined;
  /** The property of the owner that one of its properties is part of. */
  readonly within: (property: string) => string;
}

/** All ways in which an Auto Scaling group, a fleet or an instance starts nodes, as far as this stack has them. */
export function launchesOf(graph: StackGraph, source: StackResource): readonly Launch[] {
  switch (kindOf(source.type)) {
    case "group":
      return [...plainTemplates(graph, source), ...mixedTemplates(graph, source), ...configurations(graph, source)].map(
        whole,
      );
    case "fleet":
      return fleetTemplates(graph, source).map(whole);
    case "spotFleet":
      return [
        ...fleetTemplates(graph, source).map(whole),
        ...entriesOf(asked(source, "launchSpecifications")).map((entry) => part(source, "launchSpecifications", entry)),
      ];
    case "instance":
    case "spotInstance":
      return [whole(source), ...plainTemplates(graph, source).map(whole)];
    default:
      return [];
  }
}

/** Launch templates that an instance, or a group without a mixed instances policy, starts from. */
export function plainTemplates(graph: StackGraph, source: StackResource): readonly StackResource[] {
  return templatesNamed(graph, source, "launchTemplate", [asked(source, "launchTemplate")]);
}

/** Launch templates of a mixed instances policy: its own, and those of single instance types. */
export function mixedTemplates(graph: StackGraph, group: StackResource): readonly StackResource[] {
  const mixed = at(asked(group, "mixedInstancesPolicy"), "launchTemplate");
  const overrides = entriesOf(at(mixed, "overrides")).map((override) => at(override, "launchTemplateSpecification"));
  return templatesNamed(graph, group, "mixedInstancesPolicy", [at(mixed, "launchTemplateSpecification"), ...overrides]);
}

/** Launch configurations that a group starts its nodes from. */
export function configurations(graph: StackGraph, group: StackResource): readonly StackResource[] {
  const name = asked(group, "launchConfiguration");
  return graph.follow(group, "launchConfiguration", name, "launchConfiguration").resources;
}

function fleetTemplates(graph: StackGraph, fleet: StackResource): readonly StackResource[] {
  const property = "launchTemplateConfigs";
  const specifications = entriesOf(asked(fleet, property)).map((config) => at(config, "launchTemplateSpecification"));
  return templatesNamed(graph, fleet, property, specifications);
}

function templatesNamed(
  graph: StackGraph,
  from: StackResource,
  property: string,
  specifications: readonly (Plain | undefined)[],
): readonly StackResource[] {
  const found = specifications.flatMap((specification) => {
    const names: readonly (Plain | undefined)[] = ["id", "launchTemplateId", "name", "launchTemplateName"].map((key) =>
      at(specification, key),
    );
    const name = names.find((value) => value !== undefined && value !== "");
    return graph.follow(from, property, name, "launchTemplate").resources;
  });
  return [...new Set(found)];
}

function whole(owner: StackResource): Launch {
  return { owner, read: (property) => asked(owner, property), within: (property) => property };
}

function part(owner: StackResource, property: string, value: Plain): Launch {
  return { owner, read: (key) => at(value, key), within: () => property };
}
