import { judgeAlone } from "./alb/alone";
import { judgeServices } from "./alb/judge";
import { type EcsPolicy, Memory, type PolicyOptions, runOf } from "./engine";
import { judgeExposure } from "./exposure/judge";
import { kindOf } from "./graph/kinds";
import { productionOf } from "./production";
import { type AlbSettings, textList } from "./settings";

/** Options of `services-behind-alb`; the engine's configuration of the policy goes before them. */
export interface ServicesBehindAlbOptions extends PolicyOptions, AlbSettings {}

/** Makes the policy `services-behind-alb` with defaults of your own. */
export function servicesBehindAlbWith(options: ServicesBehindAlbOptions = {}): EcsPolicy {
  const memory = new Memory();
  const settingsFrom = (config: Record<string, unknown>) => ({
    production: textList(config.production) ?? options.production,
    albTargetGroups: [...(options.albTargetGroups ?? []), ...(textList(config.albTargetGroups) ?? [])],
  });
  return {
    name: "services-behind-alb",
    displayName: "Services sit behind an Application Load Balancer",
    description: "Every service is behind an Application Load Balancer, which is the only way to its tasks.",
    enforcementLevel: options.enforcementLevel ?? "mandatory",
    severity: "high",
    framework: {
      name: "AWS Foundational Security Best Practices",
      version: "1.0.0",
      reference: "EC2.18",
      specification: "Security groups should only allow unrestricted incoming traffic for authorized ports",
    },
    tags: ["ecs", "alb", "network", "security"],
    remediationSteps:
      "Forward to the service's target group from a listener rule of an Application Load Balancer (Fairlead: WebService), " +
      'or say in the tag "fairlead:no-load-balancer" why it has none (Fairlead: Worker). Let only the load balancer\'s ' +
      "security group in to nodes and tasks.",
    url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/alb.html",
    configSchema: {
      properties: {
        production: {
          type: "array",
          items: { type: "string" },
          description:
            'Stacks or environments that are production; * is any text. Default: the whole word "prod" or "production".',
        },
        albTargetGroups: {
          type: "array",
          items: { type: "string" },
          description: "Names or ARNs of target groups that another stack puts behind an ALB; * is any text.",
        },
      },
    },
    validateResource: (args, report) => {
      const inputs = memory.see(args);
      if (!inputs || kindOf(args.type) !== "service") return;
      const { urn, type, name } = args;
      const verdict = judgeAlone({ urn, type, name, outputs: {}, inputs, propertyDependencies: {}, dependencies: [] });
      if (verdict.kind !== "violated") return;
      memory.refuse(urn);
      report(verdict.message);
    },
    validateStack: (args, report) => {
      if (args.resources.length === 0) return;
      const { graph, refused } = memory.take(args);
      const { production, albTargetGroups } = settingsFrom(args.getConfig<Record<string, unknown>>());
      const run = runOf(...args.resources.map(({ urn }) => urn));
      const context = { run, production: productionOf(graph, run, production) !== undefined, albTargetGroups };
      for (const { urn, message } of [...judgeServices(graph, context), ...judgeExposure(graph)]) {
        if (!refused.has(urn)) report(message, urn);
      }
    },
  };
}

/** The policy `services-behind-alb`. */
export const servicesBehindAlb: EcsPolicy = servicesBehindAlbWith();
