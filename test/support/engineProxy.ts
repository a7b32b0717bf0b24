import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** A server in front of an emulator. */
export interface Proxy {
  readonly endpoint: string;
  close(): Promise<void>;
}

/**
 * Starts a server on loopback that hands everything on to an emulator and leaves connections open. Emulators that run
 * on a development server close each one right behind the answer. An HTTP client of Go before 1.24, which the AWS
 * provider has, may then miss the answer and ask again; and what is asked for twice, like a new subnet, is refused.
 */
export async function keepConnections(emulator: string): Promise<Proxy> {
  const { hostname, port } = new URL(emulator);
  const host = hostname.replaceAll(/[[\]]/g, ""); // of an IPv6 address
  const server = createServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const forwarded = request({ host, port, method, path, headers, agent: false }, (answer) => {
      const { connection: _, "keep-alive": __, ...kept } = answer.headers;
      outgoing.writeHead(answer.statusCode ?? 502, kept);
      answer.pipe(outgoing);
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
