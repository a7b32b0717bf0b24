import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { EcsEnvironment, type EcsEnvironmentArgs, poolsOnOwnImages } from "fairlead";
import { textAt } from "../../../tools/preview/properties";
import type { RecordedResource } from "../../../tools/preview/recorder";
import { environmentArgs, LARGE } from "../../support/builders";
import { bundleWith } from "../../support/nodeBundle";
import { errorsOf, madeDespiteErrors, ofType, one, registered } from "../../support/recorder";

const BUCKET = "aws:s3/bucket:Bucket";
const OBJECT = "aws:s3/bucketObjectv2:BucketObjectv2";
const PARAMETER = "aws:ssm/parameter:Parameter";
const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const BUNDLE = "eu-node-bundle";
const IMAGE = "ami-0123456789abcdef0";

const spotPool = { market: "spot", instanceTypes: LARGE, maxNodes: 6 } as const;
const gravitonPool = { ...spotPool, instanceTypes: ["m7g.large", "m6g.large", "m8g.large", "m7gd.large"] };

const program = (changes: Partial<EcsEnvironmentArgs>) => () =>
  new EcsEnvironment(
    "eu",
    environmentArgs({ nodeImages: { x86_64: IMAGE }, nodeBundlePath: bundleWith("one"), ...changes }),
  );
const environment = (changes: Partial<EcsEnvironmentArgs> = {}, options = {}) => registered(program(changes), options);

/** What the nodes' role allows, in the order of the policy. */
function statementsOf(resources: readonly RecordedResource[]) {
  const { inputs } = one(resources, "aws:iam/rolePolicy:RolePolicy", "eu-node");
  return JSON.parse(String(inputs.policy)).Statement as { Action: string | string[]; Resource: string }[];
}

/** What a node is told at its start. */
function userDataOf(resources: readonly RecordedResource[], pool: string): string {
  const { inputs } = one(resources, TEMPLATE, `eu-${pool}-nodes`);
  return Buffer.from(String(inputs.userData), "base64").toString("utf8");
}

const imageOf = (resources: readonly RecordedResource[], pool: string) =>
  one(resources, TEMPLATE, `eu-${pool}-nodes`).inputs.imageId;

