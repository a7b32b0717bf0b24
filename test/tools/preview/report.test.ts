import assert from "node:assert/strict";
import { longestChain } from "../../../tools/preview/chain";
import { billOf } from "../../../tools/preview/cost/bill";
import { documentOf } from "../../../tools/preview/json";
import type { StackPreview } from "../../../tools/preview/preview";
import type { LogMessage, RecordedResource } from "../../../tools/preview/recording";
import { stackReport, summary } from "../../../tools/preview/report";
import { lookFor } from "../../../tools/preview/terminal";
import { secret, unknown } from "../../../tools/preview/values";
import { resource } from "../../support/resource";

const plain = lookFor({});

const stack = resource({ type: "pulumi:pulumi:Stack", name: "fairlead-dev", custom: false });
const pool = resource({ type: "fairlead:index:SpotCapacity", name: "spot", custom: false, parent: stack.urn });
const group = resource({ type: "aws:autoscaling/group:Group", name: "spot-nodes", parent: pool.urn });
const cluster = resource({ parent: stack.urn, dependencies: [group.urn], options: { protect: true } });
const network = resource({ type: "awsx:ec2:Vpc", name: "net", custom: false, remote: true, parent: stack.urn });
const theirs = resource({ name: "theirs", parent: stack.urn, external: true });

/** A preview of these resources in which nothing stands out, but for what a test wishes. */
function previewOf(
  wishes: Partial<StackPreview> = {},
  resources: RecordedResource[] = [stack, pool, group, cluster],
): StackPreview {
  return {
    project: "fairlead",
    stack: "dev",
    resources,
    chain: longestChain(resources),
    bill: billOf(resources, "us-east-1"),
    messages: [],
    violations: [],
    pins: [],
    errors: [],
    ...wishes,
  };
}
const report = (wishes?: Partial<StackPreview>, resources?: RecordedResource[], look = plain) =>
  stackReport(previewOf(wishes, resources), look).join("\n");

const violation = { policy: "prod-not-all-spot", urn: cluster.urn, message: "What is wrong.\nWhat to do." };

describe("the report on a stack", () => {
  it("breaks its sentences where a terminal of the usual width ends, and goes on below their beginning", () => {
    const { bill } = previewOf();
    const dear = { what: "spot node", count: { fewest: 1, most: 9 }, each: 1.25, atMost: true };
    const types = { ...dear, what: "on-demand node" };
    const perMonth = { fewest: 1_234_567.89, most: 12_345_678.9 };
    const lines = stackReport(previewOf({ bill: { ...bill, lines: [dear, types], perMonth } }), plain);
    const at = lines.findIndex((line) => line.startsWith("Cost:"));
    const [first = "", second = ""] = (lines[at] ?? "").split("\n");
    assert.match(first, /^Cost: {7}.{40,88}$/);
    assert.match(second, /^ {12}\S/);
  });

  it("is a tree as pulumi preview draws it, with counts, chain and verdict", () => {
    assert.equal(
      report(),
      `Previewing dev (fairlead)

     Type                            Name          Plan    Info
 +   pulumi:pulumi:Stack             fairlead-dev  create
 +   ├─ aws:ecs:Cluster              main          create  protected
 +   └─ fairlead:index:SpotCapacity  spot          create
 +      └─ aws:autoscaling:Group     spot-nodes    create

Resources:  + 4 to create
            1 aws:autoscaling:Group, 1 aws:ecs:Cluster, 1 fairlead:index:SpotCapacity,
            1 pulumi:pulumi:Stack
Chain:      2 resources, each waiting for the one before
            Group spot-nodes > Cluster main
Policies:   no violations
`,
    );
  });

  it("has what stands alone before what has children, and both by type and name", () => {
    const leaf = resource({ type: "random:index/randomId:RandomId", name: "b", parent: stack.urn });
    const other = { ...leaf, urn: `${leaf.urn}2`, name: "a" };
    const order = report({}, [stack, pool, group, leaf, other]).match(/(?<=[├└]─ )\S+ +\S+/g);
    assert.deepEqual(
      order?.map((line) => line.replace(/ +/, " ")),
      [
        "random:index:RandomId a",
        "random:index:RandomId b",
        "fairlead:index:SpotCapacity spot",
        "aws:autoscaling:Group spot-nodes",
      ],
    );
  });

  it("tells which components are remote and what is only read", () => {
    const text = report({}, [stack, network, theirs]);
    assert.match(text, /^ \+ .*awsx:ec2:Vpc +net +create {2}remote component$/m);
    assert.match(text, /^ < .*aws:ecs:Cluster +theirs +read$/m);
    assert.match(text, /\+ 2 to create, 1 only read/);
  });

  it("names policy, level and resource of a violation, and marks the resource in the tree", () => {
    const text = report({
      violations: [
        { ...violation, level: "mandatory" },
        { ...violation, level: "advisory", urn: stack.urn },
      ],
    });
    assert.match(text, /aws:ecs:Cluster +main +create {2}1 violation, protected$/m);
    assert.match(
      text,
      /Policies: {3}1 mandatory, 1 advisory\n\n {2}\[mandatory\] prod-not-all-spot {2}aws:ecs:Cluster main\n {4}What is wrong\.\n {4}What to do\./,
    );
    assert.match(text, /\[advisory\] prod-not-all-spot {2}pulumi:pulumi:Stack fairlead-dev/);
  });

  it("shows what the program notes, and warnings with the resource that they are about", () => {
    const text = report({
      messages: [
        { severity: "warning", text: "few pools", urn: pool.urn },
        { severity: "info", text: "dev and prod share an account" },
      ],
    });
    assert.match(text, /SpotCapacity +spot +create {2}1 warning$/m);
    assert.match(text, /Warnings: {3}1\n {12}spot: few pools\n/);
    assert.match(text, /^Note: {7}dev and prod share an account\nWarnings:/m);
  });

  it("says what bills by the hour, and in the summary where the figures come from", () => {
    const key = resource({ type: "aws:kms/key:Key", name: "key", parent: stack.urn });
    assert.match(
      report({}, [stack, cluster, key]),
      /^Cost: {7}less than 0\.01 USD an hour, 1\.00 a month\n {12}1 KMS key 1\.00$/m,
    );
    const [, line, , source] = summary([previewOf({}, [stack, key])], 1, plain);
    assert.match(line ?? "", /^dev {12}2 +1 +1\.00 {2}ok$/);
    assert.match(source ?? "", /^List prices read \d{4}-\d\d-\d\d, .* on top\.$/);
  });

  it("says that pins were answered by the recording", () => {
    const text = report({ pins: ["web:42", "api:7"] });
    assert.match(text, /Pins: {7}2, answered by the recorded releases stack instead of AWS\n {12}web:42, api:7/);
  });

  it("shows nothing but the errors of a program that failed", () => {
    const text = report({ errors: ["2 problems:\n  - no subnets"] });
    assert.equal(text, "Previewing dev (fairlead)\n\n  error: 2 problems:\n      - no subnets\n");
  });

  it("fits a narrow terminal", () => {
    const look = { ...plain, width: 56 };
    const long = resource({
      type: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      name: "a-bucket-with-a-long-name",
      parent: group.urn,
    });
    const lines = report({}, [stack, pool, group, long], look).split("\n\n")[1]?.split("\n") ?? [];
    assert.equal(lines.length, 5);
    for (const line of lines) assert.ok(line.length <= 56, line);
    assert.ok(
      lines.some((line) => /aws:s3:B…\w+ +a-bucket…\S+ +create/.test(line)),
      lines.join("\n"),
    );
  });

  it("has colours in a terminal only", () => {
    const mandatory = { violations: [{ ...violation, level: "mandatory" as const }] };
    assert.ok(!report(mandatory).includes("\u001b"));
    const coloured = report(mandatory, undefined, lookFor({ isTTY: true, columns: 100 }, {}));
    assert.ok(coloured.split("\n").some((line) => line.includes("\u001b[31m") && line.includes("[mandatory]")));
  });
});

