import * as ecs from "@aws-sdk/client-ecs";

/** What an emulator is like, as far as the stacks depend on it. */
export interface Nature {
  /** What it is called, for people. */
  readonly name: string;
  /** Whether it forgets half of what it is told, as plain moto does. */
  readonly forgetful: boolean;
  /**
   * Tasks that a new service has at once, however many it wants, until that number changes; without it, they start as in
   * AWS, or nobody knows.
   */
  readonly firstTasks?: number;
}

/** Asks an emulator what it is like. @throws when it does not answer as one of ECS. */
export async function natureOf(endpoint: string, client: ecs.ECSClient): Promise<Nature> {
  await client.send(new ecs.ListClustersCommand({}));
  if (await answers(`${endpoint}/_localstack/health`)) return { name: "LocalStack", forgetful: false };
  if (!(await answers(`${endpoint}/moto-api/config`))) return { name: "an emulator", forgetful: false };
  const service = await trialService(client);
  // What is built upon moto and keeps what it was told has tasks of its own too.
  if (service?.placementStrategy?.length) return { name: "an emulator on top of moto", forgetful: false };
  return { name: "moto", forgetful: true, firstTasks: service?.runningCount ?? 0 };
}

async function answers(address: string): Promise<boolean> {
  const response = await fetch(address, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
  return response?.ok === true && /json/.test(response.headers.get("content-type") ?? "");
}

const TRIAL = "fairlead-sandbox-trial";

/** Makes a service without tasks, to see what becomes of it, and removes it. */
async function trialService(client: ecs.ECSClient): Promise<ecs.Service | undefined> {
  const container = { name: "app", image: "busybox", memory: 16, essential: true };
  await client.send(new ecs.CreateClusterCommand({ clusterName: TRIAL }));
  const { taskDefinition: definition } = await client.send(
    new ecs.RegisterTaskDefinitionCommand({ family: TRIAL, containerDefinitions: [container] }),
  );
  const taskDefinition = definition?.taskDefinitionArn;
  try {
    const service = { cluster: TRIAL, serviceName: TRIAL, taskDefinition, desiredCount: 0, launchType: "EC2" } as const;
    const placementStrategy = [{ type: "binpack", field: "memory" } as const];
    await client.send(new ecs.CreateServiceCommand({ ...service, placementStrategy }));
    const described = await client.send(new ecs.DescribeServicesCommand({ cluster: TRIAL, services: [TRIAL] }));
    await client.send(new ecs.DeleteServiceCommand({ cluster: TRIAL, service: TRIAL, force: true }));
    return described.services?.[0];
  } finally {
    await client.send(new ecs.DeregisterTaskDefinitionCommand({ taskDefinition }));
    await client.send(new ecs.DeleteClusterCommand({ cluster: TRIAL }));
  }
}
