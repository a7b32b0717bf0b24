import { LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import type { Engine } from "./internals";
import type { LogMessage } from "./recording";

const severityNames = {
  [LogSeverity.DEBUG]: undefined,
  [LogSeverity.INFO]: "info",
  [LogSeverity.WARNING]: "warning",
  [LogSeverity.ERROR]: "error",
} as const;

/** Takes down what a program or pack logs, and passes errors on: with the engine, a logged error fails the run. */
export function loggingEngine(messages: LogMessage[], onError: (text: string) => void): Engine {
  return {
    log(request, reply) {
      const text = request.getMessage();
      const severity = severityNames[request.getSeverity()];
      if (severity === "error") onError(text);
      if (severity !== undefined && !request.getEphemeral()) {
        messages.push({ severity, text, urn: request.getUrn() || undefined });
      }
      reply(null, {});
    },
    setRootResource: (_request, reply) => reply(null, {}),
    close: () => {},
  };
}
