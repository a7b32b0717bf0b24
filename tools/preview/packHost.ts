import { createRequire } from "node:module";
import { dirname, sep } from "node:path";
import type * as grpc from "@grpc/grpc-js";
import { inStackContext } from "./internals";
import { loggingEngine } from "./logging";
import { judge, type Pack, type Violation } from "./pack";
import type { LogMessage, Recording } from "./recording";

type Handler = (
  call: { request: unknown },
  reply: (error: Error | null | undefined, response: unknown) => void,
) => void;

const loaded = new Map<string, Pack>();

/**
 * Loads a policy pack's entry point into this process, once. What answers is @pulumi/policy's own code: only the server it
 * would open is kept from listening. A pack may judge any number of stacks.
 */
export function loadPack(entryPoint: string): Pack {
  const pack = loaded.get(entryPoint) ?? load(entryPoint);
  loaded.set(entryPoint, pack);
  return pack;
}

function load(entryPoint: string): Pack {
  const fromPack = createRequire(entryPoint);
  const policySdk = fromPack.resolve("@pulumi/policy");
  // @pulumi/policy ends the process when it serves a second pack: each gets a copy of its own.
  for (const file of Object.keys(require.cache)) {
    if (file.startsWith(dirname(policySdk) + sep)) delete require.cache[file];
  }
  const { Server } = createRequire(policySdk)("@grpc/grpc-js") as typeof grpc;
  const { addService, bindAsync } = Server.prototype;
  let handlers: Record<string, Handler> | undefined;
  const before = process.cwd();
  try {
    Server.prototype.addService = (_service, implementation) => {
      handlers = implementation as unknown as Record<string, Handler>;
    };
    Server.prototype.bindAsync = () => {};
    // A pack takes its version from the package.json of the working directory, where the engine would start it.
    process.chdir(dirname(entryPoint));
    fromPack(entryPoint);
  } finally {
    process.chdir(before);
    Object.assign(Server.prototype, { addService, bindAsync });
  }
  const found = handlers;
  if (found === undefined) throw new Error(`${entryPoint} makes no PolicyPack`);
  const ask =
    <Request, Response>(method: keyof Pack) =>
    (request: Request) =>
      new Promise<Response>((resolve, reject) => {
        const handler = found[method];
        if (handler === undefined) return reject(new Error(`the pack does not answer ${method}`));
        handler({ request }, (error, response) => (error ? reject(error) : resolve(response as Response)));
      });
  return {
    getAnalyzerInfo: ask("getAnalyzerInfo"),
    configure: ask("configure"),
    analyze: ask("analyze"),
    analyzeStack: ask("analyzeStack"),
  };
}

/** Judges a recording by a pack in this process, which then sees the recording's stack, project and configuration. */
export function judgeInProcess(pack: Pack, recording: Recording, messages: LogMessage[] = []): Promise<Violation[]> {
  // A pack has no business registering anything: its monitor answers nothing.
  const services = { monitor: {}, engine: loggingEngine(messages, () => {}) };
  return inStackContext(recording, services, () => judge(pack, recording));
}
