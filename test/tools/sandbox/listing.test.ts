import assert from "node:assert/strict";
import type { Running } from "../../../tools/sandbox/inspect";
import { listing } from "../../../tools/sandbox/listing";

const look = { tone: (_: unknown, text: string) => text, width: 80 };

const running: Running = {
  services: [
    { name: "web", serviceName: "web-1a2b3c4", release: "web:2", desired: 2, running: 2, nodes: ["i-2", "i-1"] },
    { name: "mailer", serviceName: "mailer-1a2b3c4", release: "mailer:1", desired: 1, running: 0, nodes: [] },
  ],
  jobs: [{ name: "report", release: "report:1", schedule: "rate(1 hour) UTC" }],
  nodes: [
    { id: "i-1", type: "c7i.large", zone: "eu-west-1a", group: "dev-spot", spot: true, tasks: 1 },
    { id: "i-2", type: "", zone: "eu-west-1b", group: "", spot: false },
  ],
  routes: [{ host: "shop.example.com", path: "", service: "web" }],
};
const shown = {
  running,
  releases: ["mailer:1", "web:2"],
  loadBalancer: "dev.elb.amazonaws.com",
  cluster: "fairlead-dev",
  emulator: "moto at http://127.0.0.1:5000",
  onlyCounts: false,
};

describe("the listing of a sandbox", () => {
  it("has a table of services, nodes, jobs and hosts, and what to type next", () => {
    assert.equal(
      listing(shown, look).slice(0, 18).join("\n"),
      `Service  Release   Tasks   On
web      web:2     2 of 2  i-1 i-2
mailer   mailer:1  0 of 1  -

Node  Type             Group     Zone        Tasks
i-1   c7i.large, spot  dev-spot  eu-west-1a  1
i-2   -                -         eu-west-1b  -

Job     Release   When
report  report:1  rate(1 hour) UTC

Host              Path  Goes to
shop.example.com  all   web

Load balancer  dev.elb.amazonaws.com
Releases       mailer:1, web:2
Emulator       moto at http://127.0.0.1:5000
               It runs no containers: nothing answers at the hosts.`,
    );
    assert.ok(listing(shown, look).some((line) => line.includes("--cluster fairlead-dev --services web-1a2b3c4")));
  });

  it("says it when tasks are only counted", () => {
    const text = listing({ ...shown, onlyCounts: true }, look).join("\n");
    assert.match(text, /It only counts tasks: none starts, and nodes join no cluster\./);
  });

  it("leaves out what there is none of", () => {
    const text = listing({ ...shown, running: { ...running, jobs: [], routes: [] } }, look).join("\n");
    assert.doesNotMatch(text, /^(Job|Host) /m);
  });
});
