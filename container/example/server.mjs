// Answers every request with what the entrypoint gave it. PORT is the port inside the container, the same everywhere.
import { createServer } from "node:http";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    greeting: { type: "string", default: "Hello" },
    "log-level": { type: "string", default: "warn" },
  },
});

const server = createServer((request, response) => {
  if (values["log-level"] === "debug") console.log(`${request.method} ${request.url}`);
  response.setHeader("content-type", "application/json");
  response.end(`${JSON.stringify({ environment: process.env.MY_ENVIRONMENT, ...values })}\n`);
});

server.listen(Number(process.env.PORT ?? 8080), () => console.log(`listening on ${server.address().port}`));

// Process 1 has no default action for SIGTERM: without a handler ECS would have to kill the task at its stop timeout.
process.once("SIGTERM", () => server.close(() => console.log("stopped")));
