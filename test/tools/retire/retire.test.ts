import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { clientSettings } from "../../../tools/retire/clientSettings";
import type { EnvironmentStack } from "../../../tools/retire/pulumi";
import { report } from "../../../tools/retire/report";

const root = join(__dirname, "../../..");
const stack: EnvironmentStack = {
  stack: "dev",
  environment: "dev",
  clusterName: "fairlead-dev",
  listenerArn: "arn:x",
  scheduleGroups: [],
  own: new Set(),
  aws: {},
};

describe("npm run retire", () => {
  let bin = "";
  beforeEach(() => {
    bin = mkdtempSync(join(tmpdir(), "fairlead-retire-"));
  });
  afterEach(() => rmSync(bin, { recursive: true }));

  /** Runs it with a `pulumi` that is a shell script, or with none. */
  const retire = (script: string | undefined, ...args: string[]) => {
    if (script !== undefined) {
      writeFileSync(join(bin, "pulumi"), `#!/bin/sh\n${script}\n`);
      chmodSync(join(bin, "pulumi"), 0o755);
    }
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["--require", "tsx/cjs", "tools/retire/main.ts", ...args],
      {
        cwd: root,
        encoding: "utf8",
        // Nothing of AWS: no key, no file with one, and no machine that would give one.
        env: { PATH: `${bin}:${dirname(process.execPath)}:/bin`, HOME: bin, AWS_EC2_METADATA_DISABLED: "true" },
      },
    );
    return { status, output: stdout + stderr };
  };
  const answering = (exported: object, config: object = {}) => `case "$1" in
stack) echo '${JSON.stringify({ deployment: exported })}' ;;
config) echo '${JSON.stringify(config)}' ;;
destroy) echo destroyed ;;
esac`;
  const component = (reference: object) => ({
    resources: [{ type: "fairlead:index:EcsEnvironment", outputs: { reference } }],
  });

  for (const [title, script, args, message] of [
    ["there is no pulumi", undefined, ["dev"], /^pulumi is not on PATH\. Install it: https/],
    ["the stack is empty", answering({}), ["dev"], /^Stack dev is empty\./],
    [
      "the stack has no environment",
      answering({ resources: [{ type: "x" }] }),
      ["dev"],
      /^Stack dev has no environment in it\./,
    ],
    [
      "the environment was never finished",
      answering(component({})),
      ["dev"],
      /^The environment of stack dev was never finished/,
    ],
    [
      "pulumi cannot read its state",
      "echo 'error: incorrect passphrase' >&2; exit 255",
      ["dev"],
      /^pulumi stack export --stack dev failed:\nerror: incorrect passphrase/,
    ],
    [
      "AWS cannot be asked",
      answering(component({ environment: "dev", clusterName: "c", listenerArn: "l" }), {
        "aws:region": { value: "eu-west-1" },
      }),
      ["dev", "--yes"],
      /^AWS could not be asked who uses the environment, so nothing was touched: /,
    ],
  ] as [string, string | undefined, string[], RegExp][]) {
    it(`says so when ${title}, and destroys nothing`, () => {
      const { status, output } = retire(script, ...args);
      assert.equal(status, 2, output);
      assert.match(output, message);
      assert.doesNotMatch(output, /destroyed|^\s+at /m);
    });
  }

  it("explains itself", () => {
    const { status, output } = retire(undefined, "--help");
    assert.equal(status, 0);
    assert.match(output, /npm run retire -- dev --yes/);
  });
});

describe("what retire tells", () => {
  it("lists what others run in columns, and what a destroy would do to it", () => {
    const lines = report(stack, [
      { kind: "service", name: "cart-1a2b3c4", team: "checkout", detail: "2 tasks of checkout-cart:7" },
      { kind: "rule", name: "x.example.com", team: undefined, detail: "priority 4321" },
    ]);
    assert.deepEqual(lines.slice(2, 4), [
      "  service  checkout  cart-1a2b3c4   2 tasks of checkout-cart:7",
      "  rule     no team   x.example.com  priority 4321",
    ]);
  });
});

describe("whom retire asks AWS as", () => {
  it("takes the region of the stack, and leaves the rest to the shell", () => {
    assert.deepEqual(clientSettings({ region: "eu-west-1" }), { region: "eu-west-1" });
    assert.deepEqual(clientSettings({}), {});
  });

  for (const [title, aws] of [
    ["profile", { profile: "work" }],
    ["roles", { assumeRoles: [{ roleArn: "arn:aws:iam::123456789012:role/x" }] }],
    ["roles, which the configuration has as text", { assumeRoles: '[{"roleArn":"arn:aws:iam::123456789012:role/x"}]' }],
  ] as const) {
    it(`takes the stack's ${title}`, () => assert.equal(typeof clientSettings(aws).credentials, "function"));
  }
});
