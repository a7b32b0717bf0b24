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

/** The part of ECS that knows task definitions, with an account that tests change. Its endpoint answers until it is closed. */
export async function fakeEcs(account: Account, id = "123456789012") {
  const arnOf = (family: string, revision: number) =>
    `arn:aws:ecs:eu-central-1:${id}:task-definition/${family}:${revision}`;
  const answers: Record<string, (asked: Record<string, string>) => object | undefined> = {
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
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const operation = String(request.headers["x-amz-target"]).split(".").at(-1) ?? "";
      const answer = answers[operation]?.(JSON.parse(Buffer.concat(chunks).toString()));
      const unknown = { __type: "ClientException", message: "Unable to describe task definition." };
      response.writeHead(answer ? 200 : 400, { "content-type": "application/x-amz-json-1.1" });
      response.end(JSON.stringify(answer ?? unknown));
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
