import { spawn } from "node:child_process";
import { dirname } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import type { Pack } from "../../tools/preview/pack";
import type { Recording } from "../../tools/preview/recorder";

/** The way the engine asks a pack: a process of its own, with the run in its environment, over gRPC. */
export async function withGrpcPack<T>(entryPoint: string, run: Recording, use: (pack: Pack) => Promise<T>): Promise<T> {
  const child = spawn(process.execPath, ["--import", require.resolve("tsx"), entryPoint], {
    cwd: dirname(entryPoint),
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      PULUMI_NODEJS_PROJECT: run.project,
      PULUMI_NODEJS_STACK: run.stack,
      PULUMI_NODEJS_ORGANIZATION: run.organization,
      PULUMI_NODEJS_DRY_RUN: String(run.preview),
      PULUMI_CONFIG: JSON.stringify(run.config),
    },
  });
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.once("data", (data: Buffer) => resolve(data.toString().trim()));
    child.once("exit", (code) => reject(new Error(`the pack ended with exit code ${code} before it served`)));
  });
  const client = new AnalyzerClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  const ask =
    <Request, Response>(
      method: (request: Request, reply: (error: Error | null, response: Response) => void) => unknown,
    ) =>
    (request: Request) =>
      new Promise<Response>((resolve, reject) => {
        method.call(client, request, (error, response) => (error ? reject(error) : resolve(response)));
      });
  try {
    return await use({
      getAnalyzerInfo: ask(client.getAnalyzerInfo),
      configure: ask(client.configure),
      analyze: ask(client.analyze),
      analyzeStack: ask(client.analyzeStack),
    });
  } finally {
    client.close();
    child.kill();
  }
}
