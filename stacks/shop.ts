import type { ScheduledTaskArgs, TaskReleaseArgs, WebServiceArgs, WorkerArgs } from "fairlead";

/**
 * The sample shop: what it consists of, the same in every environment. How much of it runs where, and under which
 * hosts, is configuration (`Pulumi.<stack>.yaml`). It runs on public images, so that it can be tried without a registry.
 */

/** What a revision is made from. */
type Release = Omit<TaskReleaseArgs, "environments">;

/** A part of the shop that is critical has to go on when all spot nodes are gone at once. */
interface Critical {
  readonly critical: boolean;
}

const MINUTE_SECONDS = 60;

/** One task definition for each part of the shop. */
export const RELEASES: Readonly<Record<string, Release>> = {
  storefront: {
    containers: {
      app: {
        image: "public.ecr.aws/nginx/nginx-unprivileged:1.29-alpine",
        memoryReservationMiB: 128,
        ports: [8080],
        tmpfs: { "/tmp": 32 },
      },
    },
  },
  checkout: {
    containers: {
      app: {
        image: "public.ecr.aws/docker/library/traefik:v3.5",
        command: ["--ping", "--ping.entrypoint=web", "--entrypoints.web.address=:8080", "--log.level=INFO"],
        memoryReservationMiB: 192,
        ports: [8080],
        user: "65534:65534",
      },
    },
  },
  search: {
    containers: {
      app: {
        image: "public.ecr.aws/docker/library/eclipse-temurin:21-jdk",
        command: ["jwebserver", "--bind-address", "0.0.0.0", "--port", "8080", "--directory", "/usr/share"],
        // 75 % of the limit is heap; the rest is what the JVM needs beside it.
        variables: { JAVA_TOOL_OPTIONS: "-XX:MaxRAMPercentage=75 -XX:+ExitOnOutOfMemoryError" },
        memoryReservationMiB: 512,
        cpuUnits: 256,
        ports: [8080],
        tmpfs: { "/tmp": 64 },
        user: "65534:65534",
      },
    },
  },
  mailer: job("mailer", 'while true; do echo "mailer of $MY_ENVIRONMENT: nothing to send"; sleep 60 & wait $!; done'),
  report: job("report", 'echo "report of $MY_ENVIRONMENT: $(date -u +%F)"'),
  prices: job("prices", 'echo "prices of $MY_ENVIRONMENT: up to date"'),
};

/** Web services. `storefront` has a host for each country, `checkout` a path of the shop's, `search` is a JVM. */
export const SERVICES: Readonly<
  Record<string, Critical & Pick<WebServiceArgs, "paths" | "healthCheck" | "healthCheckGracePeriodSeconds">>
> = {
  storefront: { critical: true },
  checkout: { critical: true, paths: ["/checkout/*"], healthCheck: { path: "/ping", matcher: "200" } },
  search: { critical: false, healthCheckGracePeriodSeconds: 2 * MINUTE_SECONDS },
};

/** Services that nothing sends requests to. */
export const WORKERS: Readonly<Record<string, Critical & Pick<WorkerArgs, "noLoadBalancer">>> = {
  mailer: { critical: false, noLoadBalancer: { reason: "takes its work from a queue" } },
};

/** Jobs. A run of `report` that starts late is as good; prices that are an hour old are not. */
export const JOBS: Readonly<
  Record<string, Pick<ScheduledTaskArgs, "schedule" | "timeZone" | "maximumEventAgeSeconds" | "flexibleWindowMinutes">>
> = {
  report: {
    schedule: "cron(0 3 * * ? *)",
    timeZone: "Europe/Berlin",
    flexibleWindowMinutes: 15,
    maximumEventAgeSeconds: 60 * MINUTE_SECONDS,
  },
  prices: { schedule: "rate(1 hour)", timeZone: "UTC" },
};

/** A small program that reads its environment from the mounted directory, as an image with the entry point would. */
function job(name: string, script: string): Release {
  return {
    containers: {
      [name]: {
        image: "public.ecr.aws/docker/library/busybox:1.37",
        command: ["sh", "-euc", `. /etc/container_config/node.config; ${script}`],
        memoryReservationMiB: 32,
        cpuUnits: 64,
        user: "65534:65534",
      },
    },
  };
}
