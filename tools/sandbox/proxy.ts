import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A server in front of an emulator. */
export interface Proxy {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** A request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  /** Path with the query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Corrects the answer to a call of the JSON protocol. @param call As the header says, `SERVICE.ACTION`. */
export type Mend = (call: string, answer: string) => string;

/**
 * Starts a server on loopback that hands everything on to an emulator and leaves connections open. Emulators that run
 * on a development server close each one right behind the answer. An HTTP client of Go before 1.24, which the AWS
 * provider has, may then miss the answer and ask again; and what is asked for twice, like a new subnet, is refused.
 * @param observe Is shown each request once it is answered.
 */
export async function keepConnections(
  emulator: string,
  mend?: Mend,
  observe?: (request: WireRequest) => void,
): Promise<Proxy> {
  const { hostname, port } = new URL(emulator);
  const host = hostname.replaceAll(/[[\]]/g, ""); // of an IPv6 address
  const server = createServer((incoming, outgoing) => {
    const { method = "GET", url: path = "/", headers } = incoming;
    const parts: Buffer[] = [];
    if (observe) incoming.on("data", (part) => parts.push(part));
    const call = headers["x-amz-target"];
    const forwarded = request({ host, port, method, path, headers, agent: false }, (answer) => {
      observe?.({ method, url: path, headers, body: Buffer.concat(parts).toString() });
      const { connection: _, "keep-alive": __, ...kept } = answer.headers;
      const readable = answer.headers["content-encoding"] === undefined;
      if (mend && typeof call === "string" && readable) void mended(answer, outgoing, kept, (text) => mend(call, text));
      else answer.pipe(outgoing.writeHead(answer.statusCode ?? 502, kept));
    });
    forwarded.on("error", (error) => outgoing.destroy(error));
    incoming.pipe(forwarded);
  });
  server.keepAliveTimeout = 0; // never
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

async function mended(
  answer: IncomingMessage,
  outgoing: ServerResponse,
  headers: IncomingHttpHeaders,
  mend: (text: string) => string,
): Promise<void> {
  const parts: Buffer[] = [];
  try {
    for await (const part of answer) parts.push(part);
  } catch (error) {
    outgoing.destroy(error as Error);
    return;
  }
  const body = Buffer.from(mend(Buffer.concat(parts).toString()));
  const { "content-length": _, "transfer-encoding": __, ...kept } = headers;
  outgoing.writeHead(answer.statusCode ?? 502, { ...kept, "content-length": body.length }).end(body);
}
