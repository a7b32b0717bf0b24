import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { EnvironmentStack } from "../../../tools/retire/environmentStack";
import { guestsOf } from "../../../tools/retire/guests";
import { report } from "../../../tools/retire/report";

const root = join(__dirname, "../../..");
const stack: EnvironmentStack = {
  stack: "dev",
  environments: [
    {
      name: "dev",
      clusters: ["arn:aws:ecs:eu-west-1:123456789012:cluster/fairlead-dev"],
      listeners: ["arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener/app/fairlead-dev/1/2"],
    },
  ],
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
  // As an update that has failed leaves it: without outputs of the component.
  const urn = "urn:pulumi:dev::shop::fairlead:index:EcsEnvironment::dev";
  const component = { urn, type: "fairlead:index:EcsEnvironment" };
  const child = (type: string, id: string) => ({ urn: `${urn}$${type}::dev`, type, id, parent: urn });
  const cluster = child("aws:ecs/cluster:Cluster", "arn:aws:ecs:eu-west-1:123456789012:cluster/fairlead-dev");
  const listener = child("aws:lb/listener:Listener", `${stack.environments[0]?.listeners[0]}`);

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
      "pulumi cannot read its state",
      "echo 'error: incorrect passphrase' >&2; exit 255",
      ["dev"],
      /^pulumi stack export --stack dev failed:\nerror: incorrect passphrase/,
    ],
    ...[cluster, listener].map((held) => [
      `AWS cannot be asked about the ${held.type}`,
      answering({ resources: [component, held] }, { "aws:region": { value: "eu-west-1" } }),
      ["dev", "--yes"],
      /^AWS could not be asked who uses the environment, so nothing was touched: /,
    ]),
  ] as [string, string | undefined, string[], RegExp][]) {
    it(`says so when ${title}, and destroys nothing`, () => {
      const { status, output } = retire(script, ...args);
      assert.equal(status, 2, output);
      assert.match(output, message);
      assert.doesNotMatch(output, /destroyed|^\s+at /m);
    });
  }

  it("destroys what has neither cluster nor listener without asking AWS, for nobody can use it", () => {
    const { status, output } = retire(answering({ resources: [component] }), "dev");
    assert.equal(status, 0, output);
    assert.equal(output, "Nobody else uses environment dev.\ndestroyed\n");
  });

  it("calls an environment as it is called, not as its component", () => {
    const resources = [{ ...component, inputs: { environment: "trial" } }];
    assert.equal(
      retire(answering({ resources }), "dev", "--only-look").output,
      "Nobody else uses environment trial.\n",
    );
  });

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

describe("what retire makes of an AWS that does not know the environment", () => {
  const known = { clusters: [] as string[], listener: false };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString();
      if (body.includes("Action=DescribeRules")) {
        const empty =
          "<DescribeRulesResponse><DescribeRulesResult><Rules/></DescribeRulesResult></DescribeRulesResponse>";
        const none = "<ErrorResponse><Error><Type>Sender</Type><Code>ListenerNotFound</Code></Error></ErrorResponse>";
        response.writeHead(known.listener ? 200 : 400).end(known.listener ? empty : none);
        return;
      }
      const { cluster } = JSON.parse(body) as { cluster: string };
      const found = known.clusters.includes(cluster);
      const arn = `arn:aws:ecs:eu-west-1:123456789012:service/${cluster}/cart`;
      const service = { serviceName: `cart in ${cluster}`, runningCount: 1, taskDefinition: "cart:1", tags: [] };
      const answer = found ? { serviceArns: [arn], services: [service] } : { __type: "ClusterNotFoundException" };
      response.writeHead(found ? 200 : 400, { "content-type": "application/x-amz-json-1.1" });
      response.end(JSON.stringify(answer));
    });
  });
  const aws = { region: "us-west-2", accessKey: "AKIAEXAMPLE", secretKey: "hush" };
  const previous = process.env.AWS_ENDPOINT_URL;

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    process.env.AWS_ENDPOINT_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    if (previous === undefined) delete process.env.AWS_ENDPOINT_URL;
    else process.env.AWS_ENDPOINT_URL = previous;
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => Object.assign(known, { clusters: [], listener: false }));

  it("refuses to call it unused while the state has the cluster, and says where it asked and as whom", async () => {
    await assert.rejects(guestsOf({ ...stack, aws }), ({ message }: Error) => {
      assert.match(message, /^Stack dev has cluster fairlead-dev in its state, and AWS, asked in us-west-2 with the /);
      assert.match(
        message,
        /configured key AKIAEXAMPLE, does not know it, so nothing was touched\. It was made in eu-west-1 /,
      );
      assert.match(message, /of account 123456789012/);
      assert.doesNotMatch(message, /hush|\n/);
      return true;
    });
  });

  it("refuses also while the state has the listener alone", async () => {
    known.clusters = ["fairlead-dev"];
    await assert.rejects(
      guestsOf({ ...stack, aws }),
      /^Error: Stack dev has listener arn:\S+ in its state, and AWS, asked/,
    );
  });

  it("goes on where a destroy has taken both out of the state already", async () => {
    const environments = stack.environments.map((it) => ({ ...it, clusters: [], listeners: [] }));
    assert.deepEqual(await guestsOf({ ...stack, environments, aws }), []);
  });

  it("looks into each environment of a stack", async () => {
    Object.assign(known, { clusters: ["fairlead-dev", "fairlead-two"], listener: true });
    const clusters = ["arn:aws:ecs:eu-west-1:123456789012:cluster/fairlead-two"];
    const two = stack.environments.map((it) => ({ ...it, name: "two", clusters }));
    const both = { ...stack, environments: [...stack.environments, ...two], aws };
    const guests = await guestsOf(both);
    assert.deepEqual(
      guests.map(({ name }) => name),
      ["cart in fairlead-dev", "cart in fairlead-two"],
    );
    assert.match(report(both, guests)[0] ?? "", /^Environments dev, two are used by others/);
  });
});
