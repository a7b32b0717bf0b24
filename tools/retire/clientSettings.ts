import { fromIni, fromTemporaryCredentials } from "@aws-sdk/credential-providers";

// Node 20 is what this project supports; what the SDK will need in a year is no news here.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

type Credentials = ReturnType<typeof fromIni> | ReturnType<typeof fromTemporaryCredentials>;

/** Where and as whom to ask AWS: as the stack's own provider does, and what it leaves out as the shell says. */
export function clientSettings(aws: Readonly<Record<string, unknown>>): {
  region?: string;
  credentials?: Credentials;
} {
  const region = typeof aws.region === "string" ? aws.region : undefined;
  const profile = typeof aws.profile === "string" ? aws.profile : undefined;
  let credentials: Credentials | undefined = profile === undefined ? undefined : fromIni({ profile });
  for (const role of rolesIn(aws.assumeRoles)) {
    credentials = fromTemporaryCredentials({
      params: {
        RoleArn: role.roleArn,
        RoleSessionName: role.sessionName ?? "fairlead-retire",
        ...(role.externalId !== undefined && { ExternalId: role.externalId }),
      },
      ...(credentials && { masterCredentials: credentials }),
      ...(region !== undefined && { clientConfig: { region } }),
    });
  }
  return { ...(region !== undefined && { region }), ...(credentials && { credentials }) };
}

interface Role {
  readonly roleArn: string;
  readonly sessionName?: string;
  readonly externalId?: string;
}

/** The roles of a provider's configuration, which may be JSON in a text. */
function rolesIn(value: unknown): Role[] {
  const roles: unknown = typeof value === "string" ? JSON.parse(value) : (value ?? []);
  if (!Array.isArray(roles)) return [];
  return roles.filter((role): role is Role => typeof role?.roleArn === "string");
}
