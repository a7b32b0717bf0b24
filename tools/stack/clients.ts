import { ECSClient, type ECSClientConfig } from "@aws-sdk/client-ecs";
import { SchedulerClient } from "@aws-sdk/client-scheduler";
import type { ProviderSettings } from "../../components/verdict/providerSettings";
import { type AwsOfStack, askedAs, clientSettings, endpointOf, settingsOf } from "./clientSettings";
import { inMeantAccount, meansAccount } from "./meantAccount";
import { StackError } from "./stackError";

/** What asks AWS as a stack does. */
export interface StackClients {
  readonly ecs: ECSClient;
  readonly scheduler: SchedulerClient;
  /** As `meansAccount`. */
  readonly meansAccount: boolean;
  /** As `inMeantAccount`. */
  inMeantAccount(arns: readonly (string | undefined)[]): Promise<void>;
  /** As `askAs`. */
  ask<Answer>(what: string, answer: Promise<Answer>): Promise<Answer>;
}

/** How often a call is tried. */
type Patience = Pick<ECSClientConfig, "maxAttempts" | "retryMode">;

/** For who asks for a lot one after the other: AWS slows that down. */
export const PATIENT: Patience = { maxAttempts: 10, retryMode: "adaptive" };

/** Clients that ask AWS as a stack's provider does. @throws StackError when nobody else can */
export async function clientsOf(of: AwsOfStack, patience: Patience = {}): Promise<StackClients> {
  const { stack, aws } = of;
  const settings = settingsOf(of);
  const client = { ...patience, ...(await clientSettings(settings)) };
  const clients = {
    ecs: new ECSClient({ ...client, ...endpointOf(aws, "ecs") }),
    scheduler: new SchedulerClient({ ...client, ...endpointOf(aws, "scheduler") }),
  };
  return {
    ...clients,
    meansAccount: meansAccount(of),
    inMeantAccount: (arns) => inMeantAccount(of, clients.ecs, arns),
    ask: (what, answer) => askAs(stack, settings, clients.ecs, what, answer),
  };
}

/** Waits for AWS's answer, and turns a refusal into an error that says who has asked for what. @throws StackError */
export async function askAs<Answer>(
  stack: string,
  settings: ProviderSettings,
  client: Parameters<typeof askedAs>[1],
  what: string,
  answer: Promise<Answer>,
): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof StackError) throw error;
    const { name, message } = error as Error;
    const asked = await askedAs(settings, client).catch(() => "as its configuration says");
    throw new StackError(
      `AWS, asked for stack ${stack} ${asked}, does not say ${what}, so nothing was touched: ${name}: ${message}`,
    );
  }
}
