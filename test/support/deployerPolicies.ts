import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { PermissionPolicy } from "./iam/policy";

/** Policies of those who deploy, in `docs/deployer`. */
export const DEPLOYER_POLICIES = [
  "preview",
  "releases",
  "environment",
  "nodes",
  "node-images",
  "services",
  "network",
  "domain",
  "teams",
  "promote",
  "prune",
  "state",
  "state-read",
] as const;
export type DeployerPolicy = (typeof DEPLOYER_POLICIES)[number];

/** What stands in their place holders. */
export type Place = Partial<Record<"REGION" | "ENVIRONMENT" | "ZONE" | "BUCKET" | "KEY", string>>;

/** A policy with its place holders filled in for the emulator's account. */
export function deployerPolicy(name: DeployerPolicy, place: Place): PermissionPolicy {
  const filled = Object.entries({ ACCOUNT: "123456789012", ...place });
  return JSON.parse(filled.reduce((text, [holder, value]) => text.replaceAll(holder, value), policyText(name)));
}

/** A policy as it is written. */
export function policyText(name: DeployerPolicy): string {
  return readFileSync(join(__dirname, "../../docs/deployer", `${name}.json`), "utf8");
}
