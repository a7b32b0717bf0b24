// Answers every request with what the entrypoint gave it. PORT is the port inside the container, the same everywhere;
// outside it is another one of the node, which the image waits for (PORT_8080), for whoever has to be told of it.
import { createServer } from "node:http";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    greeting: { type: "string", default: "Hello" },
    "log-level": { type: "string", default: "warn" },
  },
});

const { HOST_IP, PORT = "8080", [`PORT_${PORT}`]: port } = process.env;
const address = port && `${HOST_IP}:${port}`; // none away from ECS

const server = createServer((request, response) => {
  if (values["log-level"] === "debug") console.log(`${request.method} ${request.url}`);
  response.setHeader("content-type", "application/json");
  response.end(`${JSON.stringify({ environment: process.env.MY_ENVIRONMENT, address, ...values })}\n`);
});

server.listen(Number(PORT), () => console.log(`listening on ${server.address().port}`));

// Process 1 has no default action for SIGTERM: without a handler ECS would have to kill the task at its stop timeout.
process.once("SIGTERM", () => server.close(() => console.log("stopped")));
