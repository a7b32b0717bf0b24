import assert from "node:assert/strict";
import type { Call } from "../support/engineCalls";
import { needsOf } from "../support/iam/needs";
import { allows, applies, type PermissionPolicy, type PolicyStatement } from "../support/iam/policy";

const TASKS = "arn:aws:ecs:eu-west-1:123456789012:task-definition/web:1";
const ROLE = "arn:aws:iam::123456789012:role/web-task-1a2b3c4";

function statement(changes: Partial<PolicyStatement> = {}): PolicyStatement {
  return {
    Sid: "One",
    Effect: "Allow",
    Action: ["iam:PassRole"],
    Resource: "arn:aws:iam::*:role/*-task-*",
    ...changes,
  };
}

function policy(...Statement: PolicyStatement[]): PermissionPolicy[] {
  return [{ Version: "2012-10-17", Statement }];
}

function call(changes: Partial<Call> = {}): Call {
  const params = { family: "web", taskRoleArn: ROLE, tags: [{ key: "a", value: "b" }] };
  return { stack: "dev", service: "ecs", operation: "RegisterTaskDefinition", region: "eu-west-1", params, ...changes };
}

describe("the judge of permissions", () => {
  const need = {
    action: "iam:PassRole",
    resources: [ROLE],
    context: { "iam:PassedToService": "ecs-tasks.amazonaws.com" },
  };

  it("allows what action and resource match, by wildcards too, and nothing else", () => {
    assert.ok(allows(policy(statement()), need));
    assert.ok(!allows(policy(statement({ Action: ["iam:GetRole"] })), need));
    assert.ok(!allows(policy(statement({ Resource: "arn:aws:iam::*:role/*-node-*" })), need));
    assert.ok(!allows([], need));
  });

  it("wants every resource allowed, be it by different statements", () => {
    const both = { ...need, resources: [ROLE, "arn:aws:iam::123456789012:role/web-node-1a2b3c4"] };
    assert.ok(!allows(policy(statement()), both));
    assert.ok(allows(policy(statement(), statement({ Resource: "arn:aws:iam::*:role/*-node-*" })), both));
  });

  it("holds conditions against what AWS tells of the request", () => {
    const only = (service: string) => statement({ Condition: { StringEquals: { "iam:PassedToService": service } } });
    assert.ok(allows(policy(only("ecs-tasks.amazonaws.com")), need));
    assert.ok(!allows(policy(only("ec2.amazonaws.com")), need));
    assert.ok(!allows(policy(only("ecs-tasks.amazonaws.com")), { ...need, context: {} }));
  });

  it("refuses to judge what it does not understand", () => {
    const denied = { ...statement(), Effect: "Deny" } as unknown as PolicyStatement;
    const other = { ...statement(), NotAction: ["iam:*"] } as unknown as PolicyStatement;
    const like = { ...statement(), Condition: { IpAddress: { "aws:SourceIp": "::1" } } } as unknown as PolicyStatement;
    for (const odd of [denied, other, like]) assert.throws(() => applies(odd, need, ROLE), /more than is judged/);
  });

  it("knows what a call needs besides its own action", async () => {
    assert.deepEqual(await needsOf(call()), [
      { action: "ecs:RegisterTaskDefinition", resources: [TASKS], context: {} },
      need,
      { action: "ecs:TagResource", resources: [TASKS], context: { "ecs:CreateAction": "RegisterTaskDefinition" } },
    ]);
  });

  it("does not pass over calls that it does not know", async () => {
    await assert.rejects(
      needsOf(call({ operation: "RegisterTaskDefinitions" })),
      /no action ecs:RegisterTaskDefinitions/,
    );
    await assert.rejects(needsOf(call({ params: {} })), /names none/);
    await assert.rejects(needsOf(call({ service: "glacier", operation: "CreateVault" })), /not known here/);
  });
});
