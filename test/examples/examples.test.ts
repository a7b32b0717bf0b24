import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { judgeInProcess, loadPack } from "../../tools/preview/packHost";
import { readProject, readStackConfig } from "../../tools/preview/settings";
import { describedRelease, environmentReference } from "../support/builders";
import { installExample } from "../support/packed";
import { ofType, recorded } from "../support/recorder";

const root = join(__dirname, "../..");
const pack = loadPack(join(root, "policy", "pack.ts"));
const role = (team: string) => `arn:aws:iam::123456789012:role/fairlead/eu-central-1/dev/${team}/x`;

const reference = environmentReference({
  environment: "prod",
  profile: "production",
  teams: { checkout: { priorityBlock: 2 }, payments: { priorityBlock: 3 } },
});

/** What there is in AWS, and in the other stack: the environment, and the releases of the team. */
const surroundings = (team: string) => ({
  answers: {
    "aws:ssm/getParameter:getParameter": ({ name }: Readonly<Record<string, unknown>>) =>
      name === "/fairlead/dev/reference" ? { name, type: "String", value: JSON.stringify(reference) } : `no ${name}`,
    "aws:ecs/getTaskDefinition:getTaskDefinition": () =>
      describedRelease({ executionRoleArn: role(team), taskRoleArn: role(team) }),
  },
  stackOutputs: { "organization/fairlead/dev": { reference } },
});

for (const [name, team, made] of [
  [
    "team-service",
    "checkout",
    {
      "aws:ecs/service:Service": ["cart"],
      "aws:ecs/taskDefinition:TaskDefinition": ["checkout-cart", "checkout-sweep"],
      "aws:lb/listenerRule:ListenerRule": ["cart-1"],
      "aws:scheduler/schedule:Schedule": ["sweep"],
    },
  ],
  [
    "team-service-stackref",
    "payments",
    { "aws:ecs/service:Service": ["ledger"], "aws:ecs/taskDefinition:TaskDefinition": ["payments-ledger"] },
  ],
] as const) {
  describe(`the example ${name}`, () => {
    const folder = join(root, "examples", name);
    const run = async (changes: Record<string, string> = {}) => {
      const { config } = readStackConfig(readProject(folder), "dev");
      const program = () => {
        delete require.cache[require.resolve(folder)];
        return require(folder);
      };
      // Production, by the environment that it reads, whatever its own stack is called.
      return recorded(program, {
        project: name,
        stack: "dev",
        config: { ...config, ...changes },
        ...surroundings(team),
      });
    };

    it("makes its services, jobs and releases, and nothing of the environment", async () => {
      const { resources } = await run({ [`${name}:capacity`]: JSON.stringify({ "on-demand": { base: 1 }, spot: {} }) });
      for (const [type, names] of Object.entries(made)) {
        assert.deepEqual(
          ofType(resources, type)
            .map(({ name }) => name)
            .sort(),
          names,
        );
      }
      const types = new Set(resources.map(({ type }) => type));
      for (const type of [
        "aws:ecs/cluster:Cluster",
        "aws:lb/listener:Listener",
        "aws:ecs/capacityProvider:CapacityProvider",
      ]) {
        assert.ok(!types.has(type), type);
      }
    });

    it("passes both policies with a base on demand, and is refused in production with spot alone", async () => {
      const mixed = await run({ [`${name}:capacity`]: JSON.stringify({ "on-demand": { base: 1 }, spot: {} }) });
      assert.deepEqual(await judgeInProcess(pack, mixed), []);
      const spot = await run({ [`${name}:capacity`]: JSON.stringify({ spot: {} }) });
      const violations = await judgeInProcess(pack, spot);
      assert.deepEqual(
        violations.map(({ policy, level }) => ({ policy, level })),
        [{ policy: "prod-not-all-spot", level: "mandatory" }],
      );
    });

    it("compiles with the packed library", () => {
      const copy = installExample(name);
      try {
        const compilerOptions = {
          module: "nodenext",
          target: "es2022",
          strict: true,
          noEmit: true,
          skipLibCheck: true,
          types: ["node"],
        };
        writeFileSync(join(copy, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["index.ts"] }));
        execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", copy], {
          stdio: ["ignore", "inherit", "inherit"],
        });
      } finally {
        rmSync(copy, { recursive: true });
      }
    });
  });
}
