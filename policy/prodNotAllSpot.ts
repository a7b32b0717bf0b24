import { type EcsPolicy, Memory, type PolicyOptions, runOf } from "./engine";
import { ENVIRONMENT } from "./graph/kinds";
import { asked, type StackGraph } from "./graph/stackGraph";
import { componentReason, productionOf, stackReason } from "./production";
import { marketsOf, type SpotSettings, textList } from "./settings";
import { environmentOfSpot } from "./spot/environment";
import { judgeSpot } from "./spot/judge";

/** Options of `prod-not-all-spot`; the engine's configuration of the policy goes before them. */
export interface ProdNotAllSpotOptions extends PolicyOptions, SpotSettings {}

/** Makes the policy `prod-not-all-spot` with defaults of your own. */
export function prodNotAllSpotWith(options: ProdNotAllSpotOptions = {}): EcsPolicy {
  const memory = new Memory();
  const settingsFrom = (config: Record<string, unknown>) => ({
    production: textList(config.production) ?? options.production,
    markets: { ...marketsOf(options.capacityProviderMarkets), ...marketsOf(config.capacityProviderMarkets) },
  });
  return {
    name: "prod-not-all-spot",
    displayName: "Production is not all spot",
    description:
      "At least one service of a production stack can run on on-demand capacity; each EcsEnvironment of production has some.",
    enforcementLevel: options.enforcementLevel ?? "mandatory",
    severity: "high",
    tags: ["ecs", "spot", "capacity", "reliability"],
    remediationSteps:
      "Give a service that must stay up an on-demand capacity provider with base 1 or more in its " +
      'capacityProviderStrategies (Fairlead: capacity: { "on-demand": { base: 1 } }), and the cluster a group that buys ' +
      'on-demand nodes (Fairlead: pools: { "on-demand": { market: "on-demand", ... } }).',
    url: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-capacity-providers.html",
    configSchema: {
      properties: {
        production: {
          type: "array",
          items: { type: "string" },
          description:
            'Stacks or environments that are production; * is any text. Default: the whole word "prod" or "production".',
        },
        capacityProviderMarkets: {
          type: "object",
          additionalProperties: { type: "string", enum: ["spot", "on-demand"] },
          description: "How nodes of capacity providers of other stacks are bought, by provider name; * is any text.",
        },
      },
    },
    validateResource: (args, report) => {
      const inputs = memory.see(args);
      if (!inputs || args.type !== ENVIRONMENT) return;
      const { production } = settingsFrom(args.getConfig<Record<string, unknown>>());
      const { stack } = runOf(args.urn);
      const reason = stackReason(stack, production) ?? componentReason({ ...args, inputs }, production);
      const message = reason && environmentOfSpot(args.name, inputs, reason);
      if (!message) return;
      memory.refuse(args.urn);
      report(message);
    },
    validateStack: (args, report) => {
      if (args.resources.length === 0) return;
      const { graph, refused } = memory.take(args);
      const { production, markets } = settingsFrom(args.getConfig<Record<string, unknown>>());
      const run = runOf(...args.resources.map(({ urn }) => urn));
      const reason = productionOf(graph, run, production);
      if (!reason) return;
      const findings = judgeSpot(graph, run, markets, reason);
      // A refused environment has only spot for anything in it: the same fact, said already.
      for (const { urn, message } of findings) if (!isCovered(graph, urn, refused)) report(message, urn);
    },
  };
}

/** The policy `prod-not-all-spot`. */
export const prodNotAllSpot: EcsPolicy = prodNotAllSpotWith();

/** Whether a finding is about the capacity of an environment that was refused: its groups, or a service in its cluster. */
function isCovered(graph: StackGraph, urn: string, refused: ReadonlySet<string>): boolean {
  const resource = graph.get(urn);
  if (!resource || refused.size === 0) return false;
  const clusters = graph.follow(resource, "cluster", asked(resource, "cluster"), "cluster").resources;
  return [resource, ...clusters].some((part) => graph.isWithin(part, refused));
}
