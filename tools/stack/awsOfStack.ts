import { type Project, readStackConfig } from "../preview/settings";
import type { AwsOfStack } from "./clientSettings";
import { accountOf, importsConfig } from "./environments";
import { awsConfigurationOf } from "./pulumi";

/**
 * What a stack's files say of its account and its AWS provider. The engine is asked only where the file does not say it: when
 * a value is encrypted, or configuration comes from an environment of Pulumi Cloud.
 * @throws StackError when the engine is needed and does not know the stack
 */
export async function awsOfStack(project: Project, stack: string): Promise<AwsOfStack> {
  const { config, secretConfigKeys } = readStackConfig(project, stack);
  const account = accountOf(project, stack, config);
  if (importsConfig(project, stack) || secretConfigKeys.some((key) => key.startsWith("aws:"))) {
    return { stack, ...account, aws: await awsConfigurationOf(stack) };
  }
  const aws = Object.entries(config).flatMap(([key, value]) =>
    key.startsWith("aws:") ? [[key.slice("aws:".length), value]] : [],
  );
  return { stack, ...account, aws: Object.fromEntries(aws) };
}
