import assert from "node:assert/strict";
import { compare, type Difference } from "../../../../tools/preview/diff/compare";
import { diffDocument } from "../../../../tools/preview/diff/document";
import { previewOf, type StackPreview } from "../../../../tools/preview/preview";
import type { Properties, RecordedResource } from "../../../../tools/preview/recorder";
import { isSecret, secret, unknown } from "../../../../tools/preview/values";
import { resource } from "../../../support/resource";
import { configured, recordStack } from "../../../support/stacks";

const SHOP = { project: "fairlead", organization: "o", preview: true, config: {}, secretConfigKeys: [] };
const stackOf = (stack: string, ...resources: RecordedResource[]): StackPreview =>
  previewOf({ ...SHOP, stack, resources, outputs: {}, messages: [], invoked: [], errors: [] }, []);
async function recorded(...args: Parameters<typeof recordStack>): Promise<StackPreview> {
  const recording = await recordStack(...args);
  assert.deepEqual(recording.errors, []);
  return previewOf(recording, []);
}
const rows = (differences: readonly Difference[]) =>
  differences.map(({ section, item, property, values }) => [section, item, property, ...values].join(" | "));

const queue = (name: string, inputs: Properties = {}) => resource({ type: "aws:sqs/queue:Queue", name, inputs });

