import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A revision that an account has. */
export interface Registered {
  readonly image: string;
  readonly hash?: string;
  readonly inactive?: boolean;
}

/** An account's task definitions, by family; the first one is revision 1. */
export type Account = Record<string, Registered[]>;

/** What runs in an account, by `family:revision`. Clusters have a service and a task for each. */
export interface Running {
  readonly clusters?: Readonly<
    Record<string, { services?: Readonly<Record<string, object>>; tasks?: readonly string[] }>
  >;
  /** Targets of schedules by name, with the schedule's `State` when it is not switched on. */
  readonly schedules?: Readonly<Record<string, object>>;
  /** An operation that AWS denies. */
  readonly denied?: string;
}

type Answer = (
  asked: Record<string, string> & { services?: string[]; tasks?: string[]; clusters?: string[] },
) => object | undefined;

/**
 * The parts of ECS and EventBridge Scheduler that know task definitions and what runs, with an account that tests change.
 * Its endpoint answers until it is closed.
 */
export async function fakeEcs(account: Account, id = "123456789012", running: Running = {}) {
  const prefix = `arn:aws:ecs:eu-central-1:${id}`;
  const arnOf = (family: string, revision: number) => `${prefix}:task-definition/${family}:${revision}`;
  const inCluster = (arn = "") => running.clusters?.[arn.split("/").at(-1) ?? ""];
  const answers: Record<string, Answer> = {
    DescribeTaskDefinition({ taskDefinition = "" }) {
      const [family = "", number] = taskDefinition.split(":");
      const revision = Number(number);
      const found = account[family]?.[revision - 1];
      if (found === undefined) return undefined;
      return {
        taskDefinition: {
          taskDefinitionArn: arnOf(family, revision),
          family,
          revision,
          status: found.inactive ? "INACTIVE" : "ACTIVE",
          containerDefinitions: [{ name: "app", image: found.image }],
        },
        tags: found.hash === undefined ? [] : [{ key: "fairlead:content-hash", value: found.hash }],
      };
    },
    // Two on a page, so that a page is not all.
    ListTaskDefinitions({ familyPrefix = "", nextToken = "0", sort = "ASC" }) {
      const active = (account[familyPrefix] ?? []).flatMap(({ inactive }, i) =>
        inactive ? [] : arnOf(familyPrefix, i + 1),
      );
      const [sorted, from] = [sort === "DESC" ? active.reverse() : active, Number(nextToken)];
      const more = from + 2 < sorted.length;
      return { taskDefinitionArns: sorted.slice(from, from + 2), ...(more && { nextToken: String(from + 2) }) };
    },
    DeregisterTaskDefinition({ taskDefinition = "" }) {
      const [family = "", number] = taskDefinition.split(":");
      return Object.assign(account[family]?.[Number(number) - 1] ?? {}, { inactive: true });
    },
    ListClusters: () => ({
      clusterArns: Object.keys(running.clusters ?? {}).map((name) => `${prefix}:cluster/${name}`),
    }),
    DescribeClusters: ({ clusters = [] }) => ({
      failures: clusters.map((name) => ({ arn: `${prefix}:cluster/${name}`, reason: "MISSING" })),
    }),
    ListServices: ({ cluster }) =>
      inCluster(cluster)
        ? { serviceArns: Object.keys(inCluster(cluster)?.services ?? {}) }
        : { __type: "ClusterNotFoundException", message: "Cluster not found." },
    DescribeServices: ({ cluster, services = [] }) => ({
      services: services.map((serviceName) => ({ serviceName, ...inCluster(cluster)?.services?.[serviceName] })),
    }),
    ListTasks: ({ cluster }) => ({ taskArns: inCluster(cluster)?.tasks ?? [] }),
    DescribeTasks: ({ tasks = [] }) => ({
      tasks: tasks.map((name) => ({ taskDefinitionArn: `${prefix}:task-definition/${name}`, group: "family:x" })),
    }),
    ListSchedules: () => ({
      Schedules: Object.entries(running.schedules ?? {}).map(([Name, target]) => ({
        Name,
        GroupName: "default",
        Target: { Arn: (target as { Arn: string }).Arn }, // what a list has of it
      })),
    }),
    GetSchedule({ Name = "" }) {
      const { State = "ENABLED", ...Target } = { State: undefined, ...running.schedules?.[Name] };
      return { Name, State, Target };
    },
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const [, name] = /^\/schedules\/([^?]+)/.exec(request.url ?? "") ?? [];
      const target = request.headers["x-amz-target"];
      const operation = target ? String(target).split(".").at(-1) : name ? "GetSchedule" : "ListSchedules";
      const asked = { ...JSON.parse(Buffer.concat(chunks).toString() || "{}"), ...(name && { Name: name }) };
      const answer = operation === running.denied ? undefined : answers[operation ?? ""]?.(asked);
      const denied = { __type: "AccessDeniedException", message: "not authorized" };
      const unknown = { __type: "ClientException", message: "Unable to describe task definition." };
      response.writeHead(answer && !("__type" in answer) ? 200 : 400, { "content-type": "application/x-amz-json-1.1" });
      response.end(JSON.stringify(answer ?? (operation === running.denied ? denied : unknown)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
