import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { credentials } from "@grpc/grpc-js";
import * as rpc from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as analyzer from "@pulumi/pulumi/proto/analyzer_pb";

const root = join(__dirname, "../..");
const { Struct } = require("google-protobuf/google/protobuf/struct_pb");
const { Empty } = require("google-protobuf/google/protobuf/empty_pb");

/** The policy pack as the engine runs it: a process of its own, asked over gRPC. */
export class ServedPack {
  private constructor(
    private readonly child: ChildProcess,
    private readonly client: rpc.AnalyzerClient,
  ) {}

  /** Starts the pack's entry point as for a stack. */
  static async start({ stack, preview }: { stack: string; preview: boolean }): Promise<ServedPack> {
    const child = spawn(process.execPath, ["--require", "tsx/cjs", join(root, "policy/pack.ts")], {
      cwd: join(root, "policy"),
      env: {
        ...process.env,
        TSX_TSCONFIG_PATH: join(root, "tsconfig.json"),
        PULUMI_NODEJS_PROJECT: "shop",
        PULUMI_NODEJS_STACK: stack,
        PULUMI_NODEJS_DRY_RUN: String(preview),
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [port] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    return new ServedPack(child, new rpc.AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure()));
  }

  info(): Promise<analyzer.AnalyzerInfo> {
    return this.ask((done) => this.client.getAnalyzerInfo(new Empty(), done));
  }

  configure(policies: Record<string, { level?: number; properties?: object }>): Promise<unknown> {
    const request = new analyzer.ConfigureAnalyzerRequest();
    for (const [name, { level, properties }] of Object.entries(policies)) {
      const config = new analyzer.PolicyConfig();
      config.setEnforcementlevel((level ?? analyzer.EnforcementLevel.MANDATORY) as never);
      config.setProperties(Struct.fromJavaScript(properties ?? {}));
      request.getPolicyconfigMap().set(name, config);
    }
    return this.ask((done) => this.client.configure(request, done));
  }

  analyzeStack(request: analyzer.AnalyzeStackRequest): Promise<analyzer.AnalyzeResponse> {
    return this.ask((done) => this.client.analyzeStack(request, done));
  }

  stop(): void {
    this.client.close();
    this.child.kill();
  }

  private ask<T>(call: (done: (error: Error | null, response: T) => void) => void): Promise<T> {
    return new Promise((resolve, reject) => call((error, response) => (error ? reject(error) : resolve(response))));
  }
}
