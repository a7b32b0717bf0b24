import type { Rule } from "./check";

/** Days that CloudWatch Logs can keep a group. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** A retention that CloudWatch Logs knows. */
export const logRetention: Rule = (value) =>
  typeof value === "number" && RETENTION_DAYS.includes(value)
    ? undefined
    : { rule: `CloudWatch Logs keeps a group ${RETENTION_DAYS.join(", ")} days`, remedy: "Pass one of these." };
