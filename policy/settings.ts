/** How the nodes of a capacity provider are bought. */
export type Market = "spot" | "on-demand";

/** What decides which stacks are production. */
export interface ProductionSettings {
  /**
   * Names of the stacks or environments that are production; `*` stands for any text.
   * @default - names with the whole word "prod" or "production"
   */
  readonly production?: readonly string[];
}

/** Configuration of `prod-not-all-spot`. */
export interface SpotSettings extends ProductionSettings {
  /**
   * How the nodes of capacity providers are bought that this stack does not own, by the provider's name; `*` stands for
   * any text.
   */
  readonly capacityProviderMarkets?: Readonly<Record<string, Market>>;
}

/** Configuration of `services-behind-alb`. */
export interface AlbSettings extends ProductionSettings {
  /** Names or ARNs of target groups that another stack puts behind an Application Load Balancer; `*` stands for any text. */
  readonly albTargetGroups?: readonly string[];
}

/** What the rules know about the run. */
export interface Run {
  /** Name of the stack, without its organization. */
  readonly stack: string;
  /** In a preview what is unknown will be known later; in an update it never will be. */
  readonly preview: boolean;
}

/** A violation. */
export interface Finding {
  /** URN of the resource that it is about. */
  readonly urn: string;
  /** Resource, what is wrong, why it matters, what to change. */
  readonly message: string;
}

/** Texts of a list in the configuration; `undefined` when it is missing or no list. */
export function textList(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : undefined;
}

/** Markets in the configuration, without entries that say neither of the two. */
export function marketsOf(value: unknown): Readonly<Record<string, Market>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).filter(([, market]) => market === "spot" || market === "on-demand"));
}
