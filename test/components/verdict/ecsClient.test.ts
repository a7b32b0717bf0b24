import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DescribeServicesCommand } from "@aws-sdk/client-ecs";
import { ecsClient } from "../../../components/verdict/ecsClient";
import type { ProviderSettings } from "../../../components/verdict/providerSettings";
import { FakeAws, rolledBack } from "../../support/fakeAws";

const ROLE = "arn:aws:iam::123456789012:role";

describe("the client that reads why a deployment failed", () => {
  const aws = new FakeAws();
  const folder = mkdtempSync(join(tmpdir(), "fairlead-keys-"));
  const credentialsFile = join(folder, "credentials");
  const configFile = join(folder, "config");
  let endpoint: string;
  let variables: NodeJS.ProcessEnv;

  before("there is a stranger's key in the environment, and one in the default profile", async () => {
    endpoint = await aws.start();
    aws.answers = rolledBack("web:2", "web:1");
    const profile = (name: string, key: string) =>
      `[${name}]\naws_access_key_id = ${key}\naws_secret_access_key = secret\n`;
    writeFileSync(credentialsFile, profile("default", "DEFAULT") + profile("shop", "SHOP"));
    writeFileSync(
      configFile,
      `[profile shop-admin]\nrole_arn = ${ROLE}/admin\nsource_profile = shop\nregion = eu-west-1\n`,
    );
    variables = { ...process.env };
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: "AMBIENT",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_SHARED_CREDENTIALS_FILE: credentialsFile,
      AWS_CONFIG_FILE: configFile,
      AWS_REGION: "ap-south-1",
      AWS_EC2_METADATA_DISABLED: "true",
    });
    delete process.env.AWS_PROFILE;
    delete process.env.AWS_SESSION_TOKEN;
  });
  after(async () => {
    for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name];
    Object.assign(process.env, variables);
    rmSync(folder, { recursive: true });
    await aws.stop();
  });
  beforeEach(() => {
    aws.calls.length = 0;
  });

  /** Whose key signs a call with these settings. */
  const signer = async (settings: Partial<ProviderSettings>) => {
    const whole = { roles: [], ecsEndpoint: endpoint, stsEndpoint: endpoint, ...settings };
    const client = await ecsClient(whole, "eu-west-1");
    await client.send(new DescribeServicesCommand({ cluster: "dev", services: ["web"] }));
    client.destroy();
    return aws.signers("DescribeServices");
  };
  const keys = { accessKeyId: "KEYS", secretAccessKey: "secret" };

  for (const [what, settings, key] of [
    ["keys", { keys }, "KEYS"],
    ["keys, also beside a profile", { keys, profile: "shop" }, "KEYS"],
    ["a profile", { profile: "shop" }, "SHOP"],
    ["shared files", { credentialsFile }, "DEFAULT"],
    ["a web identity", { webIdentity: { roleArn: `${ROLE}/web`, token: "token" } }, "KEY-OF-web"],
    ["nothing, which is the standard chain as the provider has it", {}, "AMBIENT"],
  ] as const) {
    it(`signs with what the provider has: ${what}`, async () => assert.deepEqual(await signer(settings), [key]));
  }

  it("takes on the provider's roles one after the other, the first with the provider's own keys", async () => {
    const roles = [{ roleArn: `${ROLE}/first`, externalId: "x", sessionName: "ci" }, { roleArn: `${ROLE}/second` }];
    assert.deepEqual(await signer({ keys, roles }), ["KEY-OF-second"]);
    assert.deepEqual(aws.signers("AssumeRole"), ["KEYS", "KEY-OF-first"]);
    const [first] = aws.calls.filter(({ operation }) => operation === "AssumeRole");
    assert.deepEqual([first?.parameters.ExternalId, first?.parameters.RoleSessionName], ["x", "ci"]);
    assert.equal(aws.calls.at(-1)?.sessionToken, "session");
  });

  it("fails with a profile that is not there, and does not fall back on the environment", async () => {
    await assert.rejects(signer({ profile: "gone" }), /gone/);
    assert.deepEqual(aws.calls, []);
  });

  it("calls the service's region, whatever the environment says", async () => {
    const client = await ecsClient({ roles: [], keys }, "eu-west-1");
    assert.equal(await client.config.region(), "eu-west-1");
  });
});
