import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { accountOf } from "../account";
import { policyDocument, trustOfNodes } from "../iam";
import { type Configuration, configurationStatements } from "./configurationStatements";

/**
 * Makes what the ECS agent and the Session Manager of a node may do, and nothing for tasks: those have roles of their
 * own. The managed policies of AWS for this allow more, among it reading every SSM parameter of the account.
 * @param configuration What nodes configure themselves from, where some do.
 * @returns ARN of the instance profile; it resolves only when the permissions are attached, and they outlive the nodes.
 */
export function declareNodeRole(
  parent: pulumi.ComponentResource,
  name: string,
  clusterName: pulumi.Input<string>,
  configuration?: Configuration,
): pulumi.Output<string> {
  const child = { parent };
  const account = accountOf(parent);
  const ecs = pulumi.interpolate`arn:${account.partition}:ecs:${account.region}:${account.id}`;
  const cluster = pulumi.interpolate`${ecs}:cluster/${clusterName}`;
  const instances = pulumi.interpolate`${ecs}:container-instance/${clusterName}/*`;

  const role = new aws.iam.Role(`${name}-node`, { assumeRolePolicy: trustOfNodes() }, child);
  const policy = new aws.iam.RolePolicy(
    `${name}-node`,
    {
      role: role.name,
      policy: policyDocument([
        {
          Effect: "Allow",
          Action: [
            "ecs:RegisterContainerInstance",
            "ecs:DeregisterContainerInstance",
            "ecs:SubmitTaskStateChange",
            "ecs:SubmitContainerStateChange",
            "ecs:SubmitAttachmentStateChanges",
          ],
          Resource: cluster,
        },
        {
          Effect: "Allow",
          Action: ["ecs:Poll", "ecs:StartTelemetrySession", "ecs:UpdateContainerInstancesState"],
          Resource: instances,
        },
        // AWS has no resource for these: finding the endpoint, and the channels of the Session Manager (no port 22).
        {
          Effect: "Allow",
          Action: [
            "ecs:DiscoverPollEndpoint",
            "ssm:UpdateInstanceInformation",
            "ssmmessages:CreateControlChannel",
            "ssmmessages:CreateDataChannel",
            "ssmmessages:OpenControlChannel",
            "ssmmessages:OpenDataChannel",
          ],
          Resource: "*",
        },
        ...(configuration ? configurationStatements(account, configuration) : []),
      ]),
    },
    child,
  );
  const profile = new aws.iam.InstanceProfile(`${name}-node`, { role: role.name }, child);
  return pulumi.all([profile.arn, policy.id]).apply(([arn]) => arn);
}
