import { DYNAMIC_HOST_PORTS } from "../rules/ports";

/** What the ECS agent of a node is told of the node. */
export interface AgentSettings {
  readonly clusterName: string;
  readonly environment: string;
  readonly pool: string;
  readonly market: string;
  readonly reservedMemoryMiB: number;
}

/**
 * What the ECS agent of every node is told, as lines of `/etc/ecs/ecs.config`.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html
 */
export const AGENT_SETTINGS = {
  /** Ports that containers get on the node. */
  ECS_DYNAMIC_HOST_PORT_RANGE: `${DYNAMIC_HOST_PORTS.from}-${DYNAMIC_HOST_PORTS.to}`,
  /** Off by default; harmless on on-demand nodes. */
  ECS_ENABLE_SPOT_INSTANCE_DRAINING: true,
  /** Fits a spot notice together with a deregistration delay of up to 50 s. */
  ECS_CONTAINER_STOP_TIMEOUT: "60s",
  /** How a container learns its host port. */
  ECS_ENABLE_CONTAINER_METADATA: true,
  /** How long a stopped task's containers stay. */
  ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION: "1h",
  /** Disks fill up with old images otherwise. */
  ECS_ENABLE_UNTRACKED_IMAGE_CLEANUP: true,
  /** Tasks have roles of their own, not the node's. */
  ECS_AWSVPC_BLOCK_IMDS: true,
} as const;

/** Lines of `/etc/ecs/ecs.config`. */
export function agentConfigLines(settings: AgentSettings): string[] {
  const attributes = { env: settings.environment, pool: settings.pool, market: settings.market };
  return Object.entries({
    ECS_CLUSTER: settings.clusterName,
    ECS_INSTANCE_ATTRIBUTES: JSON.stringify(attributes), // for placement: attribute:pool == spot
    ECS_RESERVED_MEMORY: settings.reservedMemoryMiB,
    ...AGENT_SETTINGS,
  }).map(([key, value]) => `${key}=${value}`);
}
