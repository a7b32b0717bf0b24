import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { DescribeTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { GetRoleCommand, ListRolePoliciesCommand } from "@aws-sdk/client-iam";
import { lastOf } from "../../tools/aws";
import { type Engine, findEngine } from "../support/engine";
import { activeRevisions, type Clients, clientsFor, imagesOf, servicesOf } from "../support/engineAws";
import { describeWithEngine } from "../support/engineSuite";

const REGION = "sa-east-1";
const IMAGE = "public.ecr.aws/docker/library/busybox:1.37";
const ACCOUNTS = { dev: "111111111111", stage: "222222222222" };
const OLD_IMAGE = "public.ecr.aws/docker/library/busybox:1.36";

/** Names of the two roles of a revision, which are there and have a policy of the execution role. */
async function rolesOf(taskDefinition: string, { ecs, iam }: Clients): Promise<string[]> {
  const { taskDefinition: found } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  const [execution, task] = [lastOf(found?.executionRoleArn), lastOf(found?.taskRoleArn)];
  for (const RoleName of [execution, task]) await iam.send(new GetRoleCommand({ RoleName }));
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName: execution }));
  assert.equal(PolicyNames.length, 1);
  return [execution, task];
}

describeWithEngine("two environments in accounts of their own", REGION, (bench) => {
  let other: Engine | undefined;
  let theirs: Clients;
  const elsewhere = () => bench.project.with({ AWS_ENDPOINT_URL: other?.endpoint });

  before("dev is in the one account, stage in the other, and each has releases", async function () {
    const offer = findEngine();
    // An emulator that was there already is the only one.
    if (process.env.RIG === undefined || "missing" in offer) return this.skip();
    other = await offer.start();
    theirs = clientsFor(other.endpoint, REGION);
    bench.project.edit("Pulumi.yaml", "[dev, stage, prod]", "[dev, stage]");
    rmSync(join(bench.project.folder, "Pulumi.prod.yaml"));
    bench.project.configure("releases-two", "kind", "releases");
    bench.project.configure("stage", "services", {});
    bench.project.configure("stage", "jobs", {});
    bench.project.configure("stage", "zoneId", undefined);
    bench.project.configure("stage", "httpOnly", true);
    for (const stack of ["releases", "releases-two"]) {
      bench.project.configure(stack, "accounts", ACCOUNTS);
      bench.project.configure(stack, "roleNames", "fixed");
      await bench.project.create(stack);
    }
    await bench.project.create("stage");
    await bench.project.create("dev");
    bench.project.configure("dev", "aws:region", REGION);
    for (const stack of ["releases-two", "stage"]) {
      bench.project.configure(stack, "aws:endpoints", [{ ecs: other.endpoint, scheduler: other.endpoint }]);
    }
  });
  after(() => other?.stop());

  it("count revisions of the same release apart", async () => {
    await bench.project.succeed("up", "releases");
    bench.project.edit("stacks/shop.ts", IMAGE, OLD_IMAGE);
    await elsewhere().succeed("up", "releases-two");
    bench.project.edit("stacks/shop.ts", OLD_IMAGE, IMAGE);
    assert.deepEqual(await imagesOf("mailer:1", bench.aws), [IMAGE]);
    assert.deepEqual(await imagesOf("mailer:1", theirs), [OLD_IMAGE]);
  });

  it("do not pass for the same because their numbers are, and nothing is promoted that the other account has not got", async () => {
    const check = await bench.project.script("promote", "--check");
    assert.equal(check.code, 1, check.output);
    assert.match(
      check.output,
      /^Pulumi\.stage\.yaml: pins\.mailer is 1, and no line of releases\.ledger\.jsonl says that dev has /m,
    );
    const { code, output } = await bench.project.script("promote", "mailer", "--to", "stage");
    assert.equal(code, 1, output);
    assert.match(
      output,
      /^Where stack stage is, no active revision of mailer has the content that dev runs as mailer:1 \(hash /,
    );
  });

  it("run the same content by different numbers after a promotion", async () => {
    await elsewhere().succeed("up", "releases-two");
    const unrun = await bench.project.script("promote", "mailer", "--to", "stage");
    assert.equal(unrun.code, 1, unrun.output);
    assert.match(unrun.output, /^dev pins mailer:1, and there is no cluster fairlead-dev\. .*`pulumi up --stack dev`/m);
    await bench.project.succeed("up", "dev");
    const { code, output } = await bench.project.script("promote", "--all", "--to", "stage");
    assert.equal(code, 0, output);
    assert.match(output, /^mailer: stage goes from 1 to 2, as dev has it by the number 1$/m);
    assert.match(output, /^search: stage pins 1 already, which releases\.ledger\.jsonl did not say\.$/m);
    const check = await bench.project.script("promote", "--check");
    assert.equal(check.code, 0, check.output);
    await elsewhere().succeed("up", "stage");
    const [mailer] = await servicesOf("fairlead-stage", theirs);
    assert.deepEqual(
      mailer?.deployments.map(({ release }) => release),
      ["mailer:2"],
    );
    assert.deepEqual(await imagesOf("mailer:2", theirs), [IMAGE]);
    assert.deepEqual(await servicesOf("fairlead-stage", bench.aws).catch(() => []), []);
  });

  it("have the same names of roles in both, by different numbers", async () => {
    const names = [`mailer-execution-${REGION}`, `mailer-task-${REGION}`];
    assert.deepEqual(await rolesOf("mailer:1", bench.aws), names);
    assert.deepEqual(await rolesOf("mailer:2", theirs), names);
    assert.deepEqual(
      (await activeRevisions(bench.aws)).filter((release) => release === "mailer:2"),
      [],
    );
  });

  it("are both looked into before revisions are pruned", async () => {
    const { code, output } = await bench.project.script("prune", "--keep", "1");
    assert.equal(code, 0, output);
    assert.equal(output.match(/^Account 123456789012, sa-east-1$/gm)?.length, 2);
    assert.match(output, /^ {4}1 +stays: .*what stage goes back to/m);
  });

  it("leave roles the names that they have when nobody asks for them any more", async () => {
    bench.project.configure("releases", "roleNames", undefined);
    const { changes } = await bench.project.succeed("up", "releases");
    assert.deepEqual(
      [...new Set(changes.map((change) => change.split(" ", 2).join(" ")))],
      ["update fairlead:index:TaskRelease"],
    );
  });

  it("take fixed names later, with new revisions; those of before keep their roles only where the engine forgot them", async () => {
    const urns = (await rolesIn("releases")).filter((urn) => /::(mailer|search)-/.test(urn));
    await bench.project.succeed("up", "releases", ...urns.flatMap((urn) => ["--replace", urn]));
    const [mailer, search] = [await rolesOf("mailer:2", bench.aws), await rolesOf("search:2", bench.aws)];
    for (const name of [...mailer, ...search]) assert.match(name, /-[0-9a-f]{7}$/);

    const forget = ["state", "delete", "--stack", "releases", "--yes", "--target-dependents"];
    const at = { cwd: bench.project.folder, env: bench.environment };
    for (const urn of urns.filter((urn) => urn.includes("::mailer-"))) {
      await promisify(execFile)("pulumi", [...forget, urn], at);
    }
    bench.project.configure("releases", "roleNames", "fixed");
    await bench.project.succeed("up", "releases");
    for (const part of ["mailer", "search"]) {
      const names = [`${part}-execution-${REGION}`, `${part}-task-${REGION}`];
      assert.deepEqual(await rolesOf(`${part}:3`, bench.aws), names);
    }
    assert.deepEqual(await rolesOf("mailer:2", bench.aws), mailer);
    await assert.rejects(rolesOf("search:2", bench.aws), { name: "NoSuchEntityException" });
    assert.deepEqual((await bench.project.succeed("preview", "releases")).changes, []);
  });

  /** URNs of a stack's roles. */
  async function rolesIn(stack: string): Promise<string[]> {
    const resources = await bench.project.resources(stack);
    return resources.filter(({ type }) => type === "aws:iam/role:Role").map(({ urn }) => urn);
  }
});
