import * as aws from "@pulumi/aws";
import { PolicyPack, type ResourceValidationPolicy, type StackValidationPolicy } from "@pulumi/policy";
import * as pulumi from "@pulumi/pulumi";

/** Tells what a resource policy is shown. */
const seen: ResourceValidationPolicy = {
  name: "cluster-seen",
  description: "Says what it sees of a cluster.",
  enforcementLevel: "advisory",
  severity: "low",
  configSchema: { properties: { greeting: { type: "string", default: "hello" } } },
  validateResource: (args, report) => {
    if (args.type !== "aws:ecs/cluster:Cluster") return;
    const { protect, customTimeouts, parent } = args.opts;
    const config = args.getConfig<{ greeting: string }>();
    const stack = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
    const context = [stack, pulumi.runtime.isDryRun(), new pulumi.Config("aws").get("region")];
    const keys = Object.keys(args.props).sort();
    report(JSON.stringify({ name: args.props.name, keys, protect, customTimeouts, parent, config, context }));
  },
};

/** Follows a service to its cluster, through the dependency of a property whose value nobody knows. */
const linked: StackValidationPolicy = {
  name: "service-linked",
  description: "Says which cluster a service runs on.",
  enforcementLevel: "mandatory",
  validateStack: ({ resources }, report) => {
    for (const resource of resources) {
      if (resource.type !== "aws:ecs/service:Service") continue;
      const clusters = (resource.propertyDependencies.cluster ?? []).map(({ name }) => name);
      report(`${resource.name} on ${clusters.join()}, under ${resource.parent?.type}`, resource.urn);
    }
  },
};

/** Reads what a preview cannot know. */
const unknowable: StackValidationPolicy = {
  name: "reads-unknown",
  description: "Reads an ARN.",
  enforcementLevel: "mandatory",
  validateStack: ({ resources }) => {
    for (const resource of resources) void resource.asType(aws.ecs.Cluster)?.arn;
  },
};

/** Speaks of the stack as a whole. */
const whole: StackValidationPolicy = {
  name: "whole-stack",
  description: "Lists all types.",
  enforcementLevel: "advisory",
  validateStack: ({ resources }, report) =>
    report(
      resources
        .map(({ type }) => type)
        .sort()
        .join(),
    ),
};

const off: ResourceValidationPolicy = {
  name: "switched-off",
  description: "Refuses everything.",
  enforcementLevel: "disabled",
  validateResource: (_args, report) => report("never"),
};

new PolicyPack("example-pack", {
  enforcementLevel: "mandatory",
  policies: [seen, linked, unknowable, whole, off],
});
