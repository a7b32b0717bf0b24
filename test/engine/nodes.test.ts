import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packNodeBundle } from "../../node-image/bundle";
import { servicesOf } from "../support/engineAws";
import { inventory, unseen } from "../support/engineInventory";
import {
  drainingOf,
  type NamedBundle,
  namedBundle,
  nodesOf,
  protectNodes,
  refreshesOf,
  sha256Of,
  versionsIn,
} from "../support/engineNodes";
import { describeWithEngine } from "../support/engineSuite";
import { missingForNode, NodeMachine } from "../support/nodeMachine";

const REGION = "eu-south-1";
const IMAGES = { first: "ami-0123456789abcdef0", next: "ami-0fedcba9876543210" };
const ENVIRONMENTS = ["dev", "stage"] as const;
const UNNEEDED = ["services.search", "services.storefront", "workers.mailer", "jobs.report", "jobs.prices"];

describeWithEngine("nodes that configure themselves", REGION, (bench) => {
  const images = async (environment: string) => [
    ...new Set((await nodesOf(environment, bench.aws)).map(({ ImageId }) => ImageId)),
  ];

  /** All of an environment that another one's update must not touch. */
  const everythingOf = async (environment: string) => {
    const bundle = await namedBundle(environment, bench.aws);
    return {
      bundle,
      versions: await versionsIn(bundle.bucket, bench.aws),
      nodes: (await nodesOf(environment, bench.aws)).map(({ InstanceId, ImageId }) => [InstanceId, ImageId]).sort(),
      refreshes: await refreshesOf(environment, bench.aws),
      services: await servicesOf(`fairlead-${environment}`, bench.aws),
      templates: (await inventory(bench.aws)).launchTemplates?.filter((name) => name.startsWith(`${environment}-`)),
    };
  };

  /** A role that makes a file of its own, as somebody who changes what nodes are writes it. */
  const changeRole = (text: string) => {
    const folder = join(bench.project.folder, "node-image/ansible/roles/example/tasks");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "main.yml"), `# ${text}\n[]\n`);
  };

  before("dev and stage pin an image of their own, and run one service", async () => {
    // The emulator is spoken to without TLS, and refuses whatever a bucket without it says, as AWS would.
    bench.project.edit("components/environment/privateBucket.ts", 'Action: "s3:*"', 'Action: "s3:PutBucketAcl"');
    for (const stack of ENVIRONMENTS) {
      for (const part of UNNEEDED) bench.project.configure(stack, part, undefined);
      bench.project.configure(stack, "nodeImages", { x86_64: IMAGES.first });
    }
    bench.project.configure("stage", "zoneId", undefined);
    bench.project.configure("stage", "httpOnly", true);
    await bench.project.create("releases");
    await bench.project.succeed("up", "releases");
    for (const stack of ENVIRONMENTS) await bench.project.create(stack);
  });

  it("come up with the image that is pinned, and services run on them", async () => {
    for (const stack of ENVIRONMENTS) {
      await bench.project.succeed("up", stack);
      assert.deepEqual(await images(stack), [IMAGES.first]);
      for (const { Tags = [] } of await nodesOf(stack, bench.aws)) {
        const tags = Object.fromEntries(Tags.map(({ Key = "", Value }) => [Key, Value]));
        assert.equal(tags["fairlead:reserved-memory-mib"], "256");
        assert.match(tags["fairlead:pool"] ?? "", new RegExp(`^${stack}-`));
      }
      for (const { desired, running } of await servicesOf(`fairlead-${stack}`, bench.aws)) {
        assert.equal(running, desired);
      }
    }
  });

  it("find the playbooks of this repository in their own environment's bucket, with the checksum that they are told", async () => {
    const { sha256 } = await packNodeBundle(join(bench.project.folder, "node-image/ansible"));
    const bundles = await Promise.all(ENVIRONMENTS.map((stack) => namedBundle(stack, bench.aws)));
    for (const bundle of bundles) {
      assert.equal(bundle.sha256, sha256);
      assert.equal(await sha256Of(bundle, bench.aws), sha256);
    }
    assert.notEqual(bundles[0]?.bucket, bundles[1]?.bucket);
  });

  it("make nothing that these tests would not see in AWS, and nothing anew by a second update or a refresh", async () => {
    assert.deepEqual(unseen(await bench.project.resources("dev"), await bench.made()), []);
    for (const stack of ENVIRONMENTS) {
      assert.deepEqual((await bench.project.succeed("preview", stack)).changes, []);
      assert.deepEqual((await bench.project.succeed("up", stack)).changes, []);
    }
    assert.deepEqual((await bench.project.succeed("refresh", "dev")).changes, []);
    assert.deepEqual((await bench.project.succeed("preview", "dev")).changes, []);
  });

  it("run the bundle of their environment once they have started, by their own script", async function () {
    const missing = missingForNode(bench.environment);
    if (missing !== undefined) {
      console.log(`      A node's own script is not run: ${missing}.`);
      return this.skip();
    }
    const machine = new NodeMachine("dev", REGION, bench.environment);
    try {
      const { result, bundle, problem } = await machine.boot();
      assert.deepEqual({ result, problem }, { result: "ok", problem: null });
      assert.equal(bundle, (await namedBundle("dev", bench.aws)).sha256);
      assert.match(machine.read("shared.json"), /MY_ENVIRONMENT/);
      changeRole("what a node has got by itself");
      await bench.project.succeed("up", "dev");
      assert.equal((await machine.boot()).bundle, (await namedBundle("dev", bench.aws)).sha256);
      assert.match(machine.read("roles/example/tasks/main.yml"), /what a node has got by itself/);
    } finally {
      machine.remove();
    }
  });

  it("of dev alone are given a changed role by dev's update, and no node is replaced for it", async () => {
    const [dev, stage] = [await everythingOf("dev"), await everythingOf("stage")];
    changeRole("another");
    const { changes } = await bench.project.succeed("up", "dev");
    assert.deepEqual(changes, [
      "update aws:s3/bucketObjectv2:BucketObjectv2 dev-node-bundle",
      "update aws:ssm/parameter:Parameter dev-node-bundle",
    ]);
    assert.deepEqual(await everythingOf("stage"), stage);
    const after = await everythingOf("dev");
    const { sha256 } = await packNodeBundle(join(bench.project.folder, "node-image/ansible"));
    assert.notEqual(sha256, dev.bundle.sha256);
    assert.equal(after.bundle.sha256, sha256);
    assert.equal(await sha256Of(after.bundle, bench.aws), sha256);
    assert.deepEqual({ ...after, bundle: dev.bundle, versions: dev.versions }, dev);
    assert.deepEqual((await bench.project.succeed("preview", "dev")).changes, []);
  });

  it("still find what the parameter has named before", async () => {
    const { versions, bundle } = await everythingOf("dev");
    assert.ok(versions.length > 1);
    const before: NamedBundle = { ...bundle, version: versions[1] ?? "" };
    assert.notEqual(await sha256Of(before, bench.aws), bundle.sha256);
  });

  it("of dev alone are replaced for a new image that dev pins, protected ones too, and drained first", async () => {
    bench.project.configure("dev", "nodeImages.x86_64", IMAGES.next);
    await protectNodes("dev", bench.aws);
    const [dev, stage] = [await everythingOf("dev"), await everythingOf("stage")];
    const { changes } = await bench.project.succeed("up", "dev");
    assert.deepEqual(changes, [
      "update aws:autoscaling/group:Group dev-spot-nodes",
      "update aws:ec2/launchTemplate:LaunchTemplate dev-spot-nodes",
      "update fairlead:index:EcsEnvironment dev",
      "update fairlead:index:SpotCapacity dev-spot",
    ]);
    const started = (await refreshesOf("dev", bench.aws)).map(({ Status, Preferences }) => [
      Status,
      Preferences?.ScaleInProtectedInstances,
      Preferences?.MinHealthyPercentage,
    ]);
    assert.deepEqual(started, [["Successful", "Refresh", 100]]);
    assert.deepEqual(await images("dev"), [IMAGES.next]);
    const kept = (await nodesOf("dev", bench.aws)).filter(({ InstanceId }) => dev.nodes.flat().includes(InstanceId));
    assert.deepEqual(kept, []);
    assert.deepEqual(await drainingOf("dev", bench.aws), ["ENABLED"]);
    const bundle = await namedBundle("dev", bench.aws);
    assert.deepEqual(bundle, dev.bundle);
    assert.deepEqual(await everythingOf("stage"), stage);
    assert.deepEqual((await bench.project.succeed("preview", "dev")).changes, []);
  });

  it("are told by their user data again, and what they were configured from goes, where the pin is taken away", async () => {
    bench.project.configure("dev", "nodeImages", undefined);
    const { changes } = await bench.project.succeed("up", "dev");
    assert.ok(changes.includes("delete aws:s3/bucket:Bucket dev-node-bundle"));
    assert.ok(changes.includes("delete aws:ssm/parameter:Parameter dev-node-bundle"));
    assert.ok(changes.includes("update aws:iam/rolePolicy:RolePolicy dev-node"));
    assert.ok(!(await images("dev")).includes(IMAGES.next));
    bench.project.configure("dev", "nodeImages", { x86_64: IMAGES.next });
    await bench.project.succeed("up", "dev");
    changeRole("one more");
    await bench.project.succeed("up", "dev");
  });

  it("leave nothing when the stacks are destroyed, versions of bundles included", async () => {
    for (const stack of [...ENVIRONMENTS, "releases"]) await bench.project.succeed("destroy", stack);
    assert.deepEqual(await bench.made(), {});
  });
});
