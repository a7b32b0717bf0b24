import assert from "node:assert/strict";
import { type DeployerPolicy, deployerPolicy } from "../support/deployerPolicies";
import { createZone } from "../support/engineAws";
import type { Call } from "../support/engineCalls";
import { describeWithEngine } from "../support/engineSuite";
import { needsOf } from "../support/iam/needs";
import { allows, type Need, type PermissionPolicy } from "../support/iam/policy";

const REGION = "ap-southeast-2";

/** The policies that somebody has who deploys a stack. */
const OF_STACK: Readonly<Record<string, readonly DeployerPolicy[]>> = {
  releases: ["releases"],
  dev: ["environment", "nodes", "node-images", "services", "network"],
  prod: ["environment", "nodes", "services", "network", "domain"],
};

/** Services whose resources bear no environment's name, so that in one account policies cannot keep them apart. */
const SHARED = ["acm", "application-autoscaling", "ec2", "elasticloadbalancing", "iam", "logs", "sqs", "ssm"];

/** Actions that are allowed and that this story does not come by. */
const BESIDES = [
  // A replacement of nodes that has not ended when the next one starts; an emulator's has.
  ...["CancelInstanceRefresh", "DescribeInstanceRefreshes"].map((name) => `autoscaling:${name}`),
  // Changes that it does not make.
  ...["DeleteTags"].map((name) => `autoscaling:${name}`),
  ...["ModifyLaunchTemplate", "ModifySecurityGroupRules", "ModifySubnetAttribute"].map((name) => `ec2:${name}`),
  ...["UntagResource", "UpdateCluster"].map((name) => `ecs:${name}`),
  ...[
    ...["AddListenerCertificates", "DescribeListenerCertificates", "ModifyListenerAttributes"],
    ...["ModifyTargetGroup", "RemoveListenerCertificates", "SetRulePriorities", "SetSecurityGroups", "SetSubnets"],
  ].map((name) => `elasticloadbalancing:${name}`),
  "iam:UpdateAssumeRolePolicy",
  "logs:DeleteRetentionPolicy",
  "sqs:SetQueueAttributes",
  // Logs in the bucket, of which an emulator writes none, and what newer providers ask of a bucket.
  ...["DeleteObject", "ListTagsForResource"].map((name) => `s3:${name}`),
  // Why a task has stopped, asked for by the program itself.
  "ecs:DescribeTasks",
  "ecs:ListTasks",
];

describeWithEngine("somebody who deploys with the policies of docs/deployer", REGION, (bench) => {
  let zone = "";
  let previews: readonly Call[] = [];

  const held = (names: readonly DeployerPolicy[] = [], environment: string): PermissionPolicy[] =>
    names.map((name) => deployerPolicy(name, { REGION, ENVIRONMENT: environment, ZONE: zone }));

  /** What calls need and policies do not give: `ACTION RESOURCES`. */
  async function refused(calls: readonly Call[], policies: readonly PermissionPolicy[]): Promise<string[]> {
    return shown((await allNeeds(calls)).filter((need) => !allows(policies, need)));
  }

  before("a zone is there already, and each stack without anything in it", async () => {
    zone = await createZone("example.com", bench.aws);
    bench.project.configure("prod", "zoneId", zone);
    bench.project.configure("dev", "nodeImages", { x86_64: "ami-0123456789abcdef0" });
    // The emulator is spoken to without TLS, and refuses whatever a bucket without it says, as AWS would.
    bench.project.edit("components/environment/privateBucket.ts", 'Action: "s3:*"', 'Action: "s3:PutBucketAcl"');
    for (const stack of Object.keys(OF_STACK)) await bench.project.create(stack);
  });

  it("may preview every stack with the policy of previews", async () => {
    await bench.project.succeed("preview", "releases");
    const begin = bench.calls.length;
    await bench.project.succeed("up", "releases");
    const end = bench.calls.length;
    for (const stack of ["dev", "prod"]) await bench.project.succeed("preview", stack);
    previews = [...bench.calls.slice(0, begin), ...bench.calls.slice(end)];
    assert.ok(previews.some(({ operation }) => operation === "DescribeTaskDefinition"));
    assert.deepEqual(await refused(previews, held(["preview"], "")), []);
  });

  it("may make every stack, change it, refresh it and destroy it", async () => {
    for (const stack of ["releases", "dev", "prod"]) {
      await bench.project.succeed("up", stack);
      await bench.project.succeed("refresh", stack);
      assert.deepEqual((await bench.project.succeed("up", stack)).changes, []);
    }
    bench.project.edit("stacks/shop.ts", "eclipse-temurin:21-jdk", "eclipse-temurin:25-jdk");
    await bench.project.succeed("up", "releases");
    for (const stack of ["dev", "prod"]) {
      bench.project.configure(stack, "pins.search", 2);
      bench.project.configure(stack, "jobs.report.enabled", false);
      bench.project.configure(stack, "services.search.hosts", ["find.example.com"]);
      bench.project.configure(stack, "pools.spot.maxNodes", 5);
    }
    bench.project.configure("prod", "protect", false);
    bench.project.configure("dev", "nodeImages.x86_64", "ami-0fedcba9876543210");
    bench.project.edit("node-image/ansible/daemons.json", "[]", "[ ]");
    for (const stack of ["dev", "prod"]) await bench.project.succeed("up", stack);
    for (const stack of ["prod", "dev", "releases"]) await bench.project.succeed("destroy", stack);

    for (const [stack, names] of Object.entries(OF_STACK)) {
      const calls = bench.calls.filter((call) => call.stack === stack && !previews.includes(call));
      assert.ok(calls.some(({ operation }) => operation.startsWith("Delete")));
      assert.deepEqual(await refused(calls, held(names, stack)), [], stack);
    }
  });

  it("of dev may not touch what bears the name of prod", async () => {
    const calls = bench.calls.filter((call) => call.stack === "prod" && !previews.includes(call));
    const changing = (await allNeeds(calls)).filter(({ resources }) => !resources.includes("*"));
    const reached = changing.filter((need) => allows(held(OF_STACK.dev, "dev"), need));
    assert.ok(changing.length > reached.length);
    const services = new Set(reached.map(({ action }) => action.split(":")[0] ?? ""));
    assert.deepEqual(
      [...services].filter((service) => !SHARED.includes(service)),
      [],
    );
    const named = reached.filter(({ resources }) => resources.some((arn) => /\bfairlead[-/]prod\b|\/prod-/.test(arn)));
    assert.deepEqual(shown(named), []);
  });

  it("is allowed nothing that no call needs, but for what is said here", async () => {
    const needed = new Set((await allNeeds(bench.calls)).map(({ action }) => action));
    const policies = [held(["preview"], ""), ...Object.entries(OF_STACK).map(([stack, names]) => held(names, stack))];
    const allowed = new Set(policies.flat().flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action)));
    assert.deepEqual([...allowed].filter((action) => !needed.has(action)).sort(), [...BESIDES].sort());
  });
});

async function allNeeds(calls: readonly Call[]): Promise<Need[]> {
  return (await Promise.all(calls.map(needsOf))).flat();
}

function shown(needs: readonly Need[]): string[] {
  return [...new Set(needs.map(({ action, resources }) => `${action} ${resources.join(" ")}`))].sort();
}
