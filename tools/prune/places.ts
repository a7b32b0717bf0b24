import * as ecs from "@aws-sdk/client-ecs";
import { all } from "../aws";
import type { Project } from "../preview/settings";
import { wayBack } from "../promote/history";
import type { LedgerLine } from "../promote/ledger";
import { awsOfStack } from "../stack/awsOfStack";
import type { AwsOfStack } from "../stack/clientSettings";
import { clientsOf, PATIENT, type StackClients } from "../stack/clients";
import type { EnvironmentFile, StackFiles } from "../stack/environments";
import { type Need, readName } from "./decide";
import { usesIn } from "./uses";

/** An account's revisions in one region, and who needs which. */
export interface Place {
  /** "123456789012, eu-central-1". */
  readonly name: string;
  readonly clients: StackClients;
  readonly active: Readonly<Record<string, readonly number[]>>;
  /** Pins of environments, and what each would go back to. */
  readonly pinned: readonly Need[];
  /** What runs, or is going to. */
  readonly used: readonly Need[];
}

/** All places, and pins that cannot be deployed where their environment is. */
export interface Places {
  readonly places: readonly Place[];
  /** "prod pins web:4 (Pulumi.prod.yaml)": deregistered, or the file leads to another account or region than is meant. */
  readonly astray: readonly string[];
}

/**
 * Looks at all accounts and regions of a project's stacks. Stacks with the same settings are asked once; of those that
 * lead to the same account and region what each knows is put together.
 * @throws StackError when one of them cannot be read
 */
export async function placesOf(
  project: Project,
  { environments, releases }: StackFiles,
  lines: readonly LedgerLine[],
  families: readonly string[],
): Promise<Places> {
  const bySettings = new Map<string, AwsOfStack & { readonly environments: EnvironmentFile[] }>();
  for (const { stack, environment } of [
    ...environments.map((environment) => ({ stack: environment.stack, environment })),
    ...releases.map((stack) => ({ stack, environment: undefined })),
  ]) {
    const of = await awsOfStack(project, stack);
    const key = JSON.stringify([of.account, Object.entries(of.aws).sort()]);
    const group = bySettings.get(key) ?? { ...of, environments: [] };
    if (environment) group.environments.push(environment);
    bySettings.set(key, group);
  }
  const places = new Map<string, Place>();
  const astray: string[] = [];
  for (const group of bySettings.values()) {
    const clients = await clientsOf(group, PATIENT);
    const arns = await activeIn(clients, families);
    astray.push(...group.environments.flatMap((environment) => notAmong(byFamily(arns), environment, families)));
    const [, , , region = "", account = ""] = arns[0]?.split(":") ?? [];
    const key = JSON.stringify([account, region, group.aws.endpoints]);
    const place = places.get(key);
    places.set(key, {
      name: `${account}, ${region}`,
      clients: place?.clients ?? clients,
      active: place?.active ?? byFamily(arns),
      pinned: [...(place?.pinned ?? []), ...group.environments.flatMap((environment) => pinnedBy(environment, lines))],
      used: [...(place?.used ?? []), ...(await usesIn(clients))],
    });
  }
  const inUse = [...places.values()].filter(({ active }) => Object.keys(active).length > 0);
  // One account may be reached through several endpoints, and what is pinned in it is pinned through each.
  const together = inUse.map((place) => ({
    ...place,
    pinned: inUse.filter(({ name }) => name === place.name).flatMap(({ pinned }) => pinned),
  }));
  return { places: together, astray };
}

function notAmong(
  active: Place["active"],
  { stack, file, pins }: EnvironmentFile,
  families: readonly string[],
): string[] {
  return Object.entries(pins)
    .filter(([family, revision]) => families.includes(family) && !active[family]?.includes(revision))
    .map(([family, revision]) => `${stack} pins ${family}:${revision} (${file})`);
}

/** What an environment pins, and what it would go back to. */
function pinnedBy({ stack, pins }: EnvironmentFile, lines: readonly LedgerLine[]): Need[] {
  return Object.entries(pins).flatMap(([family, revision]) => {
    const way = wayBack(lines, stack, family);
    const back = way.at(-1) === revision ? way.at(-2) : way.at(-1);
    return [
      { family, revision, by: `pinned by ${stack}` },
      ...(back === undefined ? [] : [{ family, revision: back, by: `what ${stack} goes back to` }]),
    ];
  });
}

/** ARNs of the revisions that can be deployed. */
async function activeIn(clients: StackClients, families: readonly string[]): Promise<string[]> {
  const { ecs: client, ask } = clients;
  const arns: string[] = [];
  for (const familyPrefix of families) {
    const pages = ecs.paginateListTaskDefinitions({ client }, { familyPrefix, status: "ACTIVE" });
    const listed = all(pages, (page) => page.taskDefinitionArns);
    const found = await ask(`which revisions ${familyPrefix} has`, listed);
    arns.push(...found.filter((arn) => readName(arn)?.family === familyPrefix));
  }
  await clients.inMeantAccount(arns.length === 0 && clients.meansAccount ? await arnsOfNothing(clients) : arns);
  return arns;
}

/**
 * What tells whose account it is where no revision does: ECS names even a cluster that there is not by its ARN. That nothing is
 * left must not be told of a wrong account.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Failure.html
 */
async function arnsOfNothing({ ecs: client, ask }: StackClients) {
  const described = client.send(new ecs.DescribeClustersCommand({ clusters: ["default"] }));
  const { clusters = [], failures = [] } = await ask("whose account it is", described);
  return [...clusters.map(({ clusterArn }) => clusterArn), ...failures.map(({ arn }) => arn)];
}

function byFamily(arns: readonly string[]): Record<string, number[]> {
  const numbers: Record<string, number[]> = {};
  for (const arn of arns) {
    const { family, revision } = readName(arn) ?? {};
    if (family !== undefined && revision !== undefined) numbers[family] = [...(numbers[family] ?? []), revision];
  }
  return numbers;
}
