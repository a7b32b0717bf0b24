import type { ECSClientConfig } from "@aws-sdk/client-ecs";
import { credentialsOf } from "../../components/verdict/ecsClient";
import { type ProviderSettings, readSettings } from "../../components/verdict/providerSettings";
import { StackError } from "./stackError";

/** What every client of AWS is made with. */
export type ClientSettings = Pick<
  ECSClientConfig,
  "region" | "profile" | "credentials" | "useFipsEndpoint" | "useDualstackEndpoint"
>;

/** A stack and its configuration of its AWS provider, as the engine gives it. */
export interface AwsOfStack {
  readonly stack: string;
  readonly aws: Readonly<Record<string, unknown>>;
  /** The account of its environment, where `accounts` says it. */
  readonly account?: string;
}

/** What the stack's AWS provider is configured with. @throws StackError when nobody else can call AWS as it does */
export function settingsOf({ stack, aws }: AwsOfStack): ProviderSettings {
  const settings = readSettings(aws);
  if (!("problem" in settings)) return settings;
  throw new StackError(`AWS cannot be asked as stack ${stack} does, so nothing was touched: ${settings.problem}.`);
}

/** Where and as whom to ask AWS: as the stack's own provider does, and what it leaves out as the shell says. */
export async function clientSettings(settings: ProviderSettings): Promise<ClientSettings> {
  const { region, profile, useFipsEndpoint, useDualstackEndpoint } = settings;
  return {
    credentials: await credentialsOf(settings, region),
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    ...(useFipsEndpoint !== undefined && { useFipsEndpoint }),
    ...(useDualstackEndpoint !== undefined && { useDualstackEndpoint }),
  };
}

/** Where and as whom AWS was asked, in words; no secret among them. */
export async function askedAs(settings: ProviderSettings, client: { config: { region(): Promise<string> } }) {
  const { keys, profile, webIdentity, roles } = settings;
  const whose = keys
    ? `the configured key ${keys.accessKeyId}`
    : webIdentity
      ? `the configured web identity ${webIdentity.roleArn}`
      : profile !== undefined
        ? `the configured profile ${profile}`
        : "the shell's credentials";
  const role = roles.at(-1);
  const as = role === undefined ? "" : `, as ${role.roleArn}`;
  return `in ${await client.config.region()} with ${whose}${as}`;
}

/** Where a stack has its provider call a service, when it says that. */
export function endpointOf({ endpoints }: AwsOfStack["aws"], service: string): { endpoint?: string } {
  const given: unknown = typeof endpoints === "string" ? JSON.parse(endpoints) : endpoints;
  const [endpoint] = (Array.isArray(given) ? given : []).flatMap((entry) => entry?.[service] ?? []);
  return endpoint === undefined ? {} : { endpoint };
}
