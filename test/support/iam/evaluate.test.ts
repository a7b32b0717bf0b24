import assert from "node:assert/strict";
import { applies, isAllowed, type PolicyStatement } from "./evaluate";

const request = {
  action: "ecs:UpdateService",
  resource: "arn:aws:ecs:eu-west-1:1:service/c/web",
  context: { "ecs:cluster": "c", "aws:TagKeys": ["a", "b"] },
};
const statement = (changes: Partial<PolicyStatement> = {}): PolicyStatement => ({
  Effect: "Allow",
  Action: "ecs:UpdateService",
  Resource: "*",
  ...changes,
});

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html and the pages beside it
describe("policies, read as IAM reads them", () => {
  for (const [title, of, expected] of [
    ["any case of an action", { Action: "ECS:updateservice" }, true],
    ["a star in an action", { Action: ["ecs:Update*"] }, true],
    ["another action", { Action: "ecs:DeleteService" }, false],
    ["a star over slashes", { Resource: "arn:aws:ecs:*:*:service/*" }, true],
    ["the beginning of a resource", { Resource: "arn:aws:ecs:eu-west-1:1:service/c" }, false],
    ["any case of a condition key", { Condition: { StringEquals: { "ECS:Cluster": "c" } } }, true],
    ["any of several values", { Condition: { StringEquals: { "ecs:cluster": ["x", "c"] } } }, true],
    ["every key of an operator", { Condition: { StringEquals: { "ecs:cluster": "c", other: "x" } } }, false],
    ["every operator", { Condition: { StringEquals: { "ecs:cluster": "c" }, Bool: { x: "true" } } }, false],
    ["a star as itself in StringEquals", { Condition: { StringEquals: { "ecs:cluster": "*" } } }, false],
    ["a star as anything in StringLike", { Condition: { StringLike: { "ecs:cluster": "*" } } }, true],
    ["a key that is missing", { Condition: { StringEquals: { other: "x" } } }, false],
    ["a key that may be missing", { Condition: { StringEqualsIfExists: { other: "x" } } }, true],
    [
      "a key that may be missing and is another",
      { Condition: { StringEqualsIfExists: { "ecs:cluster": "x" } } },
      false,
    ],
    ["a missing key that must not be something", { Condition: { StringNotEquals: { other: "x" } } }, true],
    ["all of several values", { Condition: { "ForAllValues:StringEquals": { "aws:TagKeys": ["a", "b", "c"] } } }, true],
    [
      "all of several values, one of which is another",
      { Condition: { "ForAllValues:StringEquals": { "aws:TagKeys": ["a"] } } },
      false,
    ],
    ["none of several values", { Condition: { "ForAllValues:StringNotEquals": { "aws:TagKeys": ["b"] } } }, false],
    ["all of no values", { Condition: { "ForAllValues:StringEquals": { other: ["a"] } } }, true],
  ] as [string, Partial<PolicyStatement>, boolean][]) {
    it(`${title}: ${expected}`, () => assert.equal(applies(statement(of), request), expected));
  }

  it("refuses what a statement denies, whatever others allow", () => {
    assert.equal(isAllowed(request, { Statement: [statement(), statement({ Effect: "Deny" })] }), false);
  });

  it("refuses what nothing allows, and what one of two policies does not", () => {
    assert.equal(isAllowed(request, { Statement: [] }), false);
    assert.equal(isAllowed(request, { Statement: [statement()] }, { Statement: [] }), false);
  });

  it("is at a loss with what it does not know, instead of passing over it", () => {
    assert.throws(
      () => applies(statement({ Condition: { IpAddress: { "aws:SourceIp": "::1" } } }), request),
      /IpAddress/,
    );
    assert.throws(() => applies({ ...statement(), NotAction: "x" } as PolicyStatement, request), /NotAction/);
  });
});
