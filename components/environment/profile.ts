/** How careful an environment is. */
export const Profile = {
  /** Cheap, unprotected, may serve plain HTTP. */
  Development: "development",
  /** As production, without its protection and its finest metrics. */
  Staging: "staging",
  /** Protected, HTTPS only, logs kept for 90 days. */
  Production: "production",
} as const;
/** How careful an environment is. */
export type Profile = (typeof Profile)[keyof typeof Profile];

/** What a profile decides when the arguments do not. */
export interface ProfileDefaults {
  /** Whether deleting is refused until `protect` is turned off. */
  readonly protect: boolean;
  /** Days that logs are kept. */
  readonly logRetentionDays: number;
  /** Container Insights: `enhanced` has metrics for each task and container, at a price for each. */
  readonly containerInsights: "disabled" | "enabled" | "enhanced";
  /** Whether plain HTTP may be asked for. */
  readonly mayServeHttpOnly: boolean;
}

/**
 * Defaults by profile.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/ContainerInsights.html
 */
export const PROFILES: Readonly<Record<Profile, ProfileDefaults>> = {
  development: { protect: false, logRetentionDays: 14, containerInsights: "disabled", mayServeHttpOnly: true },
  staging: { protect: false, logRetentionDays: 30, containerInsights: "enabled", mayServeHttpOnly: true },
  production: { protect: true, logRetentionDays: 90, containerInsights: "enhanced", mayServeHttpOnly: false },
};
