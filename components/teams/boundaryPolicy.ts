import type { Statement } from "../iam";
import type { Permission } from "../tasks/permissions";
import { arnsIn, definitions, type TeamGrounds } from "./grounds";
import { teamNames } from "./teamNames";

/**
 * The most that any role of a team can do, whatever the team writes into it. It grants nothing by itself: a role can do
 * what its own policy and this one both allow. Roles of releases start tasks and run in them; roles of jobs start tasks.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function boundaryStatements(
  grounds: TeamGrounds,
  permissions: readonly (Permission & { readonly resources: readonly string[] })[],
): Statement[] {
  const { partition, accountId, clusterName, families, team } = grounds;
  const { queuePrefix, rolePath } = teamNames(grounds);
  const arn = arnsIn(grounds);
  return [
    {
      Sid: "WriteLogs",
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: families.map((family) => arn("logs", `log-group:/fairlead/${family}:*`)),
    },
    { Sid: "EnterRegistry", Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" }, // AWS has no resource for it
    {
      Sid: "PullImages",
      Effect: "Allow",
      Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      Resource: `arn:${partition}:ecr:*:*:repository/*`, // another account's repository has a policy of its own
    },
    {
      Sid: "ReadSecrets",
      Effect: "Allow",
      Action: ["secretsmanager:GetSecretValue", "ssm:GetParameters"],
      Resource: [arn("ssm", `parameter/${team}/*`), arn("secretsmanager", `secret:${team}/*`)],
    },
    {
      Sid: "StartJobs",
      Effect: "Allow",
      Action: "ecs:RunTask",
      Resource: definitions(grounds),
      Condition: { ArnEquals: { "ecs:cluster": arn("ecs", `cluster/${clusterName}`) } },
    },
    {
      Sid: "TagJobs",
      Effect: "Allow",
      Action: "ecs:TagResource",
      Resource: arn("ecs", `task/${clusterName}/*`),
      Condition: { StringEquals: { "ecs:CreateAction": "RunTask" } },
    },
    {
      Sid: "PassOwnRoles",
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: `arn:${partition}:iam::${accountId}:role${rolePath}*`,
      Condition: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    },
    { Sid: "KeepFailedStarts", Effect: "Allow", Action: "sqs:SendMessage", Resource: arn("sqs", `${queuePrefix}*`) },
    ...permissions.map(
      ({ actions, resources }): Statement => ({ Effect: "Allow", Action: [...actions], Resource: [...resources] }),
    ),
  ];
}
