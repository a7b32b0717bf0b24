import * as pulumi from "@pulumi/pulumi";
import * as fairlead from "fairlead";

const config = new pulumi.Config();
const team = "payments";

// Works where both stacks are in one backend and this program may decrypt the other's outputs; else read the parameter.
const environment = fairlead.environmentFromStack(new pulumi.StackReference(config.require("stack")));

const ledger = new fairlead.TaskRelease("payments-ledger", {
  owner: { environment, team },
  environments: ["dev", "stage", "prod"],
  containers: {
    app: {
      image: "public.ecr.aws/docker/library/busybox:1.37",
      memoryReservationMiB: 16,
      command: ["sh", "-c", "while true; do date; sleep 60; done"],
    },
  },
});

const worker = new fairlead.Worker("ledger", {
  environment,
  team,
  release: ledger.release,
  capacity: config.requireObject<Record<string, fairlead.CapacityShare>>("capacity"),
  noLoadBalancer: { reason: "takes its work from a queue" },
});

export const serviceName = worker.serviceName;
