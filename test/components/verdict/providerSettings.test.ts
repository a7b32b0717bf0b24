import assert from "node:assert/strict";
import { homedir } from "node:os";
import fc from "fast-check";
import { readSettings } from "../../../components/verdict/providerSettings";

const ROLE = "arn:aws:iam::123456789012:role/deploy";

describe("the settings of a provider", () => {
  for (const [what, properties, read] of [
    ["nothing but a region", { region: "eu-west-1" }, { region: "eu-west-1" }],
    ["a profile", { profile: "shop" }, { profile: "shop" }],
    [
      "keys",
      { accessKey: "AKIA", secretKey: "secret", token: "session" },
      { keys: { accessKeyId: "AKIA", secretAccessKey: "secret", sessionToken: "session" } },
    ],
    [
      "roles, as the engine keeps them",
      {
        assumeRoles: JSON.stringify([
          {
            roleArn: ROLE,
            externalId: "x",
            duration: "1h30m",
            sessionName: "ci",
            tags: { team: "a" },
            policyArns: ["p"],
          },
          { roleArn: `${ROLE}-2` },
        ]),
      },
      {
        roles: [
          {
            roleArn: ROLE,
            externalId: "x",
            durationSeconds: 5_400,
            sessionName: "ci",
            tags: { team: "a" },
            policyArns: ["p"],
          },
          { roleArn: `${ROLE}-2` },
        ],
      },
    ],
    ["one role, as plain data", { assumeRoles: [{ roleArn: ROLE }] }, { roles: [{ roleArn: ROLE }] }],
    ["one role of an older configuration", { assumeRole: `{"roleArn": "${ROLE}"}` }, { roles: [{ roleArn: ROLE }] }],
    [
      "a web identity",
      { assumeRoleWithWebIdentity: JSON.stringify({ roleArn: ROLE, webIdentityTokenFile: "/var/token" }) },
      { webIdentity: { roleArn: ROLE, tokenFile: "/var/token" } },
    ],
    [
      "shared files",
      { sharedConfigFiles: '["~/.aws/shop"]', sharedCredentialsFiles: ["/etc/keys"] },
      { configFile: `${homedir()}/.aws/shop`, credentialsFile: "/etc/keys" },
    ],
    [
      "endpoints",
      { endpoints: JSON.stringify([{ ecs: "http://ecs" }, { sts: "http://sts" }]), stsRegion: "us-east-1" },
      { ecsEndpoint: "http://ecs", stsEndpoint: "http://sts", stsRegion: "us-east-1" },
    ],
    ["kinds of endpoints", { useFipsEndpoint: "true", useDualstackEndpoint: "false" }, { useFipsEndpoint: true }],
    ["what says nothing", { profile: "", endpoints: "[]", insecure: "false", assumeRoles: null }, {}],
  ] as const) {
    it(`are read: ${what}`, () => assert.deepEqual(readSettings(properties), { roles: [], ...read }));
  }

  for (const [what, properties, problem] of [
    ["an access key without its secret", { accessKey: "AKIA" }, /secretKey is not known/],
    ["a secret without its access key", { secretKey: "secret" }, /accessKey is not known/],
    ["a role that is not known yet", { assumeRoles: "[{}]" }, /role whose ARN is not known/],
    ["a web identity of no role", { assumeRoleWithWebIdentity: "{}" }, /role whose ARN is not known/],
    ["a proxy", { httpProxy: "http://proxy" }, /httpProxy/],
    ["certificates that nobody checks", { insecure: "true" }, /insecure/],
    ["more files than one", { sharedConfigFiles: '["a", "b"]' }, /several shared files/],
  ] as const) {
    it(`are not followed: ${what}`, () => {
      const read = readSettings(properties);
      assert.match("problem" in read ? read.problem : "", problem);
    });
  }

  it("are read or refused, and never break, whatever they hold", () => {
    const keys = [
      "region",
      "accessKey",
      "secretKey",
      "assumeRoles",
      "assumeRoleWithWebIdentity",
      "endpoints",
      "sharedConfigFiles",
    ];
    const properties = fc.dictionary(fc.constantFrom(...keys), fc.oneof(fc.anything(), fc.json()));
    fc.assert(fc.property(properties, (given) => assert.equal(typeof readSettings(given), "object")));
  });
});
