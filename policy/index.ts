import type { EcsPolicy } from "./engine";
import { type ProdNotAllSpotOptions, prodNotAllSpotWith } from "./prodNotAllSpot";
import { type ServicesBehindAlbOptions, servicesBehindAlbWith } from "./servicesBehindAlb";

export type { EcsPolicy, PolicyOptions } from "./engine";
export { type ProdNotAllSpotOptions, prodNotAllSpot, prodNotAllSpotWith } from "./prodNotAllSpot";
export { type ServicesBehindAlbOptions, servicesBehindAlb, servicesBehindAlbWith } from "./servicesBehindAlb";
export type { AlbSettings, Market, ProductionSettings, SpotSettings } from "./settings";

/** Options of each policy, by its name in camel case. */
export interface EcsPoliciesOptions {
  /** Options of `prod-not-all-spot`. */
  readonly prodNotAllSpot?: ProdNotAllSpotOptions;
  /** Options of `services-behind-alb`. */
  readonly servicesBehindAlb?: ServicesBehindAlbOptions;
}

/**
 * All policies of this package, for a pack of your own. Importing them creates no pack.
 * @example
 * new PolicyPack("acme", { policies: [...ecsPolicies({ prodNotAllSpot: { production: ["live-*"] } }), ...ours] });
 */
export function ecsPolicies(options: EcsPoliciesOptions = {}): EcsPolicy[] {
  return [prodNotAllSpotWith(options.prodNotAllSpot), servicesBehindAlbWith(options.servicesBehindAlb)];
}
