import * as ecs from "@aws-sdk/client-ecs";
import { TAGS } from "../../components/constants";
import { lastOf } from "../aws";
import type { StackClients } from "../stack/clients";
import type { DefinitionDocument } from "./definitionFacts";

/** A registered revision. */
export interface Definition {
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
  readonly isActive: boolean;
  /** Hash of what it says; none of a revision that no `TaskRelease` has made. */
  readonly contentHash?: string;
  readonly document: DefinitionDocument;
}

/** Revisions that are looked into at a time. */
const AT_A_TIME = 10;

/** A revision, or nothing when AWS does not know it. @throws StackError when AWS does not answer, or for another account */
export function describeDefinition(
  clients: StackClients,
  family: string,
  revision: number,
): Promise<Definition | undefined> {
  return clients.ask(`what ${family}:${revision} is`, described(clients, `${family}:${revision}`));
}

/**
 * The newest active revision of a family that says what a hash stands for, or nothing when there is none.
 * @throws StackError when AWS does not answer, or for another account
 */
export function definitionWithHash(
  clients: StackClients,
  family: string,
  contentHash: string,
): Promise<Definition | undefined> {
  return clients.ask(`which revisions ${family} has`, withHash(clients, family, contentHash));
}

async function withHash(clients: StackClients, familyPrefix: string, contentHash: string) {
  const newestFirst = { familyPrefix, status: "ACTIVE", sort: "DESC" } as const;
  for await (const page of ecs.paginateListTaskDefinitions({ client: clients.ecs, pageSize: 100 }, newestFirst)) {
    await clients.inMeantAccount(page.taskDefinitionArns ?? []);
    const names = (page.taskDefinitionArns ?? []).map(lastOf).filter((name) => name.startsWith(`${familyPrefix}:`));
    for (let i = 0; i < names.length; i += AT_A_TIME) {
      const part = await Promise.all(names.slice(i, i + AT_A_TIME).map((name) => described(clients, name)));
      const found = part.find((definition) => definition?.contentHash === contentHash);
      if (found) return found;
    }
  }
  return undefined;
}

async function described(clients: StackClients, taskDefinition: string): Promise<Definition | undefined> {
  try {
    const command = new ecs.DescribeTaskDefinitionCommand({ taskDefinition, include: ["TAGS"] });
    const { taskDefinition: document, tags = [] } = await clients.ecs.send(command);
    await clients.inMeantAccount([document?.taskDefinitionArn]);
    const contentHash = tags.find(({ key }) => key === TAGS.contentHash)?.value;
    return {
      arn: document?.taskDefinitionArn ?? "",
      family: document?.family ?? "",
      revision: document?.revision ?? 0,
      isActive: document?.status === "ACTIVE",
      ...(contentHash !== undefined && { contentHash }),
      document: { ...document },
    };
  } catch (error) {
    // AWS has no error of its own for a revision that it does not know.
    if (error instanceof ecs.ClientException && /unable to describe/i.test(error.message)) return undefined;
    throw error;
  }
}
