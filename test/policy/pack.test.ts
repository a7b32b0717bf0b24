import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EnforcementLevel, PolicySeverity } from "@pulumi/pulumi/proto/analyzer_pb";
import { ecsPolicies, prodNotAllSpot, servicesBehindAlb } from "fairlead-policy";
import { stackRequest } from "../support/policyJudge";
import { AwsStack } from "../support/policyStack";
import { ServedPack } from "../support/servedPack";

const names = ["prod-not-all-spot", "services-behind-alb"];

describe("the package", () => {
  it("gives its policies to other packs, each under its own name", () => {
    assert.deepEqual(
      [prodNotAllSpot, servicesBehindAlb].map((policy) => policy.name),
      names,
    );
    assert.deepEqual(
      ecsPolicies().map((policy) => policy.name),
      names,
    );
  });

  it("takes levels for another pack", () => {
    const policies = ecsPolicies({ servicesBehindAlb: { enforcementLevel: "advisory" } });
    assert.deepEqual(
      policies.map((policy) => policy.enforcementLevel),
      ["mandatory", "advisory"],
    );
  });

  it("shows the engine the pack and everybody else the policies", () => {
    const manifest = JSON.parse(readFileSync(join(__dirname, "../../policy/package.json"), "utf8"));
    assert.equal(manifest.main, "./dist/pack.js");
    assert.equal(manifest.exports["."].default, "./dist/index.js");
    assert.equal(manifest.exports["./package.json"], "./package.json");
  });
});

describe("the pack, served", () => {
  let pack: ServedPack;
  before(async () => {
    pack = await ServedPack.start({ stack: "prod", preview: false });
  });
  after(() => pack.stop());

  it("shows each policy's level, severity, remedy, address and configuration", async () => {
    const info = await pack.info();
    assert.equal(info.getName(), "fairlead-policy");
    assert.deepEqual(
      info.getPoliciesList().map((policy) => policy.getName()),
      names,
    );
    for (const policy of info.getPoliciesList()) {
      assert.equal(policy.getEnforcementlevel(), EnforcementLevel.MANDATORY);
      assert.equal(policy.getSeverity(), PolicySeverity.POLICY_SEVERITY_HIGH);
      assert.match(policy.getUrl(), /^https:\/\//);
      assert.match(policy.getRemediationSteps(), /Fairlead/);
      assert.notEqual(policy.getDisplayname(), "");
      assert.ok(policy.getTagsList().includes("ecs"));
      assert.ok(policy.getConfigschema()?.getProperties());
    }
  });

  it("judges an update: what is unresolved in production is refused, unless the configuration resolves it", async () => {
    const stack = new AwsStack("update");
    const tags = { "fairlead:no-load-balancer": "takes jobs" };
    stack.service("queue", stack.cluster(), {
      tags,
      capacityProviderStrategies: [{ capacityProvider: "platform", weight: 1 }],
    });
    const ask = async (properties: object) => {
      await pack.configure({ "prod-not-all-spot": { properties } });
      return (await pack.analyzeStack(stackRequest(stack.resources, "prod"))).getDiagnosticsList();
    };
    const [refused, ...others] = await ask({});
    assert.equal(others.length, 0);
    assert.match(refused?.getUrn() ?? "", /::queue$/);
    assert.match(refused?.getMessage() ?? "", /capacityProviderMarkets/);
    assert.equal((await ask({ capacityProviderMarkets: { platform: "on-demand" } })).length, 0);
    assert.equal((await ask({ production: ["live"] })).length, 0);
  });

  it("can be told to only advise", async () => {
    const stack = new AwsStack("update");
    stack.service("web", stack.cluster(), { launchType: "FARGATE" });
    await pack.configure({ "services-behind-alb": { level: EnforcementLevel.ADVISORY } });
    const [verdict] = (await pack.analyzeStack(stackRequest(stack.resources, "prod"))).getDiagnosticsList();
    assert.equal(verdict?.getEnforcementlevel(), EnforcementLevel.ADVISORY);
  });
});
