/** How the nodes of a pool are bought. */
export const Market = {
  /** At the full price, for as long as they are wanted. */
  OnDemand: "on-demand",
  /** Cheap, and gone two minutes after AWS says so. */
  Spot: "spot",
} as const;
/** How the nodes of a pool are bought. */
export type Market = (typeof Market)[keyof typeof Market];
