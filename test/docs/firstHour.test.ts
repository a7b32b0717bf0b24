import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type PoolArgs, planPool } from "fairlead";
import { parse } from "yaml";
import { configured, ENVIRONMENTS, STACKS } from "../support/stacks";

const docs = join(__dirname, "../../docs");
const page = readFileSync(join(docs, "first-hour.md"), "utf8");

/** vCPUs of a pool of the committed stacks when it is full. */
function vcpus(pool: PoolArgs): number {
  return (planPool(pool).plan.schedulable.cpuUnits / 1024) * pool.maxNodes;
}

/** What the committed stacks take of a quota, as the page writes it: `dev 12, prod 24`. */
function written(of: (stack: string) => number): string {
  return ENVIRONMENTS.map((stack) => [stack, of(stack)] as const)
    .filter(([, amount]) => amount > 0)
    .map(([stack, amount]) => `${stack} ${amount}`)
    .join(", ");
}

function vcpusOf(stack: string, market: string): number {
  const pools = Object.values(configured<Record<string, PoolArgs>>(stack, "pools"));
  return pools.filter((pool) => pool.market === market).reduce((sum, pool) => sum + vcpus(pool), 0);
}

describe("docs/first-hour.md", () => {
  it("says what the committed stacks take of the quotas of nodes", () => {
    assert.ok(page.includes(`\`L-34B43A08\` | ${written((stack) => vcpusOf(stack, "spot"))} |`));
    assert.ok(page.includes(`\`L-1216C47A\` | ${written((stack) => vcpusOf(stack, "on-demand"))} |`));
  });

  it("says how many addresses their NAT gateways take", () => {
    const gateways = (stack: string) => {
      const { zones, natGateways } = configured<{ zones: number; natGateways: string }>(stack, "network");
      return natGateways === "one-per-zone" ? zones : 1;
    };
    assert.ok(page.includes(`one for each NAT gateway: ${written(gateways)}.`));
    assert.equal(
      ENVIRONMENTS.reduce((sum, stack) => sum + gateways(stack), 0),
      5,
    );
  });
});

describe("docs/ci", () => {
  const workflow = parse(readFileSync(join(docs, "ci/github.yaml"), "utf8"));
  const { preview, deploy } = workflow.jobs;

  it("previews every stack on pull requests with a role that changes nothing", () => {
    assert.deepEqual(preview.strategy.matrix.stack, STACKS);
    assert.match(preview.if, /== 'pull_request'$/);
    const [role] = rolesOf(preview);
    assert.match(role ?? "", /role\/fairlead-preview$/);
    assert.deepEqual(commandsOf(preview), ["preview"]);
  });

  it("updates one stack after the other on main, releases first and prod last, each behind its environment", () => {
    assert.deepEqual(deploy.strategy, { "max-parallel": 1, matrix: { stack: STACKS } });
    assert.deepEqual(workflow.on.push, { branches: ["main"] });
    assert.match(deploy.if, /== 'push'$/);
    assert.equal(deploy.environment, `\${{ matrix.stack }}`);
    assert.deepEqual(commandsOf(deploy), ["up"]);
  });

  it("judges by the policies wherever Pulumi runs, as they are built then", () => {
    for (const { steps } of [preview, deploy]) {
      const at = (found: (step: Step) => boolean) => steps.findIndex(found);
      const pulumi = at(({ uses }) => uses?.startsWith("pulumi/actions") === true);
      assert.equal(steps[pulumi].with.policyPacks, "policy");
      const build = at(({ run }) => run === "npm run build");
      assert.ok(build >= 0 && build < pulumi);
    }
  });

  for (const [file, subject] of [
    ["trust-deploy", "SUBJECT:environment:STACK"],
    ["trust-preview", "SUBJECT:pull_request"],
  ]) {
    it(`${file}.json trusts one subject and nobody else`, () => {
      const { Statement } = JSON.parse(readFileSync(join(docs, "ci", `${file}.json`), "utf8"));
      assert.equal(Statement.length, 1);
      assert.deepEqual(Statement[0].Condition, {
        StringEquals: {
          "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
          "token.actions.githubusercontent.com:sub": subject,
        },
      });
    });
  }
});

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
}

function rolesOf({ steps }: { steps: Step[] }): (string | undefined)[] {
  return steps.filter(({ uses }) => uses?.startsWith("aws-actions/")).map((step) => step.with?.["role-to-assume"]);
}

function commandsOf({ steps }: { steps: Step[] }): (string | undefined)[] {
  return steps.filter(({ uses }) => uses?.startsWith("pulumi/actions")).map((step) => step.with?.command);
}
