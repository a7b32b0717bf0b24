import type { ECSClient } from "@aws-sdk/client-ecs";
import type { AssumedRole, ProviderSettings } from "./providerSettings";

/** What gives credentials, as the SDK's clients take it. */
type Credentials = NonNullable<ConstructorParameters<typeof ECSClient>[0]>["credentials"];

/** Milliseconds of one attempt of one call. Who waits for an error message does not wait long. */
const TIMEOUTS = { connectionTimeout: 2_000, requestTimeout: 3_000, throwOnRequestTimeout: true };

/** Attempts of one call. */
const ATTEMPTS = 2;

/**
 * A client that calls ECS as a provider with these settings does. The SDK is loaded here and not before: nobody needs it
 * while deployments succeed.
 */
export async function ecsClient(settings: ProviderSettings, region: string): Promise<ECSClient> {
  const { ECSClient } = await import("@aws-sdk/client-ecs");
  const { profile, ecsEndpoint, useFipsEndpoint, useDualstackEndpoint } = settings;
  const credentials = await credentialsOf(settings, region);
  return quietly(
    () =>
      new ECSClient({
        region,
        credentials,
        maxAttempts: ATTEMPTS,
        requestHandler: TIMEOUTS,
        ...(profile !== undefined && { profile }),
        ...(ecsEndpoint !== undefined && { endpoint: ecsEndpoint }),
        ...(useFipsEndpoint !== undefined && { useFipsEndpoint }),
        ...(useDualstackEndpoint !== undefined && { useDualstackEndpoint }),
      }),
  );
}

/**
 * The provider's own credentials. The standard chain (variables of the environment, the default profile, what the
 * machine is given) stands in only where the provider uses it too: when it names no credentials at all.
 * @param region Where STS is asked, unless the settings say that; without one the standard chain's.
 */
export async function credentialsOf(settings: ProviderSettings, region: string | undefined): Promise<Credentials> {
  const providers = await import("@aws-sdk/credential-providers");
  const { keys, profile, configFile, credentialsFile, webIdentity, roles, stsEndpoint, stsRegion } = settings;
  const clientConfig = {
    ...((stsRegion ?? region) !== undefined && { region: stsRegion ?? region }),
    maxAttempts: ATTEMPTS,
    requestHandler: TIMEOUTS,
    ...(stsEndpoint !== undefined && { endpoint: stsEndpoint }),
  };
  const files = {
    ...(configFile !== undefined && { configFilepath: configFile }),
    ...(credentialsFile !== undefined && { filepath: credentialsFile }),
  };
  const own = () => {
    if (keys) return async () => keys;
    if (webIdentity) {
      const { token, tokenFile, ...role } = webIdentity;
      const { RoleArn, RoleSessionName, DurationSeconds, Policy, PolicyArns } = paramsOf(role);
      const session = { roleSessionName: RoleSessionName, durationSeconds: DurationSeconds, policy: Policy };
      const asked = { roleArn: RoleArn, ...session, policyArns: PolicyArns, clientConfig };
      return token === undefined
        ? providers.fromTokenFile({ ...asked, webIdentityTokenFile: tokenFile })
        : providers.fromWebToken({ ...asked, webIdentityToken: token });
    }
    if (profile !== undefined || Object.keys(files).length > 0) {
      return providers.fromIni({ profile: profile ?? "default", ...files, ignoreCache: true, clientConfig });
    }
    return providers.fromNodeProviderChain({ clientConfig });
  };
  return roles.reduce<ReturnType<typeof own>>(
    (masterCredentials, role) =>
      providers.fromTemporaryCredentials({ masterCredentials, params: paramsOf(role), clientConfig }),
    own(),
  );
}

function paramsOf(role: AssumedRole) {
  return {
    RoleArn: role.roleArn,
    RoleSessionName: role.sessionName ?? "fairlead",
    ExternalId: role.externalId,
    DurationSeconds: role.durationSeconds,
    Policy: role.policy,
    PolicyArns: role.policyArns?.map((arn) => ({ arn })),
    SourceIdentity: role.sourceIdentity,
    Tags: role.tags && Object.entries(role.tags).map(([Key, Value]) => ({ Key, Value })),
    TransitiveTagKeys: role.transitiveTagKeys && [...role.transitiveTagKeys],
  };
}

/** Makes a client without the SDK's remark on which versions of Node it will need, which is no news to who deploys. */
function quietly<T>(make: () => T): T {
  const variable = "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED";
  const before = process.env[variable];
  process.env[variable] = "true";
  try {
    return make();
  } finally {
    if (before === undefined) delete process.env[variable];
    else process.env[variable] = before;
  }
}
