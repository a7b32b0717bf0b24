import * as pulumi from "@pulumi/pulumi";
import * as fairlead from "fairlead";

const config = new pulumi.Config();
const team = "checkout";

// The environment is another team's, in another backend. All that is read of it is one parameter.
const environment = fairlead.environmentFromParameter(config.require("environment"));
const owner = { environment, team };
const environments = ["dev", "stage", "prod"];

const cart = new fairlead.TaskRelease("checkout-cart", {
  owner,
  environments,
  containers: {
    app: {
      image: "public.ecr.aws/nginx/nginx-unprivileged:1.29-alpine",
      memoryReservationMiB: 64,
      ports: [8080],
      tmpfs: { "/tmp": 16 },
    },
  },
});
const sweep = new fairlead.TaskRelease("checkout-sweep", {
  owner,
  environments,
  containers: {
    app: {
      image: "public.ecr.aws/docker/library/busybox:1.37",
      memoryReservationMiB: 16,
      command: ["sh", "-c", '. /etc/container_config/node.config && echo "carts of $MY_ENVIRONMENT swept"'],
    },
  },
});

const scaling = config.getObject<fairlead.WebScalingArgs>("scaling");
const service = new fairlead.WebService("cart", {
  environment,
  team,
  release: cart.release,
  hosts: [config.require("host")],
  capacity: config.requireObject<Record<string, fairlead.CapacityShare>>("capacity"),
  ...(scaling === undefined ? { desiredCount: config.getNumber("desiredCount") ?? 1 } : { scaling }),
});
const job = new fairlead.ScheduledTask("sweep", {
  environment,
  team,
  release: sweep.release,
  schedule: "rate(6 hours)",
  timeZone: "UTC",
});

export const serviceName = service.serviceName;
export const scheduleName = job.scheduleName;