describe("what differs between two stacks", () => {
  it("is nothing between a stack and itself", async () => {
    const prod = await recorded("prod");
    const { differences, only } = compare(prod, prod);
    assert.deepEqual([differences, only], [[], [[], []]]);
  });

  it("is nothing when only the environment's name is another: in names, scripts, tags, descriptions", async () => {
    const changes = { environment: "copy", environments: ["dev", "copy"] };
    const copy = await recorded("dev", changes, { name: "copy" });
    const { differences, only } = compare(await recorded("dev"), copy);
    assert.deepEqual([rows(differences), only.flat().map(({ urn }) => urn)], [[], []]);
  });

  it("is of dev and prod what their configuration says", async () => {
    const { differences, only } = compare(await recorded("dev"), await recorded("prod"));
    const told = rows(differences);
    for (const row of [
      "Settings |  | profile | development | production",
      "Settings |  | protected | nothing | Cluster, LoadBalancer",
      "Settings |  | HTTPS | no, plain HTTP | yes, certificate made here",
      "Settings |  | logs of alb | 14 days | 90 days",
      "Settings |  | NAT gateways | 1 | 3, one in each zone",
      "Pools | on-demand | market |  | on-demand",
      "Pools | spot | nodes | 1 to 4 | 0 to 12",
      "Services | storefront | tasks | 1 | 6",
      "Services | storefront | scaling |  | 6 to 24",
      "Services | storefront | scales at |  | 60 % CPU, 3000 requests a minute and task",
      "Services | storefront | capacity | spot: weight 1 | on-demand: base 3, weight 0; spot: weight 1",
      "Jobs | prices | capacity | spot: weight 1 | on-demand: weight 1",
    ]) {
      assert.ok(told.includes(row), `${row}\nis not in\n${told.join("\n")}`);
    }
    assert.equal(told.filter((row) => row.includes("hosts") || row.includes("release")).length, 0);
    assert.deepEqual(only[0], []);
    assert.ok(only[1].some(({ name }) => name === "prod-on-demand"));
    assert.ok(!only[1].some(({ name }) => name === "prod-on-demand-nodes"), "what is in it goes without saying");
  });

  it("shows a pin, a host, a job that is off and a service that one has not", async () => {
    const services = {
      search: { hosts: ["find.example.com"], capacity: { spot: { weight: 1 } } },
    };
    const changed = await recorded("dev", { pins: pins(2), services, jobs: { prices: { enabled: false } } });
    const { differences, only } = compare(await recorded("dev"), changed);
    const told = rows(differences);
    assert.ok(told.includes("Services | search | release | search:1 | search:2"), told.join("\n"));
    assert.ok(told.includes("Services | search | hosts | search.dev.example.com | find.example.com"));
    assert.ok(told.includes("Jobs | prices | state | on | off"));
    assert.ok(told.includes("Services | checkout | tasks | 1 | "));
    assert.deepEqual(only[0].map(({ name }) => name).sort(), ["checkout", "report", "storefront"]);
  });

  it("shows inputs that no table speaks of, those of many resources in one row", () => {
    const a = stackOf("dev", queue("dev-a", { delay: 1 }), queue("dev-b", { delay: 1 }), queue("c", { fifo: true }));
    const b = stackOf("prod", queue("prod-a", { delay: 2 }), queue("prod-b", { delay: 2 }), queue("c"));
    assert.deepEqual(rows(compare(a, b).differences), [
      "Elsewhere | Queue (2) | delay | 1 | 2",
      "Elsewhere | Queue c | fifo | true | ",
    ]);
  });

  it("shows of long values where they part, and never a secret", () => {
    const long = (end: string) => `${"x".repeat(300)}${end}${"y".repeat(300)}`;
    const a = stackOf("dev", queue("q", { policy: long("1"), key: secret("s3cret"), arn: unknown }));
    const b = stackOf("prod", queue("q", { policy: long("2"), key: secret("other"), arn: unknown }));
    const [row, ...more] = compare(a, b).differences;
    assert.deepEqual(more, []);
    assert.match(row?.values[0] ?? "", /^…x+1y+…$/);
    assert.ok((row?.values[1]?.length ?? 0) < 90);
  });

  it("shows which certificates, where both stacks are given some", async () => {
    const given = (id: string) =>
      recorded("dev", {
        httpOnly: "false",
        certificateArns: [`arn:aws:acm:eu-central-1:123456789012:certificate/${id}`],
      });
    const told = rows(compare(await given("a"), await given("b")).differences);
    assert.equal(told.length, 1, told.join("\n"));
    assert.match(told[0] ?? "", /^Elsewhere \| Listener https \| certificateArn \| arn:.*\/a \| arn:.*\/b$/);
  });

  it("shows of a script the setting that differs, not the environment's name before it", async () => {
    const prod = await recorded("prod");
    const pools = configured<Record<string, object>>("prod", "pools");
    const changes = {
      environment: "qa",
      environments: ["prod", "qa"],
      pools: { ...pools, spot: { ...pools.spot, reservedMemoryMiB: 512 } },
    };
    const told = rows(compare(prod, await recorded("prod", changes, { name: "qa" })).differences);
    assert.equal(told.length, 1, told.join("\n"));
    assert.match(told[0] ?? "", /LaunchTemplate spot-nodes \| userData \| …ECS_RESERVED_MEMORY=256\n.*MEMORY=512\n/s);
  });

  it("shows every input that differs, as a fact or as it is", async () => {
    const prod = await recorded("prod");
    const other = (value: unknown): unknown =>
      typeof value === "boolean" ? !value : typeof value === "number" ? value + 1 : `x${String(value)}`;
    const silent: string[] = [];
    for (const [index, { type, inputs, custom, remote }] of prod.resources.entries()) {
      if (!(custom || remote)) continue;
      for (const [path, changed] of variants(inputs, other)) {
        const resources = prod.resources.map((same, at) => (at === index ? { ...same, inputs: changed } : same));
        if (compare(prod, { ...prod, resources }).differences.length === 0) silent.push(`${type} ${path}`);
      }
    }
    assert.deepEqual([...new Set(silent)], []);
  });

  it("shows inputs whose changes make up for each other in a fact", () => {
    const group = (base: number, percent: number) =>
      resource({
        type: "aws:autoscaling/group:Group",
        inputs: {
          maxSize: 4,
          mixedInstancesPolicy: {
            instancesDistribution: { onDemandBaseCapacity: base, onDemandPercentageAboveBaseCapacity: percent },
          },
        },
      });
    const { differences } = compare(stackOf("dev", group(4, 0)), stackOf("prod", group(0, 100)));
    assert.deepEqual(
      differences.map(({ section, values }) => [section, ...values]),
      [
        ["Elsewhere", "4", "0"],
        ["Elsewhere", "0", "100"],
      ],
    );
  });

  it("knows resources by what they are in, too", () => {
    const inside = (name: string) => {
      const component = resource({ type: "a:b:C", name, custom: false });
      return [component, { ...queue("q"), urn: `${component.urn}$q`, parent: component.urn }];
    };
    const { only } = compare(stackOf("dev", ...inside("one")), stackOf("prod", ...inside("two"), queue("q")));
    assert.deepEqual(
      only.map((alone) => alone.map(({ name }) => name)),
      [["one"], ["two", "q"]],
    );
  });

  it("has names for what only one has in its document", () => {
    const a = stackOf("dev", queue("a"));
    assert.deepEqual(diffDocument(compare(a, stackOf("prod"))), {
      diff: {
        stacks: ["dev", "prod"],
        differences: [],
        only: [
          { stack: "dev", resources: [queue("a").urn] },
          { stack: "prod", resources: [] },
        ],
      },
    });
  });
});

/** The value with each of its ends changed, one at a time, and the path to it. */
function* variants(value: unknown, change: (end: unknown) => unknown, path = ""): Generator<[string, Properties]> {
  if (isSecret(value)) return; // what it is is never shown
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0) {
    yield [path, change(value) as Properties];
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    for (const [deeper, changed] of variants(inner, change, `${path}.${key}`)) {
      yield [deeper, Object.assign(Array.isArray(value) ? [...value] : { ...value }, { [key]: changed }) as Properties];
    }
  }
}

function pins(revision: number): Record<string, number> {
  return Object.fromEntries(
    ["storefront", "checkout", "search", "mailer", "report", "prices"].map((name) => [name, revision]),
  );
}
