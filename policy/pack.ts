import { PolicyPack } from "@pulumi/policy";
import { ecsPolicies } from "./index";

new PolicyPack("fairlead-policy", {
  displayName: "Fairlead",
  description:
    "Amazon ECS on EC2 and spot: production is not all spot, services sit behind an Application Load Balancer.",
  provider: "aws",
  tags: ["aws", "ecs", "spot", "alb"],
  enforcementLevel: "mandatory",
  policies: ecsPolicies(),
});