describe("the summary", () => {
  it("shows all stacks at a glance", () => {
    const previews = [
      previewOf({ stack: "releases" }),
      previewOf({ stack: "dev", violations: [{ ...violation, level: "advisory" }] }),
      previewOf({ stack: "prod", errors: ["no"] }),
    ];
    assert.deepEqual(summary(previews, 1.23, plain), [
      "Stack     Resources  Chain  USD a month  Policies",
      "releases          4      2            -  ok",
      "dev               4      2            -  1 advisory",
      "prod              -      -            -  the program failed",
      "",
      "Types that are not known here to bill by the hour are not counted.",
      "3 stacks, 8 resources, 1.2 s; nothing was deployed.",
    ]);
  });
});

describe("the JSON document", () => {
  it("has of a stack that failed what failed it, and nothing that could be taken for a result", () => {
    const failed = previewOf({ errors: ["no subnets", "no key"] });
    assert.deepEqual(documentOf([failed]), { stacks: [{ stack: "dev", errors: ["no subnets", "no key"] }] });
  });

  it("has exactly the promised shape", () => {
    const { inputs } = { inputs: { arn: unknown, key: secret("s3cret"), list: [unknown] } };
    const violations = [{ ...violation, level: "mandatory" as const }];
    const resources = [stack, resource({ parent: stack.urn, inputs, dependencies: [group.urn] })];
    const messages: LogMessage[] = [
      { severity: "info", text: "dev and prod share an account" },
      { severity: "warning", text: "it may be short of nodes", urn: cluster.urn },
    ];
    assert.deepEqual(documentOf([previewOf({ violations, messages }, resources)]), {
      stacks: [
        {
          stack: "dev",
          resources: [
            { type: "pulumi:pulumi:Stack", name: "fairlead-dev", parent: null, inputs: {}, dependencies: [] },
            {
              type: "aws:ecs/cluster:Cluster",
              name: "main",
              parent: stack.urn,
              inputs: { arn: "[unknown]", key: "[secret]", list: ["[unknown]"] },
              dependencies: [group.urn],
            },
          ],
          counts: { "aws:ecs/cluster:Cluster": 1, "pulumi:pulumi:Stack": 1 },
          chain: [cluster.urn],
          bill: billOf([], "us-east-1"),
          nodes: null,
          nodesAfterLoss: null,
          violations: [
            { policy: "prod-not-all-spot", level: "mandatory", urn: cluster.urn, message: violation.message },
          ],
          warnings: [{ urn: cluster.urn, message: "it may be short of nodes" }],
          notes: [{ urn: null, message: "dev and prod share an account" }],
          errors: [],
        },
      ],
    });
  });
});
