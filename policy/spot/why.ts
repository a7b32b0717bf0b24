/** Why production needs on-demand capacity; the same in every message. */
export const WHY =
  "Spot nodes go with a two-minute notice, all of a kind at once, and ECS never falls back to on-demand: " +
  "without on-demand capacity one shortage stops all of production";
