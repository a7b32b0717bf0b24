import type { Statement } from "../iam";

/** What an execution role is needed for. */
export interface ExecutionNeeds {
  readonly account: { readonly id: string; readonly region: string; readonly partition: string };
  readonly logGroupArn: string;
  readonly images: readonly string[];
  /** References of secrets: names of SSM parameters, or ARNs. */
  readonly secrets: readonly string[];
}

/**
 * What ECS may do to start a task: write its logs, pull its images when they are in ECR, read its secrets and no others.
 * A secret under a customer's KMS key needs a grant of that key to the role, which only its owner can give.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
 */
export function executionStatements(needs: ExecutionNeeds): Statement[] {
  const statements: Statement[] = [
    { Effect: "Allow", Action: ["logs:CreateLogStream", "logs:PutLogEvents"], Resource: `${needs.logGroupArn}:*` },
  ];
  const repositories = [...new Set(needs.images.flatMap((image) => repositoryArn(image, needs.account.partition)))];
  if (repositories.length > 0) {
    statements.push(
      { Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" }, // AWS has no resource for it
      {
        Effect: "Allow",
        Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
        Resource: repositories.sort(),
      },
    );
  }
  const references = [...new Set(needs.secrets)].sort().map((reference) => secretArn(reference, needs));
  const secrets = references.filter((arn) => arn.includes(":secretsmanager:"));
  const parameters = references.filter((arn) => !arn.includes(":secretsmanager:"));
  if (parameters.length > 0) statements.push({ Effect: "Allow", Action: "ssm:GetParameters", Resource: parameters });
  if (secrets.length > 0) {
    statements.push({ Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: secrets });
  }
  return statements;
}

/** Repository of an image in a private ECR registry; nothing for public ones, which need no permission. */
function repositoryArn(image: string, partition: string): string[] {
  const found = /^(\d{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)/.exec(image);
  return found ? [`arn:${partition}:ecr:${found[2]}:${found[1]}:repository/${found[3]}`] : [];
}

/** A parameter's name is one of this account and region; an ARN of Secrets Manager may end in a JSON key, stage and version. */
function secretArn(reference: string, { account }: ExecutionNeeds): string {
  if (!reference.startsWith("arn:")) {
    return `arn:${account.partition}:ssm:${account.region}:${account.id}:parameter/${reference.replace(/^\//, "")}`;
  }
  return reference.split(":").slice(0, 7).join(":");
}
