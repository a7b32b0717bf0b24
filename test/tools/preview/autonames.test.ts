import assert from "node:assert/strict";
import fc from "fast-check";
import { withAutoname } from "../../../tools/preview/autonames";
import { computedProperties } from "../../../tools/preview/computed";

const topic = "aws:sns/topic:Topic";
const urnOf = (type: string, name: string) => `urn:pulumi:dev::shop::${type}::${name}`;
const named = (type: string, name: string, inputs = {}) => withAutoname(type, urnOf(type, name), inputs);

describe("a resource that the program does not name", () => {
  it("gets its logical name and seven hex digits that stay the same", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z][a-z0-9-]{0,40}$/), (name) => {
        const { name: physical } = named(topic, name) as { name: string };
        assert.ok(physical.startsWith(`${name}-`));
        assert.match(physical.slice(name.length), /^-[0-9a-f]{7}$/);
        assert.deepEqual(named(topic, name), { name: physical });
      }),
    );
  });

  it("has another name in another stack", () => {
    const prod = withAutoname(topic, urnOf(topic, "web").replace(":dev:", ":prod:"), {});
    assert.notDeepEqual(prod, named(topic, "web"));
  });

  it("keeps the name that the program gives", () => {
    assert.deepEqual(named(topic, "web", { name: "ours" }), { name: "ours" });
  });

  it("has no known name where AWS makes it from a prefix", () => {
    assert.deepEqual(named(topic, "web", { namePrefix: "ours-" }), { namePrefix: "ours-" });
    assert.deepEqual(named("aws:s3/bucket:Bucket", "web", { bucketPrefix: "ours-" }), { bucketPrefix: "ours-" });
  });

  it("has its name in the property that its type keeps it in", () => {
    assert.match(String(named("aws:s3/bucket:Bucket", "Logs").bucket), /^logs-[0-9a-f]{7}$/);
    assert.deepEqual(named("aws:ssm/parameter:Parameter", "web"), {});
  });

  it("ends as a first-in-first-out queue or topic must", () => {
    assert.match(String(named("aws:sqs/queue:Queue", "jobs", { fifoQueue: true }).name), /^jobs-[0-9a-f]{7}\.fifo$/);
    assert.match(String(named(topic, "jobs", { fifoTopic: true }).name), /\.fifo$/);
  });

  it("may have a logical name of 24 characters before a load balancer, and no more", () => {
    const type = "aws:lb/loadBalancer:LoadBalancer";
    assert.equal(String(named(type, "x".repeat(24)).name).length, 32);
    assert.throws(() => named(type, "x".repeat(25)), /longer than maximum length 32 \(property name\)/);
  });
});

describe("computed properties", () => {
  it("are those that the SDK declares to have a value in any case", () => {
    const names = computedProperties("aws:ecs/cluster:Cluster").map(({ name }) => name);
    assert.deepEqual(names, ["arn", "name", "region", "settings", "tagsAll"]);
  });

  it("tell what a program could have set", () => {
    const properties = computedProperties("aws:ecs/service:Service");
    const settable = (wanted: string) => properties.find(({ name }) => name === wanted)?.settable;
    assert.deepEqual([settable("arn"), settable("launchType")], [false, true]);
  });

  it("of a type without declarations are none", () => {
    assert.deepEqual(computedProperties("test:index:Nothing"), []);
    assert.deepEqual(computedProperties("nonsense"), []);
  });
});
