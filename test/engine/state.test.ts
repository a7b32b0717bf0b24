import assert from "node:assert/strict";
import { CreateBucketCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { type DeployerPolicy, deployerPolicy } from "../support/deployerPolicies";
import { createKey } from "../support/engineAws";
import { type Call, stateEnvironment } from "../support/engineCalls";
import type { Project } from "../support/engineProject";
import { describeWithEngine } from "../support/engineSuite";
import { needsOf } from "../support/iam/needs";
import { allows } from "../support/iam/policy";

const REGION = "ca-central-1";
const BUCKET = "fairlead-state";

describeWithEngine("state in a bucket, with a key for its secrets", REGION, (bench) => {
  let key = "";
  let project: Project;
  const ofState = (since = 0) => bench.calls.slice(since).filter(({ stack }) => stack === "state");

  async function refused(calls: readonly Call[], name: DeployerPolicy): Promise<string[]> {
    const policy = deployerPolicy(name, { REGION, BUCKET, KEY: key });
    const needs = (await Promise.all(calls.map(needsOf))).flat();
    return needs.filter((need) => !allows([policy], need)).map(({ action, resources }) => `${action} ${resources}`);
  }

  before("there are a bucket and a key", async () => {
    await bench.aws.s3.send(
      new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: REGION } }),
    );
    key = await createKey(bench.aws);
    project = bench.project.with({
      ...stateEnvironment,
      PULUMI_BACKEND_URL: `s3://${BUCKET}?region=${REGION}&use_path_style=true`, // an emulator has no host for each bucket
      PULUMI_CONFIG_PASSPHRASE: undefined,
    });
  });

  it("takes a stack and its updates with the policy of those who deploy", async () => {
    await project.create("releases", "--secrets-provider", `awskms://${key}?region=${REGION}`);
    await project.succeed("up", "releases");
    const { Contents } = await bench.aws.s3.send(new ListObjectsV2Command({ Bucket: BUCKET }));
    assert.ok(Contents?.some(({ Key }) => Key?.endsWith("stacks/fairlead/releases.json")));
    assert.ok(ofState().some(({ operation }) => operation === "Encrypt"));
    assert.deepEqual(await refused(ofState(), "state"), []);
  });

  it("lets a preview read it and no more", async () => {
    const begin = bench.calls.length;
    await project.succeed("preview", "releases");
    const calls = ofState(begin);
    assert.ok(calls.some(({ operation }) => operation === "Decrypt"));
    assert.deepEqual(await refused(calls, "state-read"), []);
  });

  it("takes the end of the stack", async () => {
    await project.succeed("destroy", "releases");
    assert.deepEqual(await refused(ofState(), "state"), []);
  });
});
