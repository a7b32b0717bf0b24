import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A call that a client has made. */
export interface AwsCall {
  /** `DescribeServices`, `AssumeRole`, ... */
  readonly operation: string;
  /** Whose key has signed it. */
  readonly accessKeyId: string;
  readonly sessionToken: string | undefined;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** What a call is answered: the result, or an error of AWS by its name. */
export type AwsAnswer = Readonly<Record<string, unknown>> | { readonly error: string } | "nothing";

/** A server on loopback that stands where ECS and STS do, answers what a test wants, and keeps what it was asked. */
export class FakeAws {
  readonly calls: AwsCall[] = [];
  /** ECS's answers by operation; what is not there is refused. */
  answers: Readonly<Record<string, AwsAnswer>> = {};
  private readonly server = createServer((request, response) => {
    let body = "";
    request.on("data", (data) => {
      body += data;
    });
    request.on("end", () => {
      const target = String(request.headers["x-amz-target"] ?? "");
      const form = new URLSearchParams(body);
      const operation = target ? (target.split(".")[1] ?? "") : (form.get("Action") ?? "");
      const parameters = target ? JSON.parse(body || "{}") : Object.fromEntries(form);
      const accessKeyId = /Credential=([^/]+)\//.exec(request.headers.authorization ?? "")?.[1] ?? "";
      const sessionToken = request.headers["x-amz-security-token"];
      this.calls.push({ operation, accessKeyId, sessionToken: sessionToken?.toString(), parameters });
      if (/^AssumeRole/.test(operation)) {
        response.setHeader("content-type", "text/xml");
        return response.end(assumed(operation, String(parameters.RoleArn)));
      }
      const answer = this.answers[operation] ?? { error: "AccessDeniedException" };
      if (answer === "nothing") return; // and the client waits
      const error = "error" in answer ? answer.error : undefined;
      response.writeHead(error ? 400 : 200, { "content-type": "application/x-amz-json-1.1" });
      return response.end(JSON.stringify(error ? { __type: error, message: `${operation} is refused` } : answer));
    });
  });

  /** @returns where it listens */
  async start(): Promise<string> {
    await new Promise<void>((listening) => this.server.listen(0, "127.0.0.1", listening));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    await new Promise<void>((closed) => {
      this.server.close(() => closed());
      this.server.closeAllConnections();
    });
  }

  /** Whose keys have signed calls of an operation. */
  signers(operation: string): string[] {
    return this.calls.filter((call) => call.operation === operation).map(({ accessKeyId }) => accessKeyId);
  }
}

/** STS's answer: keys that are called after the role. */
function assumed(operation: string, roleArn: string): string {
  const credentials =
    `<AccessKeyId>KEY-OF-${roleArn.split("/").at(-1)}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>` +
    "<SessionToken>session</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration>";
  return (
    `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${operation}Result>` +
    `<Credentials>${credentials}</Credentials></${operation}Result></${operation}Response>`
  );
}

const ARN = "arn:aws:ecs:eu-west-1:123456789012";

/** ECS's answers of a service that was rolled back from one release to another because its container ended. */
export function rolledBack(from: string, to: string): Record<string, AwsAnswer> {
  const now = Date.now() / 1_000;
  const deployment = (release: string, status: string, rolloutState: string) => ({
    id: `ecs-svc/${release}`,
    status,
    rolloutState,
    taskDefinition: `${ARN}:task-definition/${release}`,
  });
  return {
    DescribeServices: {
      failures: [],
      services: [
        {
          serviceName: "web",
          status: "ACTIVE",
          taskDefinition: `${ARN}:task-definition/${to}`,
          desiredCount: 2,
          runningCount: 2,
          deployments: [
            deployment(to, "PRIMARY", "COMPLETED"),
            ...(from === to ? [] : [deployment(from, "ACTIVE", "FAILED")]),
          ],
          events: [
            { id: "2", createdAt: now, message: "(service web) has reached a steady state." },
            { id: "1", createdAt: now, message: "(service web) rolling back to deployment ecs-svc/1." },
          ],
        },
      ],
    },
    ListTasks: { taskArns: [`${ARN}:task/fairlead-dev/1`] },
    DescribeTasks: {
      failures: [],
      tasks: [
        {
          taskArn: `${ARN}:task/fairlead-dev/1`,
          taskDefinitionArn: `${ARN}:task-definition/${from}`,
          stopCode: "EssentialContainerExited",
          stoppedReason: "Essential container in task exited",
          stoppedAt: now,
          containers: [{ name: "app", exitCode: 3 }],
        },
      ],
    },
  };
}
