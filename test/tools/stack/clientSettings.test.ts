import assert from "node:assert/strict";
import { askedAs, clientSettings, settingsOf } from "../../../tools/stack/clientSettings";

describe("whom a tool asks AWS as", () => {
  it("takes the region of the stack, and the keys, secret or not", async () => {
    const settings = settingsOf({ stack: "dev", aws: { region: "eu-west-1", accessKey: "AKIA", secretKey: "s" } });
    const { region, credentials } = await clientSettings(settings);
    assert.equal(region, "eu-west-1");
    assert.ok(typeof credentials === "function");
    assert.deepEqual(await credentials(), { accessKeyId: "AKIA", secretAccessKey: "s" });
  });

  for (const [title, aws, words] of [
    ["profile", { profile: "work" }, "with the configured profile work"],
    ["roles", { assumeRoles: [{ roleArn: "arn:x" }] }, "with the shell's credentials, as arn:x"],
    ["roles, which the configuration has as text", { assumeRoles: '[{"roleArn":"arn:x"}]' }, "credentials, as arn:x"],
  ] as const) {
    it(`takes the stack's ${title}`, async () => {
      const asked = await askedAs(settingsOf({ stack: "dev", aws }), { config: { region: async () => "eu-west-1" } });
      assert.ok(asked.startsWith("in eu-west-1 with ") && asked.endsWith(words), asked);
    });
  }

  it("says so when it cannot ask as the stack does", () => {
    assert.throws(
      () => settingsOf({ stack: "dev", aws: { httpProxy: "http://x" } }),
      /^Error: AWS cannot be asked as stack/,
    );
  });
});
