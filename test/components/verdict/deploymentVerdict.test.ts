import assert from "node:assert/strict";
import fc from "fast-check";
import {
  deploymentVerdict,
  describeCommand,
  regionOf,
  verdictLine,
} from "../../../components/verdict/deploymentVerdict";

const ARN = "arn:aws:ecs:eu-west-1:123456789012:task-definition/web";
const place = {
  cluster: "arn:aws:ecs:eu-west-1:123456789012:cluster/fairlead-dev",
  service: "arn:aws:ecs:eu-west-1:123456789012:service/fairlead-dev/web-1a2b3c4",
  region: "eu-west-1",
};
const COMMAND =
  "aws ecs describe-services --cluster fairlead-dev --services web-1a2b3c4 --region eu-west-1 " +
  "--query 'services[0].[deployments,events[:10]]'";

describe("the verdict on a deployment", () => {
  for (const [what, wanted, seen, steady, verdict] of [
    ["what was wanted runs", "web:43", { taskDefinition: `${ARN}:43` }, true, undefined],
    ["what was wanted runs, said by its ARN", `${ARN}:43`, { taskDefinition: "web:43" }, true, undefined],
    [
      "the one before runs",
      "web:43",
      { taskDefinition: `${ARN}:42` },
      true,
      "ECS rolled the deployment of web:43 back to web:42",
    ],
    [
      "one of another family runs",
      "web:43",
      { taskDefinition: "site:43" },
      true,
      "ECS rolled the deployment of web:43 back to site:43",
    ],
    [
      "ECS has given up",
      "web:1",
      { taskDefinition: `${ARN}:1`, rolloutState: "FAILED" },
      true,
      "ECS gave up the deployment of web:1",
    ],
    [
      "too few tasks run",
      "web:1",
      { taskDefinition: `${ARN}:1`, rolloutState: "IN_PROGRESS", desiredCount: 3, runningCount: 1 },
      true,
      "ECS runs 1 of 3 tasks of web:1",
    ],
    [
      "too few tasks run and nobody waited",
      "web:1",
      { taskDefinition: `${ARN}:1`, desiredCount: 3, runningCount: 1 },
      false,
      undefined,
    ],
    ["enough tasks run", "web:1", { taskDefinition: `${ARN}:1`, desiredCount: 3, runningCount: 3 }, true, undefined],
    ["no revision is wanted", "web", { taskDefinition: `${ARN}:42` }, true, undefined],
    ["it is not told what runs", "web:43", { taskDefinition: "" }, true, undefined],
  ] as const) {
    it(`is ${verdict ? "bad" : "none"} when ${what}`, () =>
      assert.equal(deploymentVerdict(wanted, seen, steady), verdict));
  }

  it("is bad exactly when another revision runs, whatever the numbers", () => {
    const revision = fc.integer({ min: 1, max: 99_999 });
    fc.assert(
      fc.property(revision, revision, fc.boolean(), (wanted, running, arn) => {
        const seen = { taskDefinition: `${arn ? ARN : "web"}:${running}` };
        assert.equal(deploymentVerdict(`web:${wanted}`, seen, true) === undefined, wanted === running);
      }),
    );
  });
});

describe("the line that says it", () => {
  const verdict = "ECS rolled the deployment of web:43 back to web:42";

  it("names the service, what happened, why, and how to see more", () => {
    assert.equal(
      verdictLine('WebService "web"', verdict, { why: "task stopped: it did (exit code 1)" }, place),
      `WebService "web": ${verdict}: task stopped: it did (exit code 1). See: ${COMMAND}`,
    );
  });

  it("says that the reason could not be read, or that there is none", () => {
    const line = (reason: Parameters<typeof verdictLine>[2]) => verdictLine("S", verdict, reason, place);
    assert.equal(
      line({ unread: "AccessDeniedException: no\nidentity-based policy." }),
      `S: ${verdict}; the reason could not be read (AccessDeniedException: no identity-based policy). See: ${COMMAND}`,
    );
    assert.equal(line({ why: undefined }), `S: ${verdict}; ECS remembers no reason. See: ${COMMAND}`);
  });

  it("gives a command that a shell takes as it is", () => {
    assert.equal(describeCommand(place), COMMAND);
    assert.match(describeCommand({ ...place, profile: "shop.prod" }), / --profile shop\.prod /);
    assert.match(describeCommand({ ...place, profile: "it's $HOME" }), / --profile 'it'\\''s \$HOME' /);
    assert.equal(regionOf(place.cluster), "eu-west-1");
    assert.equal(regionOf("arn:aws-us-gov:ecs:us-gov-west-1:1:cluster/c"), "us-gov-west-1");
    assert.equal(regionOf("fairlead-dev"), undefined);
  });
});
