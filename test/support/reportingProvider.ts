/**
 * A made-up AWS provider: another one in front of which this process stands, but that fails an ECS service as the newest
 * ones do, when ECS has rolled it back or the time that the engine gives has run out. A minute of that time is a second
 * here. Run as a plugin; `FORWARDED_AWS_PROVIDER` is the plugin behind it.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { DescribeServicesCommand, ECSClient } from "@aws-sdk/client-ecs";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  CreateRequest,
  CreateResponse,
  ErrorResourceInitFailed,
  UpdateRequest,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

type Fields = Record<string, unknown>;
type Raw = grpc.handleUnaryCall<Buffer, Buffer>;
type Forward = (request: Buffer) => Promise<Buffer>;

const SERVICE = "aws:ecs/service:Service";
const options = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };
const asIs = { serialize: (bytes: Buffer) => bytes, deserialize: (bytes: Buffer) => bytes };

async function main(): Promise<void> {
  const behind = spawn(process.env.FORWARDED_AWS_PROVIDER ?? "", process.argv.slice(2), {
    stdio: ["ignore", "pipe", "inherit"],
  });
  process.on("SIGTERM", () => process.exit());
  process.on("SIGINT", () => process.exit());
  process.on("exit", () => behind.kill());
  behind.on("exit", () => process.exit());
  const [port] = (await once(createInterface({ input: behind.stdout }), "line")) as [string];
  const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), options);
  const server = new grpc.Server(options);
  const definition: Record<string, grpc.MethodDefinition<Buffer, Buffer>> = {};
  const handlers: Record<string, Raw> = {};
  for (const [name, method] of Object.entries(ResourceProviderService as unknown as typeof definition)) {
    if (method.responseStream || method.requestStream) continue;
    definition[name] = {
      ...method,
      requestSerialize: asIs.serialize,
      requestDeserialize: asIs.deserialize,
      responseSerialize: asIs.serialize,
      responseDeserialize: asIs.deserialize,
    };
    const forward: Forward = (request) =>
      new Promise((resolve, reject) =>
        client.makeUnaryRequest(method.path, asIs.serialize, asIs.deserialize, request, (error, answer) =>
          error || !answer ? reject(error) : resolve(answer),
        ),
      );
    const handle = name === "create" ? created(forward) : name === "update" ? updated(forward) : forward;
    handlers[name] = ({ request }, reply) => {
      handle(request).then(
        (answer) => reply(null, answer),
        (error: grpc.ServiceError) => reply(error, null, error.metadata),
      );
    };
  }
  server.addService(definition, handlers);
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, own) => {
    if (error) throw error;
    console.log(own);
  });
}

function created(forward: Forward): Forward {
  return async (bytes) => {
    const request = CreateRequest.deserializeBinary(bytes);
    if (!request.getUrn().includes(SERVICE) || request.getPreview()) return forward(bytes);
    const wanted = fieldsOf(request.getProperties());
    request.setProperties(structOf({ ...wanted, waitForSteadyState: false }));
    const answer = CreateResponse.deserializeBinary(await forward(Buffer.from(request.serializeBinary())));
    const properties = { ...fieldsOf(answer.getProperties()), waitForSteadyState: true };
    await steady(wanted, answer.getId(), properties, request.getTimeout());
    answer.setProperties(structOf(properties));
    return Buffer.from(answer.serializeBinary());
  };
}

function updated(forward: Forward): Forward {
  return async (bytes) => {
    const request = UpdateRequest.deserializeBinary(bytes);
    if (!request.getUrn().includes(SERVICE) || request.getPreview()) return forward(bytes);
    const [before, wanted] = [fieldsOf(request.getOlds()), fieldsOf(request.getNews())];
    const answer = new UpdateResponse();
    if (before.taskDefinition === wanted.taskDefinition) {
      answer.setProperties(request.getOlds()); // as far as it knows there is nothing to do
      return Buffer.from(answer.serializeBinary());
    }
    request.setNews(structOf({ ...wanted, waitForSteadyState: false }));
    const done = UpdateResponse.deserializeBinary(await forward(Buffer.from(request.serializeBinary())));
    const properties = { ...fieldsOf(done.getProperties()), waitForSteadyState: true };
    await steady(
      wanted,
      request.getId(),
      { ...properties, taskDefinition: wanted.taskDefinition },
      request.getTimeout(),
    );
    answer.setProperties(structOf(properties));
    return Buffer.from(answer.serializeBinary());
  };
}

/** Waits until a service is steady. @throws as a provider does whose resource is there and is not well */
async function steady(wanted: Fields, id: string, properties: Fields, timeoutSeconds: number): Promise<void> {
  const cluster = String(wanted.cluster);
  const client = new ECSClient({ region: cluster.split(":")[3] ?? "", endpoint: process.env.AWS_ENDPOINT_URL ?? "" });
  const end = Date.now() + (timeoutSeconds / 60) * 1_000;
  for (;;) {
    const { services = [] } = await client.send(new DescribeServicesCommand({ cluster, services: [id] }));
    const [service] = services;
    const [primary, ...others] = service?.deployments ?? [];
    if (primary && !primary.taskDefinition?.endsWith(`/${wanted.taskDefinition}`)) {
      throw initFailed(id, properties, `waiting for ECS Service (${id}) update: Service deployment rolled back.`);
    }
    if (others.length === 0 && primary?.runningCount === primary?.desiredCount) return;
    if (Date.now() > end) {
      const state = `last state: 'tfPENDING', timeout: ${timeoutSeconds / 60}m0s`;
      throw initFailed(id, properties, `timeout while waiting for state to become 'tfSTABLE' (${state})`);
    }
    await sleep(100);
  }
}

function initFailed(id: string, properties: Fields, message: string): Partial<grpc.ServiceError> {
  const detail = new ErrorResourceInitFailed();
  detail.setId(id);
  detail.setProperties(structOf(properties));
  detail.addReasons(message);
  const any = new Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(message);
  status.addDetails(any);
  const metadata = new grpc.Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return { code: grpc.status.UNKNOWN, details: message, message, metadata };
}

function fieldsOf(struct: Struct | undefined): Fields {
  return (struct?.toJavaScript() ?? {}) as Fields;
}

function structOf(fields: Fields): Struct {
  return Struct.fromJavaScript(fields as Parameters<typeof Struct.fromJavaScript>[0]);
}

main();
