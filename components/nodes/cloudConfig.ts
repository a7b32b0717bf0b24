import { NODE_FILE } from "../constants";
import type { AgentSettings } from "./agentConfig";

/**
 * User data of a node whose image configures itself: which environment and cluster, and nothing more. cloud-init writes the
 * file in its first stage, long before `cloud-final.service`, which the node's configuration comes after.
 * @see https://docs.cloud-init.io/en/latest/reference/modules.html#write-files
 */
export function cloudConfig({ environment, clusterName }: Pick<AgentSettings, "environment" | "clusterName">): string {
  return `#cloud-config
write_files:
  - path: ${NODE_FILE}
    permissions: "0644"
    content: |
      ENVIRONMENT=${environment}
      ECS_CLUSTER=${clusterName}
`;
}
