/** How the nodes of a pool are bought. */
export const Market = { OnDemand: "on-demand", Spot: "spot" } as const;
/** How the nodes of a pool are bought. */
export type Market = (typeof Market)[keyof typeof Market];