describe("images of one's own in an environment", () => {
  it("run in the pools of their architecture that name no image, and are told environment and cluster only", async () => {
    const pools = {
      own: spotPool,
      stock: { ...spotPool, imageId: "ami-00000000" },
      graviton: gravitonPool,
    };
    const resources = await environment({ pools }, { preview: false });
    assert.deepEqual(poolsOnOwnImages({ pools, nodeImages: { x86_64: IMAGE } }), { own: "x86_64" });
    assert.equal(imageOf(resources, "own"), IMAGE);
    assert.equal(
      userDataOf(resources, "own"),
      `#cloud-config
write_files:
  - path: /etc/fairlead/node
    permissions: "0644"
    content: |
      ENVIRONMENT=eu
      ECS_CLUSTER=fairlead-eu
`,
    );
    assert.equal(imageOf(resources, "stock"), "ami-00000000");
    assert.match(String(imageOf(resources, "graviton")), /^resolve:ssm:.*arm64/);
    for (const pool of ["stock", "graviton"]) assert.match(userDataOf(resources, pool), /^#!\/bin\/bash\n/);
  });

  it("are two where there are two architectures", async () => {
    const arm64 = "ami-0fedcba9876543210";
    const resources = await environment({
      pools: { own: spotPool, graviton: gravitonPool },
      nodeImages: { x86_64: IMAGE, arm64 },
    });
    assert.deepEqual([imageOf(resources, "own"), imageOf(resources, "graviton")], [IMAGE, arm64]);
  });

  it("learn from their tags what user data tells the others, and from the template, so that a change rolls them", async () => {
    const pools = { own: { ...spotPool, reservedMemoryMiB: 700 }, stock: { ...spotPool, imageId: "ami-00000000" } };
    const resources = await environment({ pools });
    type Tags = { resourceType: string; tags: Record<string, string> }[];
    const tagsOf = (pool: string) =>
      (one(resources, TEMPLATE, `eu-${pool}-nodes`).inputs.tagSpecifications as Tags).find(
        ({ resourceType }) => resourceType === "instance",
      )?.tags;
    const known = { Name: "eu-own", env: "eu", "fairlead:pool": "eu-own" };
    assert.deepEqual(tagsOf("own"), { ...known, "fairlead:reserved-memory-mib": "700" });
    assert.equal(tagsOf("stock")?.["fairlead:reserved-memory-mib"], undefined);
    const group = one(resources, "aws:autoscaling/group:Group", "eu-own-nodes").inputs;
    const onNodes = (group.tags as { key: string; value: string }[]).map(({ key, value }) => [key, value]);
    assert.deepEqual(Object.fromEntries(onNodes)["fairlead:reserved-memory-mib"], "700");
  });

  it("let their nodes read one parameter and versions of one object, and say how it went, and nothing more", async () => {
    const stock = statementsOf(await environment({ nodeImages: undefined, nodeBundlePath: undefined }));
    const resources = await environment({}, { preview: false });
    const bucket = one(resources, BUCKET, BUNDLE).outputs.arn;
    assert.deepEqual(statementsOf(resources), [
      ...stock,
      {
        Effect: "Allow",
        Action: "ssm:GetParameter",
        Resource: "arn:aws:ssm:eu-west-1:123456789012:parameter/fairlead/eu/node-bundle",
      },
      { Effect: "Allow", Action: "s3:GetObjectVersion", Resource: `${bucket}/node-bundle.tar` },
      {
        Effect: "Allow",
        Action: "cloudwatch:PutMetricData",
        Resource: "*",
        Condition: { StringEquals: { "cloudwatch:namespace": "Fairlead/Nodes" } },
      },
    ]);
    const actions = stock.flatMap(({ Action }) => Action);
    assert.ok(!actions.some((action) => /^s3:|GetParameter|PutMetricData/.test(action)));
  });

  it("find the bundle by its version, and the checksum of the very file, in a parameter", async () => {
    const path = bundleWith("two");
    const resources = await environment({ nodeBundlePath: path }, { preview: false });
    const { inputs } = one(resources, PARAMETER, BUNDLE);
    assert.equal(inputs.name, "/fairlead/eu/node-bundle");
    assert.deepEqual(JSON.parse(textAt(inputs, "value")), {
      format: 1,
      bucket: one(resources, BUCKET, BUNDLE).outputs.id,
      key: "node-bundle.tar",
      version: one(resources, OBJECT).outputs.versionId,
      sha256: createHash("sha256").update(readFileSync(path)).digest("hex"),
    });
  });

  it("start when their parameter is there, which is written after the object, and that when the bucket keeps versions", async () => {
    const resources = await environment();
    const object = one(resources, OBJECT, BUNDLE);
    for (const type of ["bucketVersioning:BucketVersioning", "bucketPolicy:BucketPolicy"]) {
      assert.ok(object.dependencies.includes(one(resources, `aws:s3/${type}`, BUNDLE).urn), type);
    }
    const parameter = one(resources, PARAMETER, BUNDLE);
    assert.ok(parameter.dependencies.includes(object.urn));
    for (const template of ofType(resources, TEMPLATE)) assert.ok(template.dependencies.includes(parameter.urn));
  });

  it("are known in a preview although the bundle's version is not", async () => {
    const resources = await environment({}, { preview: true });
    assert.equal(imageOf(resources, "spot"), IMAGE);
  });

  it("have a bucket without public access, encrypted and with TLS only, which a destroy empties unless it is protected", async () => {
    for (const [profile, forceDestroy] of [
      ["staging", true],
      ["production", false],
    ] as const) {
      const resources = await environment({ profile });
      const part = (type: string) => one(resources, `aws:s3/${type}`, BUNDLE).inputs;
      assert.equal(part("bucket:Bucket").forceDestroy, forceDestroy);
      const closed = part("bucketPublicAccessBlock:BucketPublicAccessBlock");
      for (const way of ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"]) {
        assert.equal(closed[way], true, way);
      }
      const { rules } = part("bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration");
      assert.deepEqual(rules, [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }]);
      assert.deepEqual(part("bucketVersioning:BucketVersioning").versioningConfiguration, { status: "Enabled" });
    }
    const resources = await environment({}, { preview: false });
    const statements = JSON.parse(String(one(resources, "aws:s3/bucketPolicy:BucketPolicy", BUNDLE).inputs.policy));
    assert.deepEqual(
      statements.Statement.map(({ Effect, Condition }: Record<string, unknown>) => [Effect, Condition]),
      [["Deny", { Bool: { "aws:SecureTransport": "false" } }]],
    );
  });

  it("lose no version that a node may still read: the present one stays, and those before it for 90 days", async () => {
    const { inputs } = one(
      await environment(),
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      BUNDLE,
    );
    const [rule, ...others] = inputs.rules as Record<string, unknown>[];
    assert.deepEqual(others, []);
    assert.equal(rule?.expiration, undefined);
    assert.deepEqual(rule?.noncurrentVersionExpiration, { noncurrentDays: 90 });
  });

  it("do with what they were made with when there is no bundle", async () => {
    const resources = await environment({ nodeBundlePath: undefined });
    assert.deepEqual(ofType(resources, OBJECT), []);
    assert.deepEqual(
      ofType(resources, BUCKET).map(({ name }) => name),
      ["eu-alb-logs"],
    );
    assert.ok(!statementsOf(resources).some(({ Action }) => Action === "s3:GetObjectVersion"));
    assert.ok(statementsOf(resources).some(({ Action }) => Action === "ssm:GetParameter"));
  });

  it("make nothing in an environment that has none", async () => {
    const changes = { nodeImages: undefined, nodeBundlePath: undefined };
    const resources = await environment(changes);
    assert.ok(!resources.some(({ name }) => name.includes("node-bundle")));
    const empty = await environment({ ...changes, nodeImages: {} });
    const shape = (all: readonly RecordedResource[]) => all.map(({ type, name }) => `${type} ${name}`).sort();
    assert.deepEqual(shape(empty), shape(resources));
  });

  it("show nothing of where the bundle lies, or each update would change the component", async () => {
    const { inputs } = one(await environment(), "fairlead:index:EcsEnvironment");
    assert.equal(inputs.nodeBundlePath, undefined);
    assert.deepEqual(inputs.nodeImages, { x86_64: IMAGE });
  });

  for (const [what, changes, said] of [
    ["no AMI", { nodeImages: { x86_64: "m7i.large" } }, /nodeImages\.x86_64 is "m7i\.large"; it is no image/],
    [
      "looked up",
      { nodeImages: { x86_64: "resolve:ssm:/my/image" } },
      /nodeImages\.x86_64 is "resolve:.*"; it is no image/,
    ],
    [
      "of an architecture that there is not",
      { nodeImages: { x86_64: IMAGE, riscv: IMAGE } },
      /nodeImages\.riscv is given; there is no such argument\. There are arm64, x86_64\./,
    ],
    [
      "of an architecture that no pool has",
      { nodeImages: { x86_64: IMAGE, arm64: IMAGE } },
      /nodeImages\.arm64 is "ami-.*"; no pool has nodes of arm64\. Leave it out, or add a pool/,
    ],
    [
      "run by no pool because each names another",
      { pools: { spot: { ...spotPool, imageId: "ami-00000000" } } },
      /nodeImages\.x86_64 is .*; each pool of x86_64 names an imageId of its own\. .*take imageId away/,
    ],
    [
      "chosen for one pool",
      { pools: { spot: { ...spotPool, nodeImageId: IMAGE } } },
      /pools\.spot\.nodeImageId is given; there is no such argument/,
    ],
    [
      "without a file",
      { nodeBundlePath: "/nowhere/at/all.tar" },
      /nodeBundlePath is "\/nowhere.*"; there is no such file, or it cannot be read\. Pass the path/,
    ],
    [
      "with a file of another kind",
      { nodeBundlePath: __filename },
      /nodeBundlePath is ".*"; that file is no tar, or a compressed one/,
    ],
    [
      "missing where there is a bundle",
      { nodeImages: undefined },
      /nodeBundlePath is ".*"; only nodes of nodeImages read a bundle.*Pass nodeImages too/,
    ],
  ] as const) {
    it(`are refused before anything is made when they are ${what}`, async () => {
      const wrong = program(changes as Partial<EcsEnvironmentArgs>);
      const errors = await errorsOf(wrong);
      assert.equal(errors.length, 1);
      assert.match(errors[0] ?? "", said);
      assert.deepEqual(await madeDespiteErrors(wrong), []);
    });
  }
});
