/**
 * Host ports that the ECS agent gives to containers with `hostPort: 0`. It is written into the agent's configuration
 * (`ECS_DYNAMIC_HOST_PORT_RANGE`), so that the security group of the nodes can open exactly these to the load balancer.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html
 */
export const DYNAMIC_HOST_PORTS = {
  /** The first port. */
  from: 32_768,
  /** The last port. */
  to: 60_999,
} as const;

/** Ports of the Application Load Balancer, the only ones that are open to the world. */
export const LOAD_BALANCER_PORTS = {
  /** Redirects to HTTPS, or serves where there is no certificate. */
  http: 80,
  /** Serves. */
  https: 443,
} as const;
