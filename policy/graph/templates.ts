import { at, entriesOf, type Plain } from "./plain";
import { asked, type StackGraph, type StackResource } from "./stackGraph";

/** Launch templates that a group without a mixed instances policy starts its nodes from. */
export function plainTemplates(graph: StackGraph, group: StackResource): readonly StackResource[] {
  return templatesNamed(graph, group, "launchTemplate", [asked(group, "launchTemplate")]);
}

/** Launch configurations that a group starts its nodes from. */
export function configurations(graph: StackGraph, group: StackResource): readonly StackResource[] {
  const name = asked(group, "launchConfiguration");
  return graph.follow(group, "launchConfiguration", name, "launchConfiguration").resources;
}

/** Everything that says how a group's nodes are started: their security groups and user data. */
export function templatesOf(graph: StackGraph, group: StackResource): readonly StackResource[] {
  const mixed = at(asked(group, "mixedInstancesPolicy"), "launchTemplate");
  const overrides = entriesOf(at(mixed, "overrides")).map((override) => at(override, "launchTemplateSpecification"));
  const specifications: readonly (Plain | undefined)[] = [at(mixed, "launchTemplateSpecification"), ...overrides];
  const found = [
    ...plainTemplates(graph, group),
    ...templatesNamed(graph, group, "mixedInstancesPolicy", specifications),
    ...configurations(graph, group),
  ];
  return [...new Set(found)];
}

function templatesNamed(
  graph: StackGraph,
  group: StackResource,
  property: string,
  specifications: readonly (Plain | undefined)[],
): readonly StackResource[] {
  return specifications.flatMap((specification) => {
    const names: readonly (Plain | undefined)[] = ["id", "launchTemplateId", "name", "launchTemplateName"].map((key) =>
      at(specification, key),
    );
    const name = names.find((value) => value !== undefined && value !== "");
    return graph.follow(group, property, name, "launchTemplate").resources;
  });
}
